"""``sync`` keeps starters and solutions in step, and carries a fix through later solutions."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from autograder.course import Course, State

Command = Callable[..., Result]


def change(file: Path, old: str, new: str) -> None:
    """Change a file in one place."""
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


@pytest.fixture
def committed(tiny_course: Course) -> Course:
    """Return the tiny course in a repository of its own."""
    return _commit(tiny_course, tiny_course.root)


@pytest.fixture(params=["on top", "inside"])
def repository(request: pytest.FixtureRequest, tiny_course: Course) -> Course:
    """Return the tiny course as a repository, then as a folder in a larger one."""
    return _commit(tiny_course, tiny_course.root if request.param == "on top" else tiny_course.root.parent)


def _commit(course: Course, top: Path) -> Course:
    who = ["-c", "user.name=Author", "-c", "user.email=author@example.org"]
    for arguments in (["init"], ["add", "-A"], ["commit", "-m", "The course"]):
        subprocess.run(["git", *who, *arguments], cwd=top, check=True, capture_output=True)
    return course


def test_in_step_there_is_nothing_to_do(autograder: Command) -> None:
    result = autograder("sync")
    assert result.exit_code == 0
    assert result.output == "Every starter is the solution before it, with its TODOs.\n"


def test_a_changed_solution_reaches_the_next_starter(
    autograder: Command, tiny_course: Course, golden: Callable[[str, str], None]
) -> None:
    change(tiny_course.lesson("1").solution / "app.py", "A tiny app.", "A small app.")
    (tiny_course.lesson("1").solution / "words.py").write_text("x = 1\n")
    checked = autograder("sync", "--check")
    assert checked.exit_code == 1
    app = tiny_course.lesson("2").starter / "app.py"
    assert "A small app." not in app.read_text()
    done = autograder("sync")
    assert done.exit_code == 0
    golden("sync", f"{checked.output}\n{done.output}")
    assert "A small app." in app.read_text()
    assert "    # TODO 1: Take the greeting from greetings.py.\n" in app.read_text()
    assert (tiny_course.lesson("2").starter / "words.py").exists()
    assert not State(tiny_course).touched(tiny_course.lesson("2"))


def test_a_file_that_nobody_gave_is_left_to_the_author(autograder: Command, tiny_course: Course) -> None:
    stranger = tiny_course.lesson("2").starter / "notes.txt"
    stranger.write_text("?")
    result = autograder("sync")
    assert (
        "lessons/02_names/notes.txt: not in the solution before it. Remove it, or list it in `given`." in result.output
    )
    assert stranger.exists()


def test_what_is_replaced_is_kept_as_a_backup(autograder: Command, tiny_course: Course) -> None:
    app = tiny_course.lesson("2").starter / "app.py"
    app.write_text("mine = True\n")
    output = autograder("sync").output
    backup = output.partition("(as it was: ")[2].partition(")")[0]
    assert (tiny_course.root / backup / "app.py").read_text() == "mine = True\n"


def test_a_fix_is_carried_through_the_later_solutions(autograder: Command, repository: Course) -> None:
    change(repository.lesson("1").solution / "app.py", "A tiny app.", "A small app.")
    result = autograder("sync", "--carry", "01")
    assert result.exit_code == 0, result.output
    assert "solutions/02_names: has the fix now\nsolutions/03_memory: has the fix now\n" in result.output
    for number in ("2", "3"):
        assert "A small app." in (repository.lesson(number).solution / "app.py").read_text()
        assert "A small app." in (repository.lesson(number).starter / "app.py").read_text()
    again = autograder("sync", "--carry", "01")
    assert (again.exit_code, again.output) == (0, "Every starter is the solution before it, with its TODOs.\n")


def test_a_fix_stops_at_the_first_change_that_does_not_fit(
    autograder: Command, committed: Course, golden: Callable[[str, str], None]
) -> None:
    change(committed.lesson("3").solution / "app.py", "A tiny app.", "My app.")
    change(committed.lesson("1").solution / "app.py", "A tiny app.", "A small app.")
    before = (committed.lesson("3").solution / "app.py").read_text()
    result = autograder("sync", "--carry", "01")
    assert result.exit_code == 1
    golden("sync_stopped", result.output)
    assert (committed.lesson("3").solution / "app.py").read_text() == before


def test_carrying_can_be_tried_first(autograder: Command, committed: Course) -> None:
    change(committed.lesson("1").solution / "app.py", "A tiny app.", "A small app.")
    result = autograder("sync", "--carry", "01", "--check")
    assert "solutions/02_names: the fix fits\n" in result.output
    assert "A tiny app." in (committed.lesson("2").solution / "app.py").read_text()


@pytest.mark.usefixtures("committed")
def test_without_a_change_there_is_nothing_to_carry(autograder: Command) -> None:
    result = autograder("sync", "--carry", "01")
    assert result.exit_code == 2
    assert "solutions/01_hello has not changed since HEAD." in result.stderr


def test_without_git_nothing_can_be_carried(autograder: Command) -> None:
    result = autograder("sync", "--carry", "01")
    assert result.exit_code == 2
    assert "git knows no solutions/01_hello in HEAD" in result.stderr

"""``reset`` puts a lesson back as it was, and keeps what was there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from autograder.course import Course

Command = Callable[..., Result]


@pytest.fixture
def worked_on(autograder: Command, tiny_course: Course) -> Path:
    """Return the student's file in lesson 02, changed after a first command had run."""
    assert autograder("list").exit_code == 0
    app = tiny_course.lesson("2").starter / "app.py"
    app.write_text("mine = True\n")
    return app


def test_it_restores_and_says_where_the_work_is(
    autograder: Command, worked_on: Path, tiny_course: Course, golden: Callable[[str, str], None]
) -> None:
    result = autograder("reset", "2", "--yes")
    assert result.exit_code == 0
    golden("reset", result.output)
    assert "TODO 2:" in worked_on.read_text()
    backup = tiny_course.root / result.output.splitlines()[-1].strip()
    assert (backup / "app.py").read_text() == "mine = True\n"


def test_where_nobody_can_answer_nothing_changes(autograder: Command, worked_on: Path) -> None:
    result = autograder("reset", "2")
    assert result.exit_code == 2
    assert "Say --yes to reset; a backup is kept." in result.stderr
    assert worked_on.read_text() == "mine = True\n"


@pytest.mark.parametrize(("answer", "code", "kept"), [("y\n", 0, False), ("n\n", 1, True), ("\n", 1, True)])
def test_on_a_terminal_it_asks(
    autograder: Command, worked_on: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, kept: bool
) -> None:
    monkeypatch.setattr("autograder.cli.reset._somebody_is_there", lambda: True)
    result = autograder("reset", "2", answer=answer)
    assert result.exit_code == code
    assert (worked_on.read_text() == "mine = True\n") is kept


def test_an_untouched_lesson_has_nothing_to_reset(autograder: Command) -> None:
    result = autograder("reset", "3")
    assert result.exit_code == 0
    assert result.output == "Lesson 03 is as it was at the beginning: nothing to reset.\n"


@pytest.mark.parametrize("name", ["greetings.py", "./greetings.py"])
def test_one_file_can_be_reset(autograder: Command, worked_on: Path, name: str) -> None:
    given = worked_on.with_name("greetings.py")
    given.unlink()
    result = autograder("reset", "2", "--file", name, "--yes")
    assert result.exit_code == 0
    assert given.exists()
    assert worked_on.read_text() == "mine = True\n"


@pytest.mark.usefixtures("worked_on")
def test_an_unknown_file_is_named_and_nothing_changes(autograder: Command, tiny_course: Course) -> None:
    result = autograder("reset", "2", "--file", "../../README.md", "--yes")
    assert result.exit_code == 2
    assert "The starter of lesson 02 has no" in result.stderr
    assert not (tiny_course.root / ".baseplate" / "backups").exists()

"""``diff`` compares with the solution, after a pass or after saying so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from autograder.course import Course, State

Command = Callable[..., Result]


def test_before_a_pass_it_says_how_to_ask_for_it(autograder: Command, golden: Callable[[str, str], None]) -> None:
    result = autograder("diff", "1")
    assert result.exit_code == 1
    golden("diff_not_yet", result.output)


def test_saying_so_shows_it(autograder: Command, golden: Callable[[str, str], None]) -> None:
    result = autograder("diff", "1", "--yes")
    assert result.exit_code == 0
    golden("diff", result.output)


@pytest.mark.parametrize(("points", "code"), [(3, 1), (4, 0)])
def test_after_a_pass_it_does_not_ask(autograder: Command, tiny_course: Course, points: int, code: int) -> None:
    State(tiny_course).save_last(tiny_course.lesson("1"), {"points": points, "max_points": 4, "passed": []})
    assert autograder("diff", "1").exit_code == code


@pytest.mark.usefixtures("solved")
def test_the_solution_itself_has_no_difference(autograder: Command) -> None:
    result = autograder("diff", "2", "--yes")
    assert result.output == "Your work on lesson 02 is the solution, letter by letter.\n"


def test_files_that_only_one_has_are_named(autograder: Command, tiny_course: Course) -> None:
    starter = tiny_course.lesson("2").starter
    (starter / "greetings.py").unlink()
    (starter / "mine.py").write_text("x = 1\n")
    (starter / "plate.png").write_bytes(b"\xff\xfe\x00")
    output = autograder("diff", "2", "--yes").output
    assert "--- (you have no such file)\n+++ solutions/02_names/greetings.py" in output
    assert "--- lessons/02_names/mine.py\n+++ (the solution has no such file)" in output
    assert "lessons/02_names/plate.png and (the solution has no such file) differ, and are not text" in output


def test_student_text_is_printed_as_data(autograder: Command, tiny_course: Course) -> None:
    app = tiny_course.lesson("1").starter / "app.py"
    app.write_text('x = "\x1b[2J[bold]"\r\n' + app.read_text(), newline="")
    assert '-x = "[bold]"\n' in autograder("diff", "1", "--yes").output


def test_leftovers_are_not_compared(autograder: Command, tiny_course: Course) -> None:
    (tiny_course.lesson("1").starter / "app.py~").write_text("old")
    assert "app.py~" not in autograder("diff", "1", "--yes").output

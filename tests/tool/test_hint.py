"""``hint`` shows one more step of help for the first open task."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from autograder.course import Course, State

Command = Callable[..., Result]


def test_the_hints_come_one_after_the_other(autograder: Command, golden: Callable[[str, str], None]) -> None:
    shown = [autograder("hint", "1") for _ in range(4)]
    assert [result.exit_code for result in shown] == [0, 0, 0, 0]
    assert shown[3].output == shown[2].output
    golden("hint", "\n".join(result.output for result in shown[:3]))


def test_a_task_can_be_named(autograder: Command) -> None:
    assert "task 2\nwhere to look (hint 1 of 3)" in autograder("hint", "01", "--task", "2").output


def test_another_task_begins_with_its_first_hint(autograder: Command) -> None:
    autograder("hint", "1")
    autograder("hint", "1")
    assert "hint 1 of 3" in autograder("hint", "1", "--task", "2").output


def test_what_passed_last_time_needs_no_hint(autograder: Command, tiny_course: Course) -> None:
    last = {"points": 1, "max_points": 4, "passed": ["start", "test_the_front_page_greets"]}
    State(tiny_course).save_last(tiny_course.lesson("1"), last)
    assert "task 2" in autograder("hint", "1").output


def test_when_all_is_done_it_says_so(autograder: Command, tiny_course: Course) -> None:
    last = {"points": 1, "max_points": 1, "passed": ["start", "test_visits_are_counted"]}
    State(tiny_course).save_last(tiny_course.lesson("3"), last)
    result = autograder("hint", "3")
    assert result.exit_code == 0
    assert result.output.startswith("Every task of lesson 03 · Memory is done.")
    assert "hint 1 of 3" in autograder("hint", "3", "--task", "1").output


def test_an_unknown_task_names_those_there_are(autograder: Command) -> None:
    result = autograder("hint", "1", "--task", "7")
    assert result.exit_code == 2
    assert "Lesson 01 has no hints for a task 7. It has some for: 1, 2." in result.stderr


def test_a_text_is_printed_as_data(autograder: Command, tiny_course: Course) -> None:
    readme = tiny_course.lesson("1").readme
    old = "Which function does Flask call"
    readme.write_text(readme.read_text().replace(old, "[bold red]Which[/] \x1b[2J**one** [does](https://x.org) it"))
    assert "[bold red]Which[/] one does <https://x.org> it when" in autograder("hint", "1").output


def test_without_a_text_there_is_a_sentence(autograder: Command, tiny_course: Course) -> None:
    tiny_course.lesson("1").readme.unlink()
    result = autograder("hint", "1")
    assert result.exit_code == 2
    assert "lessons/01_hello/README.md: this lesson has no text." in result.stderr

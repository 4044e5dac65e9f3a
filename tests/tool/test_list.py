"""``list`` shows how far somebody is, and what is next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from autograder.course import Course, State

Command = Callable[..., Result]


def test_a_beginner_is_sent_to_the_first_text(autograder: Command, golden: Callable[[str, str], None]) -> None:
    golden("list_at_first", autograder("list").output)


def test_progress_is_shown_as_bricks(
    autograder: Command, tiny_course: Course, golden: Callable[[str, str], None]
) -> None:
    state = State(tiny_course)
    state.save_last(tiny_course.lesson("1"), {"points": 4, "max_points": 4, "passed": []})
    state.save_last(tiny_course.lesson("2"), {"points": 1, "max_points": 3, "passed": []})
    autograder("list")
    app = tiny_course.lesson("3").starter / "app.py"
    app.write_text(app.read_text() + "mine = True\n")
    golden("list_under_way", autograder("list").output)


def test_when_all_is_done_it_says_so(autograder: Command, tiny_course: Course) -> None:
    for lesson in tiny_course.lessons:
        State(tiny_course).save_last(lesson, {"points": 2, "max_points": 2, "passed": []})
    assert autograder("list").output.endswith("Every lesson is done. The plate is yours.\n")


def test_another_course_can_be_named(
    autograder: Command, tiny_course: Course, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert " 02  Names" in autograder("list", "--course", str(tiny_course.root)).output


def test_a_folder_that_is_no_course_is_a_sentence(
    autograder: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result = autograder("list", "--course", str(tmp_path_factory.mktemp("elsewhere")))
    assert result.exit_code == 2
    assert "There is no course in" in result.stderr

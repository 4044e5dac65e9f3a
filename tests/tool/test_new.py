"""``new`` begins a lesson with everything that lint asks for."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from click.testing import Result

from autograder.course import Course
from autograder.course.checklist import checks_of, mistakes_of
from autograder.course.laws import broken

Command = Callable[..., Result]


def test_a_lesson_begins_behind_the_last_one(
    autograder: Command, tiny_course: Course, golden: Callable[[str, str], None]
) -> None:
    result = autograder("new", "One layout")
    assert result.exit_code == 0
    golden("new", f"{result.output}\n{autograder('lint', '04').output}")
    lesson = Course(tiny_course.root).lesson("04")
    assert lesson.slug == "04_one_layout"
    assert [task.number for task in lesson.tasks] == [1, 2, 3]
    assert len(checks_of(lesson)) == 3
    assert len(mistakes_of(lesson)) == 5
    for law in ("starter-is-the-previous-solution", "tasks-agree", "alternatives"):
        assert broken(law, lesson) == []
    for file in lesson.checks.rglob("*.py"):
        ast.parse(file.read_text())


def test_a_number_that_is_taken_is_refused(autograder: Command, tiny_course: Course) -> None:
    result = autograder("new", "One layout", "--after", "02")
    assert result.exit_code == 2
    assert "There is a lesson 03 already: 03_memory. Rename what comes after it first." in result.stderr
    assert Course(tiny_course.root).slugs == tiny_course.slugs


@pytest.mark.parametrize("title", ["", "青い", "?!"])
def test_a_title_without_letters_is_refused(autograder: Command, title: str) -> None:
    assert autograder("new", title).exit_code == 2

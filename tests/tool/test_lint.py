"""``lint`` says what the lessons still lack."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from autograder.course import Course

Command = Callable[..., Result]


def test_it_lists_everything_and_exits_with_1(autograder: Command, golden: Callable[[str, str], None]) -> None:
    result = autograder("lint")
    assert result.exit_code == 1
    golden("lint", result.output)


def test_one_lesson_can_be_asked_for(autograder: Command) -> None:
    result = autograder("lint", "3")
    assert "Lesson 03 · Memory" in result.output
    assert "Lesson 01" not in result.output


def test_without_findings_it_exits_with_0(autograder: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.cli.lint.LAWS", {})
    result = autograder("lint")
    assert result.exit_code == 0
    assert result.output.endswith("\nno findings in 3 lessons\n")


def test_a_starter_is_looked_at_as_it_lies(autograder: Command, tiny_course: Course) -> None:
    autograder("list")
    app = tiny_course.lesson("2").starter / "app.py"
    app.write_text("mine = True\n")
    output = autograder("lint", "2").output
    assert "lessons/02_names/app.py:1: differs from solutions/01_hello/app.py." in output
    assert "lessons/02_names was changed; as its author, commit it, or run `autograder sync`" in output

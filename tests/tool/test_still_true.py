"""The checks of an earlier lesson run again as guards of a later one, and stand in its text in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.course.checklist import checks_of
from autograder.course.laws import broken
from autograder.grading.engine import grade_all
from autograder.grading.identity import identity
from autograder.grading.options import Options
from autograder.model import Outcome, Result, Submission

ABOUT = ("test_the_about_page_speaks", "test_the_about_page_leads_home")


@pytest.fixture
def takes_in(tiny_course: Course):
    """Return a function that lets lesson 02 take in checks of lesson 01, and its text say so."""

    def write(arguments: str, sentence: str = "") -> Course:
        file = tiny_course.root / "tests/02_names/test_names.py"
        text = file.read_text().replace("import task", "import still_true, task")
        file.write_text(f"{text}\n\nglobals().update(still_true({arguments}))\n")
        readme = tiny_course.root / "lessons/02_names/README.md"
        task = "- Everybody is greeted by name.\n"
        readme.write_text(
            readme.read_text().replace(task, f"{task}- {sentence} *(still true)*\n" if sentence else task)
        )
        return Course(tiny_course.root)

    return write


def graded(course: Course, tree: str, *slugs: str) -> list[Result]:
    """Grade a tree of a course, some lessons of it in one session."""
    results: list[Result] = []
    submissions = [Submission(slug, Path(course.root, tree, slug)) for slug in slugs]
    grade_all(course, submissions, lambda _, result: results.append(result), Options(7))
    return results


def test_they_are_guards_here_and_stay_what_they_are_in_their_own_lesson(takes_in):
    first, second = graded(takes_in('2, "01_hello"'), "solutions", "01_hello", "02_names")
    own = {each.check.id: each.check for each in first.checks if each.check.task}
    again = [each.check for each in second.checks if each.check.again]
    assert [check.id for check in again] == list(own)
    assert all((check.task, check.points, check.guard) == (2, 0, True) for check in again)
    assert {check.points for check in own.values()} == {1, 2}
    assert first.passed
    assert second.passed


def test_one_that_fails_takes_the_points_of_its_task(takes_in):
    course = takes_in(f'2, "01_hello", "{ABOUT[1]}"')
    app = course.root / "solutions/02_names/app.py"
    app.write_text(app.read_text().replace("Home</a>", "Hom</a>"))
    (result,) = graded(course, "solutions", "02_names")
    outcomes = {each.check.id: (each.outcome, each.points) for each in result.checks}
    assert outcomes[ABOUT[1]] == (Outcome.FAILED, 0)
    assert outcomes["test_everybody_is_greeted_by_name"] == (Outcome.PASSED, 0)
    assert outcomes["test_the_greeting_comes_from_its_module"] == (Outcome.PASSED, 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ('2, "01_hello"', "Every check of lesson 01."),
        (f'2, "01_hello", "{ABOUT[0]}", "{ABOUT[1]}"', "Some checks of lesson 01."),
    ],
)
def test_the_text_has_one_sentence_for_all_of_them(takes_in, arguments, sentence):
    course = takes_in(arguments, sentence)
    assert broken("checks-are-sentences", course.lesson("02")) == []


def test_they_need_no_mistake_of_their_own(takes_in):
    complaints = "\n".join(broken("mistakes", takes_in('2, "01_hello"').lesson("02")))
    assert not any(name in complaints for name in ABOUT)


def test_the_sentence_is_missed(takes_in):
    course = takes_in('2, "01_hello"')
    (complaint,) = broken("checks-are-sentences", course.lesson("02"))
    assert "“Every check of lesson 01.” does not stand under task 2" in complaint


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ('2, "01_hello", "test_nothing"', "test_names.py:27: no earlier lesson 01_hello has a check test_nothing."),
        ('2, "03_plates"', "no earlier lesson 03_plates has a check."),
        ("2, lesson", "write `still_true("),
    ],
)
def test_what_cannot_be_taken_in_is_said(takes_in, arguments, says):
    (complaint,) = broken("checks-are-sentences", takes_in(arguments).lesson("02"))
    assert says in complaint


def test_the_terminal_has_a_line_for_all_that_pass(takes_in, autograder):
    course = takes_in('2, "01_hello"')
    app = course.root / "lessons/02_names/app.py"
    assert "Every check of lesson 01 (3)" in autograder("check", "02").output
    app.write_text(app.read_text().replace("Home</a>", "Hom</a>"))
    told = autograder("check", "02", "--verbose").output
    assert "The about page says something" in told
    told = autograder("check", "02").output
    assert "2 of 3 checks of lesson 01" in told
    assert "The about page says something" not in told


def test_they_are_read_as_they_run(takes_in):
    course = takes_in('2, "01_hello"')
    (result,) = graded(course, "solutions", "02_names")
    read = [each.check for each in checks_of(course.lesson("02"))]
    assert [(check.id, check.task, check.guard, check.again) for check in read] == [
        (each.check.id, each.check.task, each.check.guard, each.check.again) for each in result.checks[1:]
    ]


def test_a_verdict_depends_on_what_runs_again(takes_in):
    course = takes_in('2, "01_hello"')
    before = identity(course.lesson("02"))
    file = course.root / "tests/01_hello/test_hello.py"
    file.write_text(file.read_text().replace('shows("Hello")', 'shows("Hullo")'))
    assert identity(course.lesson("02")) != before

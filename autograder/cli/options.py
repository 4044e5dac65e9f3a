"""Options that several commands share, and the course they are about."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import click

from autograder.bootstrap import SAID
from autograder.course import Course, CourseError

course_option = click.option(
    "--course",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A course's folder; without it, the one around the current folder.",
)
tests_option = click.option(
    "--tests", type=click.Path(path_type=Path, exists=True, file_okay=False), help="An instructor's own checks."
)
trust_option = click.option(
    "--trust-these-students", "trust", is_flag=True, help="Run their code even where it cannot be confined."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="How many to grade at a time."
)
scheduler_option = click.option(
    "--scheduler", metavar="tcp://HOST:PORT", help="Let the workers of a Dask cluster grade, not this machine."
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="The folder of the class, as `grade --out` wrote it.",
)
isolation_option = partial(
    click.option, "--isolation", type=click.Choice(["auto", "strict", "none"]), help="How far apps are confined."
)
plain_option = click.option("--plain", is_flag=True, help="No colour, no cursor movement.")

HOME = Path(__file__).resolve().parents[2]
"""The course that this package belongs to, when it is installed from there."""


def find_course(course: Path | None, tests: Path | None = None) -> Course:
    """Return the course in a folder, or around the current one, or the one this package belongs to.

    Raises ``CourseError`` when there is none.
    """
    if course is not None:
        return Course.find(course, tests)
    try:
        return Course.find(Path.cwd(), tests)
    except CourseError:
        return Course.find(HOME, tests)


def lesson_here(course: Course, command: str) -> str:
    """Return the lesson whose folder one is in. Raises ``CourseError`` when it is none of them."""
    here = Path.cwd().resolve()
    for lesson in course.lessons:
        if any(here.is_relative_to(folder) for folder in (lesson.starter, lesson.solution)):
            return lesson.slug
    there = ", ".join(lesson.number for lesson in course.lessons)
    raise CourseError(f"Which lesson? Name it, as in: autograder {command} 03. There are {there}.")


def checking() -> str:
    """Return the word for that a check has begun, as this terminal can print it."""
    try:
        "…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "checking"
    return "checking…"


def say_checking() -> None:
    """Say that a check has begun, unless that was said before this Python started."""
    if SAID not in sys._xoptions:
        click.echo(checking())
        sys.stdout.flush()

"""``lint``: what the lessons still lack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option, tests_option
from autograder.course import State
from autograder.course.laws import LAWS, broken
from autograder.reports.console import make_console, safe, say


@click.command()
@click.argument("lesson", required=False)
@plain_option
@course_option
@tests_option
def command(lesson: str | None, plain: bool, course: Path | None, tests: Path | None) -> None:
    """Say what LESSON, or the whole course, still lacks. For authors.

    The starters are looked at as they lie, also those that somebody worked in.
    """
    found = find_course(course, tests)
    lessons = [found.lesson(lesson)] if lesson else found.lessons
    console = make_console(plain)
    state, total = State(found), 0
    for each in lessons:
        complaints = [sentence for law in LAWS for sentence in broken(law, each)]
        total += len(complaints)
        say(console, f"Lesson {each.number} · {safe(each.title)}: {_how_many(len(complaints))}", "strong")
        for sentence in complaints:
            say(console, f"  {safe(sentence)}")
        if state.touched(each):
            say(console, f"  (lessons/{each.slug} was changed; as its author, commit it, or run `autograder sync`)")
    say(console, "")
    say(console, f"{_how_many(total)} in {len(lessons)} lesson{'s' * (len(lessons) != 1)}")
    sys.exit(1 if total else 0)


def _how_many(findings: int) -> str:
    return f"{findings or 'no'} finding{'s' * (findings != 1)}"

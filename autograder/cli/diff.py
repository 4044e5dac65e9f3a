"""``diff``: what still differs between my work and the solution."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, CourseError, Lesson, State
from autograder.reports.console import make_console, safe, say

STYLES = {"+++": "strong", "---": "strong", "@@": "label", "+": "passed", "-": "notyet"}
"""How a line of a difference is coloured, by how it begins."""


@click.command()
@click.argument("lesson")
@click.option("--yes", is_flag=True, help="Show the solution, even before everything passes.")
@plain_option
@course_option
def command(lesson: str, yes: bool, plain: bool, course: Path | None) -> None:
    """Compare my work on LESSON with the solution: its lines begin with +."""
    found = find_course(course)
    chosen = found.lesson(lesson)
    State(found).take_pristine()
    if not chosen.solution_files():
        raise CourseError(f"Lesson {chosen.number} has no solution here to compare with.")
    if not yes and not _has_passed(found, chosen):
        _ask(chosen)
    console = make_console(plain)
    lines = list(_difference(chosen))
    for line in lines:
        style = next((style for start, style in STYLES.items() if line.startswith(start)), "")
        say(console, safe(line), style)
    if not lines:
        say(console, f"Your work on lesson {chosen.number} is the solution, letter by letter.")


def _has_passed(course: Course, lesson: Lesson) -> bool:
    """Tell whether the last check of the whole lesson gave all points."""
    last = State(course).last(lesson)
    return last is not None and 0 < last["max_points"] == last["points"]


def _ask(lesson: Lesson) -> None:
    """Ask whether to show the solution; where nobody can answer, say how to ask for it."""
    question = f"Not everything in lesson {lesson.number} passes yet. Show the solution all the same?"
    if not sys.stdin.isatty():
        click.echo(f"Not everything in lesson {lesson.number} passes yet, and the solution tells everything.")
        click.echo(f"To see it all the same: autograder diff {lesson.number} --yes")
        click.echo(f"For a hint instead:     autograder hint {lesson.number}")
        sys.exit(1)
    if not click.confirm(question):
        sys.exit(1)


def _difference(lesson: Lesson) -> Iterator[str]:
    """Yield the lines of a unified difference, file by file."""
    mine, theirs = lesson.starter_files(), lesson.solution_files()
    for path in sorted(mine.keys() | theirs.keys()):
        before, after = mine.get(path), theirs.get(path)
        if before == after:
            continue
        old, new = _lines(before), _lines(after)
        here = f"lessons/{lesson.slug}/{path}" if before is not None else "(you have no such file)"
        there = f"solutions/{lesson.slug}/{path}" if after is not None else "(the solution has no such file)"
        if old is None or new is None:
            yield f"{here} and {there} differ, and are not text"
            continue
        yield from difflib.unified_diff(old, new, here, there, lineterm="")


def _lines(data: bytes | None) -> list[str] | None:
    """Return a text's lines, none for a file that is not there, None for what is not text."""
    try:
        return (data or b"").decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return None

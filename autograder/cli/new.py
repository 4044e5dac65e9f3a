"""``new``: begin a lesson. For authors."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course.scaffold import new_lesson
from autograder.reports.console import make_console, say


@click.command()
@click.argument("title")
@click.option("--after", metavar="LESSON", help="The lesson it follows; without it, the last one.")
@plain_option
@course_option
def command(title: str, after: str | None, plain: bool, course: Path | None) -> None:
    """Begin a lesson called TITLE: text, starter, solution and checks."""
    found = find_course(course)
    lesson = new_lesson(found, title, found.lesson(after) if after else None)
    console = make_console(plain)
    say(console, f"Lesson {lesson.number} · {lesson.title} begins. Its files:")
    for column in ("lessons", "solutions", "tests"):
        say(console, f"  {column}/{lesson.slug}")
    say(console, f"What it still lacks: autograder lint {lesson.number}")

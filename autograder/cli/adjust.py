"""``adjust``: points that an instructor gives by hand. They stay when the class is graded again."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from autograder.cli.options import out_option
from autograder.cli.trouble import explained
from autograder.course import CourseError


@click.command()
@click.argument("student")
@click.argument("lesson")
@click.argument("points", type=click.IntRange(min=0), required=False)
@click.option("--why", required=True, help="The reason, for the student to read.")
@out_option
def command(student: str, lesson: str, points: int | None, why: str, out: Path) -> None:
    """Give STUDENT other POINTS for LESSON than the checks did. Without POINTS, take that back."""
    from autograder.cli.class_files import opened
    from autograder.reports.console import make_console, safe, say

    with opened(out) as known, explained(known.course.root, lost="Nothing was changed."):
        journal, slug = known.journal, known.course.lesson(lesson).slug
        before = journal.row(student, slug)
        if before is None:
            raise CourseError(
                f"There is nobody called “{student}” with lesson {slug}.{_close(student, journal.students())}"
            )
        if not why.strip():
            raise click.UsageError("--why wants a reason")
        journal.adjust(student, slug, points, " ".join(why.split()))
        known.renew(student)
        after = journal.row(student, slug) or before
        console = make_console(plain=True)
        told = f"{student}, lesson {slug[:2]}: {after.points} of {after.max_points} points"
        say(
            console,
            safe(f"{told}, where the checks gave {after.earned}" if after.adjustment else f"{told}, as checked"),
        )


def _close(student: str, students: list[str]) -> str:
    close = difflib.get_close_matches(student, students, 1)
    return f" Did you mean “{close[0]}”?" if close else ""

"""``sync``: keep starters and solutions in step. For authors."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, State
from autograder.course.carry import carry, replanting
from autograder.reports.console import make_console, say


@click.command()
@click.option("--carry", "fixed", metavar="LESSON", help="First carry a fix in this solution through the later ones.")
@click.option("--since", default="HEAD", metavar="COMMIT", help="The fix is what changed since then (HEAD).")
@click.option("--check", is_flag=True, help="Only tell what would change.")
@plain_option
@course_option
def command(fixed: str | None, since: str, check: bool, plain: bool, course: Path | None) -> None:
    """Replant the TODOs of each starter into the solution before it.

    --carry brings what changed in one solution into the later ones first, until a change does not fit.
    """
    found = find_course(course)
    console = make_console(plain)
    fine = _carry(console, found, fixed, since, check) if fixed else True
    changed = _replant(console, found, check)
    sys.exit(1 if not fine or (check and changed) else 0)


def _carry(console: Console, course: Course, fixed: str, since: str, check: bool) -> bool:
    """Carry a fix and tell how far it went; return whether it went all the way."""
    carried = carry(course, course.lesson(fixed), since, write=not check)
    for lesson in carried.done:
        say(console, f"solutions/{lesson.slug}: {'the fix fits' if check else 'has the fix now'}")
    if carried.stopped:
        say(console, f"solutions/{carried.stopped.slug}: {carried.reason}.", "notyet")
        say(console, "Nothing was changed in it or after it. Make the fix there by hand, then carry it on from there.")
    return carried.stopped is None


def _replant(console: Console, course: Course, check: bool) -> bool:
    """Replant every starter and tell; return whether there was anything to do."""
    state, changed = State(course), False
    for lesson in course.lessons:
        plan = replanting(lesson)
        for path in plan.changes:
            say(
                console,
                f"lessons/{lesson.slug}/{path}: {'differs from' if check else 'follows'} the solution before it",
            )
        for path in plan.strangers:
            say(
                console,
                f"lessons/{lesson.slug}/{path}: not in the solution before it. Remove it, or list it in `given`.",
            )
        if plan.changes and not check:
            backup = state.backup(lesson) if lesson.starter_files() else None
            plan.apply()
            if backup:
                say(console, f"  (as it was: {backup.relative_to(course.root).as_posix()})")
        if not check and lesson.starter_files():
            state.adopt(lesson)
        changed = changed or bool(plan.changes or plan.strangers)
    if not changed:
        say(console, "Every starter is the solution before it, with its TODOs.")
    return changed

"""``reset``: begin a lesson anew, with a backup of what was there."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Lesson, State
from autograder.reports.console import make_console, say


@click.command()
@click.argument("lesson")
@click.option("--file", "only", metavar="FILE", help="Reset this file only, such as app.py.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@plain_option
@course_option
def command(lesson: str, only: str | None, yes: bool, plain: bool, course: Path | None) -> None:
    """Put LESSON back as it was, after a backup of my work."""
    found = find_course(course)
    chosen = found.lesson(lesson)
    state = State(found)
    state.take_pristine()
    console = make_console(plain)
    what = f"{only} of lesson {chosen.number}" if only else f"lesson {chosen.number} · {chosen.title}"
    if not state.touched(chosen):
        say(console, nothing_to_reset(chosen))
        sys.exit(0)
    if not yes:
        _ask(what)
    backup = state.restore(chosen, only.replace("\\", "/").removeprefix("./") if only else None)
    say(console, f"Reset {what}.")
    say_where(console, backup)


def nothing_to_reset(lesson: Lesson) -> str:
    """Return what to say of a lesson that nobody has touched."""
    return f"Lesson {lesson.number} is as it was at the beginning: nothing to reset."


def question(what: str) -> str:
    """Return what to ask before anything is replaced."""
    return f"Put {what} back as it was? Your work is kept as a backup."


def say_where(console: Console, backup: Path) -> None:
    """Say where somebody's work is now."""
    say(console, "Your work is in")
    say(console, f"  {_shown(backup)}")


def _ask(what: str) -> None:
    """Ask before anything is replaced; where nobody can answer, change nothing."""
    if not _somebody_is_there():
        raise click.UsageError("Nobody is there to ask. Say --yes to reset; a backup is kept.")
    if not click.confirm(question(what)):
        click.echo("Nothing was changed.")
        sys.exit(1)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _shown(folder: Path) -> str:
    """Return a folder as one would type it from here."""
    here = Path.cwd().resolve()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)

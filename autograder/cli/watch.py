"""``watch``: grade my work on every save, with one key for what one does in between."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, lesson_here, plain_option, say_checking, tests_option
from autograder.cli.trouble import explained


@click.command()
@click.argument("lesson", required=False)
@click.option("--workers", type=click.Choice(["auto", "fork", "spawn"]), default="auto", help="How apps are started.")
@plain_option
@course_option
@tests_option
def command(lesson: str | None, workers: str, plain: bool, course: Path | None, tests: Path | None) -> None:
    """Grade my work on LESSON, such as 03, on every save.

    Without LESSON, the one whose folder you are in. One key runs the app, gives a hint, leaves…
    """
    say_checking()
    found = find_course(course, tests)
    chosen = found.lesson(lesson or lesson_here(found, "watch"))
    for name in ("SIGTERM", "SIGHUP"):  # so that the terminal and the app are put in order then, too
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    with explained(found.root, interrupted=""):
        from autograder.cli.keys import Keys
        from autograder.cli.watching import Watching
        from autograder.grading.options import Options

        with Keys() as keys:
            try:
                Watching(found, plain, Options(0, workers), keys).from_lesson(chosen)
            except KeyboardInterrupt:
                sys.exit(0)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt

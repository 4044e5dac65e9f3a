"""When a command cannot go on: whose fault it is, in a sentence, and never a traceback.

*Your computer* means exit code 2, *our mistake* 3 with a report to send, Ctrl-C 130. None of them costs a point.
"""

from __future__ import annotations

import contextlib
import errno
import sys
import textwrap
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder import bootstrap
from autograder.course import CourseError

if TYPE_CHECKING:
    from rich.console import Console

LABEL = 16
INTERRUPTED = 130


def program() -> str:
    """Return how this program was called, which is how the next command can be typed too."""
    context = click.get_current_context(silent=True)
    return (context.find_root().info_name if context else None) or "python -m autograder"


@contextlib.contextmanager
def explained(
    root: Path, interrupted: str = "Stopped. Nothing was lost.", lost: str = "Nothing was graded, nothing is lost."
) -> Iterator[None]:
    """Turn whatever stops the work inside into a few lines and an exit code. ``root`` is the course's folder.

    What is wrong with a name or an option passes through: the command line has words for that.
    """
    try:
        yield
    except KeyboardInterrupt:
        if interrupted:
            click.echo(f"\n{interrupted}", err=True)
        sys.exit(INTERRUPTED)
    except (CourseError, click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            raise  # whoever read us has gone away, as in `check | head -3`
        if isinstance(error, ImportError) and _can_be_mended(error):
            raise  # the bootstrap puts the package back and begins anew
        told = "".join(traceback.format_exception(error))
        sys.exit(_explain(root, error, told, lost))


def _can_be_mended(error: ImportError) -> bool:
    name = (error.name or "").partition(".")[0]
    return bool(name) and name != "autograder" and bootstrap.inside() and not bootstrap.present(name)


def _explain(root: Path, error: Exception, told: str, lost: str) -> int:
    """Say what happened, and return the exit code."""
    from autograder.live.trouble import Whose, trouble_of, write_report
    from autograder.reports.console import make_console
    from autograder.reports.words import ENVIRONMENT, OURS

    say = partial(labelled, make_console(file=sys.stderr))
    trouble, written = trouble_of(error), write_report(root, told)
    report = as_typed(written) if written else ""
    if trouble.whose is Whose.COMPUTER:
        say(trouble.whose, trouble.sentence, lost)
        say("Python in use", sys.executable)
        say("To fix it", f"{program()} doctor")
        if report:
            say("Details", report)
        return ENVIRONMENT
    say(
        trouble.whose,
        trouble.sentence,
        f"It does not count against you. {lost}",
        f"The report is in {report}" if report else f"The error was: {told.strip().splitlines()[-1]}",
        "Please give it to whoever gave you this course.",
    )
    return OURS


def as_typed(path: Path) -> str:
    """Return a path as one would type it from here."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def labelled(console: Console, label: str, *sentences: str) -> None:
    """Print sentences behind a label, whose place stays free below it."""
    from autograder.reports.console import safe, say

    lines = [
        line
        for sentence in sentences
        for line in textwrap.wrap(safe(sentence), console.width - LABEL, break_long_words=False, break_on_hyphens=False)
    ]
    for number, line in enumerate(lines):
        say(console, f"{label if number == 0 else '':<{LABEL}}{line}")

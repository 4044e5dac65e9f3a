"""When a command cannot go on: whose fault it is, in a sentence, and never a traceback.

*Your computer* means exit code 2, *our mistake* 3 with a report to send, Ctrl-C 130. None of them costs a point.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import platform
import sys
import textwrap
import traceback
from collections.abc import Iterator
from pathlib import Path

import click

from autograder import bootstrap
from autograder.course import CourseError

LABEL = 16
INTERRUPTED = 130
MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)
"""Errors of the operating system that say something about the machine, not about our code."""


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
    from autograder.reports.words import ENVIRONMENT, OURS

    what = _of_this_machine(error)
    report = write_report(root, told)
    if what:
        _say("YOUR COMPUTER", what, lost)
        _say("Python in use", sys.executable)
        _say("To fix it", f"{program()} doctor")
        if report:
            _say("Details", report)
        return ENVIRONMENT
    from autograder.grading.job import ChecksBroken

    broken = isinstance(error, ChecksBroken)
    _say(
        "OUR MISTAKE",
        "The checks of this lesson cannot be read." if broken else "The autograder stopped with an error of its own.",
        f"It does not count against you. {lost}",
        f"The report is in {report}" if report else f"The error was: {told.strip().splitlines()[-1]}",
        "Please give it to whoever gave you this course.",
    )
    return OURS


def _of_this_machine(error: Exception) -> str:
    """Return what is wrong with the machine, or nothing if the error says nothing about it."""
    from autograder.sandbox.launcher import NoSandbox

    match error:
        case NoSandbox():
            return "The process that runs apps does not start on this machine."
        case ImportError() if (error.name or "").partition(".")[0] != "autograder":
            return f"The package `{error.name or 'of a name we do not know'}` cannot be used in this Python."
        case MemoryError():
            return "There is not enough memory."
        case OSError() if error.errno in MACHINE:
            return f"{error.strerror}: {error.filename}" if error.filename else f"{error.strerror}."
    return ""


def write_report(root: Path, told: str) -> str:
    """Keep the details of an error under the course's ``.baseplate/`` and return where, or nothing if it cannot be."""
    now = datetime.datetime.now()
    folder = root / ".baseplate" / "reports"
    head = f"{now:%Y-%m-%d %H:%M:%S}\nPython {sys.version}\n{platform.platform()}\n{' '.join(sys.argv)}\n\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number, file = 1, folder / f"{now:%Y-%m-%d_%H-%M-%S}.txt"
        while file.exists():
            number += 1
            file = folder / f"{now:%Y-%m-%d_%H-%M-%S}_{number}.txt"
        file.write_text(head + told, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return ""
    return as_typed(file)


def as_typed(path: Path) -> str:
    """Return a path as one would type it from here."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _say(label: str, *sentences: str) -> None:
    from autograder.reports.console import make_console, safe, say

    console = make_console(file=sys.stderr)
    lines = [
        line
        for sentence in sentences
        for line in textwrap.wrap(safe(sentence), console.width - LABEL, break_long_words=False, break_on_hyphens=False)
    ]
    for number, line in enumerate(lines):
        say(console, f"{label if number == 0 else '':<{LABEL}}{line}")

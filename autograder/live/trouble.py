"""When something cannot go on: whose fault it is, in a sentence, and a report with the details.

It is *your computer* or *our mistake*; neither costs a point.
"""

from __future__ import annotations

import datetime
import errno
import platform
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.model import Outcome, Result

MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)
"""Errors of the operating system that say something about the machine, not about our code."""


class Whose(StrEnum):
    """Whose fault something is, in the words that people read."""

    COMPUTER = "YOUR COMPUTER"
    OURS = "OUR MISTAKE"


@dataclass(frozen=True)
class Trouble:
    """Why nothing was graded, in a sentence."""

    whose: Whose
    sentence: str


def trouble_of(error: Exception) -> Trouble:
    """Return what an error means to a student."""
    if sentence := _of_this_machine(error):
        return Trouble(Whose.COMPUTER, sentence)
    return Trouble(Whose.OURS, _of_us(error))


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


def _of_us(error: Exception) -> str:
    """Return what went wrong on our side."""
    from autograder.grading.job import ChecksBroken

    match error:
        case ChecksBroken():
            return "The checks of this lesson cannot be read."
        case CourseError():  # somebody changes the course meanwhile
            return str(error)
    return "The autograder stopped with an error of its own."


def report_of(root: Path, result: Result) -> Path | None:
    """Write down what crashed in checks of ours, and return where, or nothing if none did."""
    ours = [each for each in result.checks if each.outcome is Outcome.OUR_MISTAKE]
    told = "\n".join(f"{result.lesson} {each.check.id}, seed {result.seed}\n{each.finding}\n" for each in ours)
    return write_report(root, told) if ours else None


def write_report(root: Path, told: str) -> Path | None:
    """Keep the details of an error under the course's ``.baseplate/``; return where, or nothing if it cannot be."""
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
        return None
    return file

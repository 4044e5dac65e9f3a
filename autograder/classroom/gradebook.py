"""Writes what a class gets: one row per student and lesson, and one text per student."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.classroom.intake import HandedIn
from autograder.classroom.status import Status
from autograder.model import Outcome, Result

COLUMNS = ("student", "lesson", "points", "max_points", "status", "isolation")
FORMULA = ("=", "+", "-", "@", "\t")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_WHY = 200
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST_NAME = 150


@dataclass(frozen=True)
class Adjustment:
    """Points that an instructor gave instead of those of the checks, with the reason, by whom and when."""

    points: int
    why: str
    who: str
    time: str
    earned: int = 0


@dataclass(frozen=True)
class Row:
    """One student's grade for one lesson. ``result`` is nothing when there was no work to grade, or nobody needs it."""

    student: str
    lesson: str
    points: int
    max_points: int
    status: str
    result: Result | None = None
    isolation: str = ""
    adjustment: Adjustment | None = None

    @property
    def earned(self) -> int:
        """What the checks gave, whatever an instructor changed."""
        return self.points if self.adjustment is None else self.adjustment.earned

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look: work that could not be read or means harm, or a mistake of ours."""
        return Status.of(self.status).needs_a_look


def graded(student: str, result: Result, remark: str = "") -> Row:
    """Return the row of work that was graded; a remark says what else should be known about it."""
    status = _status(result)
    if remark:
        status = f"{status}; {remark}" if ":" in status else f"{status}: {remark}"
    return Row(student, result.lesson, result.points, result.max_points, status, result, result.isolation)


def lost(student: str, lesson: str, max_points: int, why: str) -> Row:
    """Return the row of work that we could not grade, through no fault of the student's."""
    return Row(
        student, lesson, 0, max_points, Status.LOOK.because(f"our mistake: {' '.join(why.split())}"[:LONGEST_WHY])
    )


def adjusted(row: Row, change: Adjustment) -> Row:
    """Return a row with the points that an instructor gave."""
    status = f"{Status.ADJUSTED} from {row.points} to {change.points}: {change.why}"
    return replace(row, points=change.points, status=status, adjustment=replace(change, earned=row.points))


def not_graded(handed_in: HandedIn, max_points: int) -> Row:
    """Return the row of somebody without work that could be graded."""
    return Row(handed_in.student, handed_in.lesson, 0, max_points, handed_in.why)


def _status(result: Result) -> str:
    start, outcomes = result.checks[0], {each.outcome for each in result.checks}
    match start.outcome:
        case Outcome.NOT_GRADED:
            return Status.UNREADABLE.because(str(start.finding or ""))
        case Outcome.OUR_MISTAKE:
            told = str(start.finding or "").strip().splitlines()[-1:]
            return Status.LOOK.because(": ".join(("our mistake", *told))[:LONGEST_WHY])
    if Outcome.OUR_MISTAKE in outcomes:
        return Status.LOOK.because("a check crashed")
    if start.outcome is not Outcome.PASSED:
        return Status.GRADED.because("the app does not start")
    if Outcome.TIMED_OUT in outcomes:
        return Status.GRADED.because("an address did not answer in time")
    return Status.GRADED.because("the app's process stopped" if Outcome.CRASHED in outcomes else "")


def write_grades(file: Path, rows: Iterable[Row]) -> None:
    """Write the rows as CSV, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        told = [row.lesson, row.points, row.max_points, _harmless(row.status), row.isolation]
        writer.writerow([_harmless(row.student), *told])
    write_whole(file, text.getvalue())


def write_whole(file: Path, text: str) -> None:
    """Write a text file so that nobody ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".part")
    try:
        half.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        half.replace(file)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def file_name(student: str) -> str:
    """Return a file name for a student that every system accepts."""
    name = re.sub(r"[^\w.@+ -]", "_", student).strip(". ")
    name = os.fsencode(name)[:LONGEST_NAME].decode("utf-8", "ignore").strip(". ")
    return f"_{name}" if RESERVED.match(name) else name or "student"


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and no reader for the end of a line."""
    cell = CONTROL.sub("\N{REPLACEMENT CHARACTER}", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell

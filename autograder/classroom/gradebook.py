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

COLUMNS = ("student", "lesson", "points", "max_points", "status")
FORMULA = ("=", "+", "-", "@", "\t")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
GRADES, SO_FAR = "grades.csv", "grades-so-far.csv"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST_NAME = 150


@dataclass(frozen=True)
class Row:
    """One student's grade for one lesson. ``result`` is nothing when there was no work to grade."""

    student: str
    lesson: str
    points: int
    max_points: int
    status: str
    result: Result | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look: work that could not be read or means harm, or a mistake of ours."""
        return Status.of(self.status).needs_a_look


def graded(student: str, result: Result) -> Row:
    """Return the row of work that was graded."""
    return Row(student, result.lesson, result.points, result.max_points, _status(result), result)


def not_graded(handed_in: HandedIn, max_points: int) -> Row:
    """Return the row of somebody without work that could be graded."""
    return Row(handed_in.student, handed_in.lesson, 0, max_points, handed_in.why)


def _status(result: Result) -> str:
    start, outcomes = result.checks[0], {each.outcome for each in result.checks}
    if start.outcome is Outcome.NOT_GRADED:
        return Status.UNREADABLE.because(str(start.finding or ""))
    if Outcome.OUR_MISTAKE in outcomes:
        return Status.LOOK.because("a check crashed")
    if start.outcome is not Outcome.PASSED:
        return Status.GRADED.because("the app does not start")
    if Outcome.TIMED_OUT in outcomes:
        return Status.GRADED.because("an address did not answer in time")
    if Outcome.CRASHED in outcomes:
        return Status.GRADED.because("the app's process stopped")
    return Status.GRADED


class GradeBook:
    """The files of one run: ``grades.csv`` appears whole at the end, each student's text as soon as it is there.

    Whatever an earlier run wrote to the same folder is replaced. Without a folder nothing is written.
    """

    def __init__(self, out: Path | None) -> None:
        """Begin a run. Raises ``OSError`` when the folder cannot be made."""
        self.out = out
        self.rows: list[Row] = []
        self._files: dict[str, str] = {}
        self._ours = out is not None and _is_ours(out / GRADES)
        if out is not None:
            self.texts.mkdir(parents=True, exist_ok=True)

    @property
    def grades(self) -> Path:
        """The table of a finished run."""
        return (self.out or Path()) / GRADES

    @property
    def so_far(self) -> Path:
        """The table of a run that was stopped."""
        return (self.out or Path()) / SO_FAR

    @property
    def texts(self) -> Path:
        """The folder with a text for each student."""
        return (self.out or Path()) / "feedback"

    def add(self, row: Row) -> None:
        """Keep a row, without its result: a class may be large."""
        self.rows.append(replace(row, result=None))

    def feedback(self, student: str, text: str) -> None:
        """Write one student's text."""
        if self.out is None:
            return
        name = file_name(student)
        while self._files.setdefault(name.casefold(), student) != student:
            name += "_"
        write_whole(self.texts / f"{name}.txt", text)

    def finish(self) -> None:
        """Write the grades of everybody, and remove the texts of an earlier run's students who are not here now."""
        if self.out is None:
            return
        write_grades(self.grades, self.rows)
        self.so_far.unlink(missing_ok=True)
        if self._ours:
            for old in self.texts.glob("*.txt"):
                if old.stem.casefold() not in self._files:
                    old.unlink()

    def stop(self) -> None:
        """Write the grades so far, beside those of an earlier run that was finished."""
        if self.out is not None:
            write_grades(self.so_far, self.rows)


def _is_ours(file: Path) -> bool:
    try:
        return file.read_text(encoding="utf-8").startswith(",".join(COLUMNS))
    except (OSError, ValueError):
        return False


def write_grades(file: Path, rows: Iterable[Row]) -> None:
    """Write the rows as CSV, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_harmless(row.student), row.lesson, row.points, row.max_points, _harmless(row.status)])
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

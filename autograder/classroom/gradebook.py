"""Writes what a class gets: one row per student and lesson, and one text per student."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.model import Result

COLUMNS = ("student", "lesson", "points", "max_points", "status")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One student's grade for one lesson. ``result`` is nothing when there was no work to grade."""

    student: str
    lesson: str
    points: int
    max_points: int
    status: str
    result: Result | None = None


def write_grades(file: Path, rows: list[Row]) -> None:
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
    half.write_text(text, encoding="utf-8", newline="")
    half.replace(file)


def file_name(student: str) -> str:
    """Return a file name for a student that every system accepts."""
    return re.sub(r"[^\w.@+ -]", "_", student).strip(". ")[:100] or "student"


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

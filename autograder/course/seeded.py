"""The apps on which a student's own tests are tried: right ones, and ones with a bug in them.

They stand in ``apps.toml`` beside a lesson's checks, as small changes to the solution's app. The lesson's reference is
that app as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.checklist import EDITING, edited, edits_in, tables_of
from autograder.course.errors import CourseError
from autograder.course.files import Files
from autograder.course.layout import Lesson

SUITE = "tests/"
"""Where a student's own tests lie in a lesson's folder. Everything else in a solution is the app."""

REFERENCE = "reference"


@dataclass(frozen=True)
class SeededApp:
    """One app: its files without any tests. ``says`` tells what is special about it, in a sentence, without code."""

    name: str
    says: str
    files: Files
    line: int = 0


def apps_file(lesson: Lesson) -> Path:
    """Return where the lesson's seeded apps stand."""
    return lesson.checks / "apps.toml"


def right_apps(lesson: Lesson) -> tuple[SeededApp, ...]:
    """Return the apps on which all tests must pass, the reference first; a CourseError says which cannot be made."""
    return SeededApp(REFERENCE, "", _app_of(lesson)), *_seeded(lesson, "right")


def bugs(lesson: Lesson) -> tuple[SeededApp, ...]:
    """Return the apps with one bug each; a CourseError says which cannot be made."""
    return tuple(_seeded(lesson, "bug"))


def _app_of(lesson: Lesson) -> Files:
    return {path: data for path, data in lesson.solution_files().items() if not path.startswith(SUITE)}


def _seeded(lesson: Lesson, kind: str) -> Iterator[SeededApp]:
    file = apps_file(lesson)
    if not file.is_file():
        return
    app = _app_of(lesson)
    for table, line in tables_of(file, kind):
        name, says = _words(table, kind, file, line)
        yield SeededApp(name, says, edited(app, edits_in(table, file, line), file, line), line)


def _words(table: dict[str, Any], kind: str, file: Path, line: int) -> tuple[str, str]:
    unknown = table.keys() - {"name", "says", *EDITING}
    if unknown:
        raise CourseError(f"a table `[[{kind}]]` has no `{sorted(unknown)[0]}`.", file, line)
    for key in ("name", "says"):
        if not table.get(key):
            raise CourseError(f"this table lacks `{key}`.", file, line)
    return table["name"], table["says"]

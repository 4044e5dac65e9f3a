"""Finds out who handed in what: one sub-folder or one zip per student."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.archive import Refused, unpack
from autograder.course import Course, CourseError, Lesson
from autograder.model import Submission

DEEPEST = 4


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in for one lesson: a submission, or a sentence that says why there is none."""

    student: str
    lesson: str
    submission: Submission | None
    why: str = ""


class Intake:
    """The submissions in a folder. Close it to remove what was unpacked."""

    def __init__(self, course: Course, folder: Path, lessons: list[Lesson]) -> None:
        """Look into ``folder`` for work on these lessons. Raises ``CourseError`` if nothing in it is a submission."""
        self.course, self.lessons = course, lessons
        self._unpacked = tempfile.TemporaryDirectory(prefix="baseplate-intake-")
        entries = [entry for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")]
        self.entries = [entry for entry in entries if _is_zip(entry) or (entry.is_dir() and not entry.is_symlink())]
        if not self.entries:
            raise CourseError(
                f"There are no submissions in {folder}: it should hold one folder or zip file per student."
            )

    def handed_in(self) -> Iterator[HandedIn]:
        """Yield one entry for every student and lesson, in the order of their names."""
        names = [entry.stem if _is_zip(entry) else entry.name for entry in self.entries]
        for entry, name in zip(self.entries, names, strict=True):
            student = entry.name if names.count(name) > 1 else name
            try:
                root = self._folder(entry)
            except Refused as refused:
                yield from (
                    HandedIn(student, lesson.slug, None, f"could not be read: {refused}") for lesson in self.lessons
                )
                continue
            for lesson in self.lessons:
                folder = self._work(root, lesson)
                if folder is None:
                    yield HandedIn(student, lesson.slug, None, "nothing handed in")
                else:
                    yield HandedIn(student, lesson.slug, Submission(lesson.slug, folder, student))

    def close(self) -> None:
        """Remove what was unpacked."""
        self._unpacked.cleanup()

    def _folder(self, entry: Path) -> Path:
        if not _is_zip(entry):
            return entry
        into = Path(self._unpacked.name, str(len(list(Path(self._unpacked.name).iterdir()))))
        into.mkdir()
        unpack(entry, into)
        return into

    def _work(self, root: Path, lesson: Lesson) -> Path | None:
        """Return the folder of one lesson in what a student handed in: a clone, some lessons, or one lesson's files."""
        for depth in range(DEEPEST):
            for found in sorted(root.glob("*/" * depth + lesson.slug)):
                if found.is_dir() and found.parent.name not in ("solutions", "tests") and not found.is_symlink():
                    return found
        if len(self.lessons) == 1:
            for depth in range(DEEPEST):
                for pattern in ("app.py", "app/__init__.py", "wsgi.py"):
                    for found in sorted(root.glob("*/" * depth + pattern)):
                        return found.parents[pattern.count("/")]
            folders = [entry for entry in root.iterdir() if entry.is_dir()]
            if any(entry.is_file() for entry in root.iterdir()) or folders:
                return folders[0] if len(folders) == 1 and not any(e.is_file() for e in root.iterdir()) else root
        return None


def _is_zip(entry: Path) -> bool:
    return entry.is_file() and entry.suffix.lower() == ".zip"

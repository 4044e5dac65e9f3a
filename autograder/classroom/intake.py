"""Finds out who handed in what: one sub-folder or one zip per student. No link is ever followed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.archive import Refused, unpack
from autograder.classroom.status import Status
from autograder.course import Course, CourseError, Lesson
from autograder.course.files import LEFTOVER_FOLDERS, is_leftover
from autograder.model import Submission

DEEPEST = 4
MOST_FOLDERS = 1000
NOT_WORK = frozenset(
    {".md", ".txt", ".csv", ".tsv", ".toml", ".json", ".yml", ".yaml", ".ods", ".xlsx", ".pdf", ".html"}
)
"""Files beside the submissions with these endings are an instructor's own. Any other is somebody's attempt."""


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in for one lesson: a submission, or a sentence that says why there is none."""

    student: str
    lesson: str
    submission: Submission | None
    why: str = ""


class Intake:
    """The submissions in a folder; ``students`` are their names and ``passed_over`` the files that are nobody's."""

    def __init__(self, course: Course, folder: Path, lessons: list[Lesson]) -> None:
        """Look into ``folder`` for work on these lessons. Raises ``CourseError`` if nothing in it is a submission."""
        self.course, self.lessons = course, lessons
        entries = [entry for entry in sorted(folder.iterdir()) if not is_leftover(entry.name) and entry.name[0] != "."]
        self.passed_over = tuple(_readable(entry.name) for entry in entries if _is_nobodys(entry))
        self._entries = [entry for entry in entries if not _is_nobodys(entry)]
        self.students = tuple(_names(self._entries))
        if not self._entries:
            raise CourseError(
                f"There are no submissions in {folder}: it should hold one folder or zip file per student."
            )

    def handed_in(self) -> Generator[HandedIn]:
        """Yield one entry for every student and lesson, in the order of their names.

        A zip is unpacked when its student's turn comes, and removed when the next one is asked for.
        """
        for entry, student in zip(self._entries, self.students, strict=True):
            try:
                with _opened(entry) as root:
                    for lesson in self.lessons:
                        yield self._one(student, root, lesson)
            except Refused as refused:
                for lesson in self.lessons:
                    yield HandedIn(student, lesson.slug, None, Status.UNREADABLE.because(str(refused)))

    def _one(self, student: str, root: Path, lesson: Lesson) -> HandedIn:
        folders = list(_folders(root))
        known = {slug.casefold() for slug in self.course.slugs}
        others = [folder for folder in folders[1:] if folder.name.casefold() in known]
        work = _folder_of(lesson, folders)
        if work is None and not others and len(self.lessons) == 1:
            work = _files_of_one_lesson(folders)
        if work is not None:
            return HandedIn(student, lesson.slug, Submission(lesson.slug, work, student))
        unnamed = others or (len(self.lessons) > 1 and _files_of_one_lesson(folders))
        return HandedIn(
            student, lesson.slug, None, Status.NOTHING.because(f"no folder {lesson.slug}" if unnamed else "")
        )


@contextmanager
def _opened(entry: Path) -> Iterator[Path]:
    """Give the folder with somebody's work, unpacked for a while if need be. Raises ``Refused`` before giving it."""
    if entry.is_symlink():
        raise Refused("it is a link, and links are not followed")
    if entry.is_dir():
        if not os.access(entry, os.R_OK | os.X_OK):
            raise Refused("its folder may not be read")
        yield entry
    elif entry.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(prefix="baseplate-intake-", ignore_cleanup_errors=True) as into:
            unpack(entry, Path(into))
            yield Path(into)
    else:
        raise Refused("it is a file; a folder or a zip file was expected")


def _folder_of(lesson: Lesson, folders: list[Path]) -> Path | None:
    """Return the lesson's own folder, the one below ``lessons/`` first: a clone holds its solution, too."""
    found = [
        folder
        for folder in folders[1:]
        if folder.name.casefold() == lesson.slug and folder.parent.name not in ("solutions", "tests")
    ]
    return min(found, key=lambda folder: (folder.parent.name != "lessons", len(folder.parts)), default=None)


def _files_of_one_lesson(folders: list[Path]) -> Path | None:
    """Return where the files lie when somebody handed in one lesson's files without its folder's name."""
    for folder in folders:
        if any((folder / name).is_file() for name in ("app.py", "app/__init__.py", "wsgi.py")):
            return folder
    return next((folder for folder in folders if _has_files(folder)), None)


def _folders(root: Path) -> Iterator[Path]:
    """Yield ``root`` and the folders in it, the near ones first, as deep and as many as anybody needs."""
    level, count = [root], 0
    for _ in range(DEEPEST + 1):
        below: list[Path] = []
        for folder in level:
            count += 1
            if count > MOST_FOLDERS:
                return
            yield folder
            try:
                with os.scandir(folder) as entries:
                    names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
            except OSError:
                continue
            below += [folder / name for name in names if name not in LEFTOVER_FOLDERS]
        level = below


def _has_files(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.is_file(follow_symlinks=False) and not is_leftover(entry.name) for entry in entries)
    except OSError:
        return False


def _is_nobodys(entry: Path) -> bool:
    return entry.suffix.lower() in NOT_WORK and not entry.is_dir() and not entry.is_symlink()


def _names(entries: list[Path]) -> Iterator[str]:
    """Yield the students' names, each once: what the entries are called, with the ending where that tells two apart."""
    short = [entry.name if entry.is_dir() else entry.stem for entry in entries]
    seen: set[str] = set()
    for entry, name in zip(entries, short, strict=True):
        student = base = _readable(entry.name if short.count(name) > 1 else name)
        number = 1
        while student in seen:
            number += 1
            student = f"{base} ({number})"
        seen.add(student)
        yield student


def _readable(name: str) -> str:
    """Return a name that can be written anywhere: a file system may hold bytes that are no text."""
    return os.fsencode(name).decode("utf-8", "replace")

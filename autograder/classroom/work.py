"""Finds one lesson's work in a folder that somebody handed in: a lesson's files, several lessons, or a whole clone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.room import Hostile, leads_out, shown
from autograder.classroom.shelf import everything_in
from autograder.course import Course, Lesson
from autograder.course.files import LEFTOVER_FOLDERS, is_leftover
from autograder.sandbox.folder import LEFT_OUT

DEEPEST = 4
MOST_FOLDERS = 1000


def find_work(course: Course, root: Path, lesson: Lesson, alone: bool) -> tuple[Path | None, str]:
    """Return the folder with the work on a lesson, or nothing and why. ``alone``: no other lesson is looked for.

    Raises ``Refused``: ``Hostile`` when it reaches for what is not its own.
    """
    folders = list(_folders(root))
    known = {slug.casefold() for slug in course.slugs}
    others = [folder for folder in folders[1:] if folder.name.casefold() in known]
    work = _folder_of(lesson, folders)
    if work is None and not others and alone:
        work = _files_of_one_lesson(folders)
    _refuse_reaching(root, work or root)
    if work is not None:
        return work, ""
    unnamed = others or (not alone and _files_of_one_lesson(folders))
    return None, f"no folder {lesson.slug}" if unnamed else ""


def _refuse_reaching(root: Path, work: Path) -> None:
    """Refuse links that lead out of what somebody handed in, and files that are none. None of them is ever opened."""
    for entry in everything_in(work, LEFT_OUT):
        mode = entry.stat(follow_symlinks=False).st_mode
        inside = Path(entry.path).relative_to(root).as_posix()
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            continue
        if not stat.S_ISLNK(mode):
            raise Hostile(f"{shown(inside)} is a device, a pipe or another special file")
        target = str(Path(entry.path).readlink())
        if leads_out(inside, target):
            raise Hostile(f"{shown(inside)} is a link that leads out of its folder, to {shown(target)}")


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

"""What the tool remembers on a student's machine, all of it under ``.baseplate/`` in the course's folder.

    pristine/03_templates/…                      each starter as it was before anybody worked on it
    backups/2026-11-23_18-04-59_03_templates/…   somebody's work, before ``reset`` or ``sync`` replaced it
    progress/03_templates.json                   seeds, last result, last hint
    port                                         where the course site was last

Deleting the folder loses nothing that matters. *Touched* means: the starter's folder differs from its pristine copy.
Where there is no copy yet,

1. git is asked: touched means different from the last commit;
2. without git (a ZIP download), law 1 is: touched means that the starter cannot be made from the previous solution
   and its TODOs.

A missing copy is made from the starter as it lies if that looks untouched, else from the newest version in git that
is a starter by law 1 (so a student may commit their work), else from the previous solution, the given files as they
lie, and whatever TODOs are left.

A copy is renewed when an update of the course changed a starter that nobody touched: the folder differs from its
copy and is a starter by law 1 again, and, with git, is what was committed; without git, more than given files differ.
For the first lesson law 1 says nothing, so there the commit must also have changed solutions or checks, which students
leave alone. Anything else counts as the student's work and is never overwritten.

What cannot be read is thrown away; what cannot be written is not remembered.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course import history
from autograder.course.errors import CourseError
from autograder.course.files import Files, only_work, paths_in, read_files, same, write_files, write_whole
from autograder.course.layout import COLUMNS, Course, Lesson
from autograder.course.starters import is_listed, is_starter, rebuilt


class State:
    """The memory of one course on one machine."""

    def __init__(self, course: Course) -> None:
        """Look at a course; nothing is read or written yet."""
        self.course = course
        self.folder = course.root / ".baseplate"

    # Starters -------------------------------------------------------------------------------------------------

    def pristine(self, lesson: Lesson) -> Path:
        """Return the folder with the lesson's untouched starter, making the copy if there is none."""
        folder = self._copy(lesson)
        if not paths_in(folder):
            self._keep(lesson, self._original(lesson))
        return folder

    def starter_files(self, lesson: Lesson) -> Files:
        """Return the lesson's starter as its author left it last, or else as it lies. Nothing is written."""
        mine, copy = lesson.starter_files(), read_files(self._copy(lesson))
        return copy if copy and (same(mine, copy) or not self._is_an_update(lesson, mine)) else mine

    def take_pristine(self) -> None:
        """Make the missing copies and renew those of updated starters; call it before people start to work."""
        with contextlib.suppress(OSError):  # a course on a read-only disk can still be graded
            for lesson in self.course.lessons:
                self.pristine(lesson)
                mine = lesson.starter_files()
                if not same(mine, read_files(self._copy(lesson))) and self._is_an_update(lesson, mine):
                    self._keep(lesson, mine)

    def touched(self, lesson: Lesson) -> bool:
        """Tell whether somebody worked on the lesson; leftovers of editors and of Python do not count."""
        mine = lesson.starter_files()
        copy = read_files(self._copy(lesson)) or self._committed(lesson)
        return not (same(mine, copy) if copy else is_starter(lesson, mine))

    def adopt(self, lesson: Lesson) -> None:
        """Take the starter as it lies for pristine: an author has just changed it on purpose."""
        self._keep(lesson, lesson.starter_files())

    def backup(self, lesson: Lesson) -> Path:
        """Copy the lesson's folder as it lies, without leftovers, and return where the copy is."""
        now = f"{datetime.datetime.now():%Y-%m-%d_%H-%M-%S}"
        name, again = f"{now}_{lesson.slug}", 1
        while (self.folder / "backups" / name).exists():
            again += 1
            name = f"{now}_{lesson.slug}_{again}"
        target = self.folder / "backups" / name
        try:
            target.mkdir(parents=True)
            write_files(target, read_files(self.course.root / "lessons" / lesson.slug))
        except OSError as error:
            raise CourseError(f"no backup could be made ({error.strerror}), so nothing was changed.", target) from error
        return target

    def restore(self, lesson: Lesson, only: str | None = None) -> Path:
        """Put the lesson's starter back (or ``only`` one file of it) and return the backup made before.

        Files that the starter does not have are removed (they are in the backup); leftovers and the text stay.
        """
        wanted = read_files(self.pristine(lesson))
        if only is not None and only not in wanted:
            there = ", ".join(sorted(wanted)) or "no files"
            raise CourseError(f"The starter of lesson {lesson.number} has no {only}. It has {there}.")
        backup = self.backup(lesson)
        try:
            if only is not None:
                wanted = {only: wanted[only]}
            else:
                self._remove(lesson, lesson.starter_files().keys() - wanted.keys())
            write_files(lesson.starter, wanted)
            if only is None and (last := self.last(lesson)):
                self.save_last(lesson, last | {"seen": []})
        except OSError as error:
            raise CourseError(
                f"this cannot be written ({error.strerror}). Your work is in {backup}.", lesson.starter
            ) from error
        return backup

    def _remove(self, lesson: Lesson, paths: Iterable[str]) -> None:
        """Remove files of a starter's folder, and the folders that they leave empty."""
        for path in paths:
            (lesson.starter / path).unlink()
            for folder in Path(path).parents:
                with contextlib.suppress(OSError):
                    if folder != Path():
                        (lesson.starter / folder).rmdir()

    def _copy(self, lesson: Lesson) -> Path:
        return self.folder / "pristine" / lesson.slug

    def _keep(self, lesson: Lesson, files: Files) -> None:
        """Replace the pristine copy; another command may be doing the same at this moment."""
        copy = self._copy(lesson)
        fresh = copy.with_name(f".{lesson.slug}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        write_files(fresh, files)
        shutil.rmtree(copy, ignore_errors=True)
        try:
            fresh.rename(copy)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            if not copy.is_dir():
                raise

    @cached_property
    def _head(self) -> Files | None:
        return history.version(self.course.root, "lessons")

    def _committed(self, lesson: Lesson) -> Files:
        """Return the starter as it was last committed, or nothing."""
        inside = f"{lesson.slug}/"
        files = self._head or {}
        return only_work({path.removeprefix(inside): data for path, data in files.items() if path.startswith(inside)})

    def _is_an_update(self, lesson: Lesson, mine: Files) -> bool:
        """Tell whether a starter that differs from its copy is a newer starter, and nobody's work."""
        if not is_starter(lesson, mine):
            return False
        if committed := self._committed(lesson):
            folder = f"lessons/{lesson.slug}"
            return same(mine, committed) and (
                lesson.previous is not None or history.changed_with(self.course.root, folder, COLUMNS[1:])
            )
        kept = read_files(self._copy(lesson))
        changed = {path for path in mine.keys() | kept.keys() if mine.get(path) != kept.get(path)}
        return lesson.previous is not None and not all(is_listed(path, lesson.given) for path in changed)

    def _original(self, lesson: Lesson) -> Files:
        """Return the best guess at the starter before anybody touched it; the module's text says how."""
        mine = lesson.starter_files()
        committed = self._committed(lesson)
        if is_starter(lesson, mine) and (not committed or same(mine, committed)):
            return mine
        for commit in history.commits(self.course.root, f"lessons/{lesson.slug}") if committed else []:
            older = history.version(self.course.root, f"lessons/{lesson.slug}", commit)
            if older and is_starter(lesson, only_work(older)):
                return only_work(older)
        return committed or rebuilt(lesson, mine)

    # Progress -------------------------------------------------------------------------------------------------

    def seeds(self, lesson: Lesson) -> dict[str, int]:
        """Return the seeds of failing checks, which stay until the check passes."""
        found = self._progress(lesson).get("seeds")
        return {str(key): seed for key, seed in found.items() if type(seed) is int} if isinstance(found, dict) else {}

    def save_seeds(self, lesson: Lesson, seeds: Mapping[str, int]) -> None:
        """Remember the seeds of failing checks instead of the ones before."""
        self._save(lesson, seeds=dict(seeds))

    def last(self, lesson: Lesson) -> dict[str, Any] | None:
        """Return ``points``, ``max_points`` and ``passed`` (check ids) as they were last seen, or None.

        ``seen`` are the ids of checks that passed at any time since the lesson was begun.
        """
        found = self._progress(lesson).get("last")
        fine = (
            isinstance(found, dict)
            and all(type(found.get(key)) is int for key in ("points", "max_points"))
            and isinstance(found.get("passed"), list)
        )
        return found if fine else None

    def save_last(self, lesson: Lesson, last: Mapping[str, Any]) -> None:
        """Remember what the last check of a whole lesson gave."""
        self._save(lesson, last=dict(last))

    def hint(self, lesson: Lesson) -> tuple[int, int] | None:
        """Return the task and the level of the hint that was shown last, or None."""
        found = self._progress(lesson).get("hint")
        if isinstance(found, list) and [type(number) for number in found] == [int, int]:
            return found[0], found[1]
        return None

    def save_hint(self, lesson: Lesson, task: int, level: int) -> None:
        """Remember which hint was shown last."""
        self._save(lesson, hint=[task, level])

    def newest(self) -> Lesson | None:
        """Return the lesson of which something was remembered last, or None before there is one."""
        times: dict[float, Lesson] = {}
        for lesson in self.course.lessons:
            with contextlib.suppress(OSError):
                times[self._progress_file(lesson).stat().st_mtime] = lesson
        return times[max(times)] if times else None

    def _progress_file(self, lesson: Lesson) -> Path:
        return self.folder / "progress" / f"{lesson.slug}.json"

    def _progress(self, lesson: Lesson) -> dict[str, Any]:
        try:
            found = json.loads(self._progress_file(lesson).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _save(self, lesson: Lesson, **changes: Any) -> None:
        text = json.dumps(self._progress(lesson) | changes, indent=1) + "\n"
        with contextlib.suppress(OSError):
            write_whole(self._progress_file(lesson), text.encode())

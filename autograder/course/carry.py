"""Keeping the columns in step: TODOs replanted into starters, and a fix carried through later solutions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import history
from autograder.course.errors import CourseError, place
from autograder.course.files import Files, plain_lines, read_files, write_whole
from autograder.course.layout import ANSWER, Course, Lesson
from autograder.course.starters import rebuilt


@dataclass(frozen=True)
class Replanting:
    """What law 1 wants to change in one starter: files to write, and files that only a person can decide about."""

    lesson: Lesson
    changes: Files
    strangers: tuple[str, ...]

    def apply(self) -> None:
        """Write the changed files."""
        for path, data in self.changes.items():
            write_whole(self.lesson.starter / path, data)


def replanting(lesson: Lesson) -> Replanting:
    """Return what to change in a starter, so that it is the previous solution with its own TODOs again."""
    mine = lesson.starter_files()
    wanted = rebuilt(lesson, mine)
    changes = {
        path: data for path, data in wanted.items() if path not in mine or plain_lines(mine[path]) != plain_lines(data)
    }
    return Replanting(lesson, changes, tuple(sorted(mine.keys() - wanted.keys())))


@dataclass(frozen=True)
class Carried:
    """How far a fix went: the solutions that have it now, and the one where it did not fit, with the reason."""

    done: tuple[Lesson, ...]
    stopped: Lesson | None = None
    reason: str = ""


def carry(course: Course, lesson: Lesson, since: str = "HEAD", write: bool = True) -> Carried:
    """Carry what changed in one solution since a commit through the later ones, until a hunk does not apply.

    A solution gets all of the fix or nothing of it; one that has it already is passed over. Without ``write`` every
    solution is only asked whether the fix applies. Raises ``CourseError`` without git, or when nothing has changed.
    """
    folder = f"solutions/{lesson.slug}"
    fix = history.changes(course.root, folder, since, ANSWER)
    if fix is None:
        raise CourseError(f"git knows no {folder} in {since}, so there is no change to carry.")
    if not fix.strip():
        raise CourseError(f"{folder} has not changed since {since}. Make the fix there first, or name --since COMMIT.")
    done: list[Lesson] = []
    at = course.slugs.index(lesson.slug)
    for later in course.lessons[at + 1 :]:
        if not read_files(later.solution):
            continue
        problem = history.apply(course.root, f"solutions/{later.slug}", fix, write)
        if problem:
            return Carried(tuple(done), later, _reason(problem, later, course.root))
        done.append(later)
    return Carried(tuple(done))


def _reason(problem: str, lesson: Lesson, root: Path) -> str:
    """Say which hunk did not apply, from what git says."""
    failed = re.search(r"patch failed: (.+):(\d+)", problem)
    if failed:
        file = root / "solutions" / lesson.slug / failed[1].split(f"{lesson.slug}/")[-1]
        return f"{place(file)}: the change from line {failed[2]} on does not apply there"
    return problem.strip().removeprefix("error: ").split("\n")[0]

"""Keeping the columns in step: TODOs replanted into starters, and a fix carried through later solutions."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course import history
from autograder.course.errors import CourseError
from autograder.course.files import Files, plain_lines, write_whole
from autograder.course.hunks import hunks
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
    """How far a fix went: the solutions that took it, and the one where it did not fit, with what did not."""

    done: tuple[Lesson, ...]
    stopped: Lesson | None = None
    reason: str = ""


class DoesNotFit(Exception):
    """A change cannot be put into a file; the text says which."""


def carry(course: Course, lesson: Lesson, since: str = "HEAD", write: bool = True) -> Carried:
    """Carry what changed in one solution since a commit through the later ones, until a change does not fit.

    A solution gets all of the fix or nothing of it; one that has it already is passed over. Without ``write`` every
    solution is only asked whether it fits. Raises ``CourseError`` without git, or when nothing has changed.
    """
    folder = f"solutions/{lesson.slug}"
    old, new = history.version(course.root, folder, since), lesson.solution_files()
    if not old:
        raise CourseError(f"git knows no {folder} in {since}, so there is no change to carry.")
    old.pop(ANSWER, None)
    changed = [path for path in sorted(old.keys() | new.keys()) if old.get(path) != new.get(path)]
    if not changed:
        raise CourseError(f"{folder} has not changed since {since}. Make the fix there first, or name --since COMMIT.")
    done: list[Lesson] = []
    for later in course.lessons[course.slugs.index(lesson.slug) + 1 :]:
        files = later.solution_files()
        try:
            fixed = {path: _fixed(path, old.get(path), new.get(path), files.get(path)) for path in changed}
        except DoesNotFit as reason:
            return Carried(tuple(done), later, str(reason))
        different = {path: data for path, data in fixed.items() if data != files.get(path)}
        if files and different:
            done.append(later)
            _write(later, different if write else {})
    return Carried(tuple(done))


def _fixed(path: str, old: bytes | None, new: bytes | None, mine: bytes | None) -> bytes | None:
    """Return a later solution's file with the fix in it; None means that there is no such file."""
    if mine in (old, new):
        return new
    if old is None or new is None or mine is None:
        raise DoesNotFit(f"{path} came or went with the fix, and is another file here")
    try:
        lines = mine.decode().splitlines()
        changes = list(hunks(old.decode(), new.decode()))
    except UnicodeDecodeError:
        raise DoesNotFit(f"{path} is not text, and another file here") from None
    for change in changes:
        changed = change.put_into(lines)
        if changed is None:
            raise DoesNotFit(f"the change at {path}:{change.line} does not fit")
        lines = changed
    return "".join(f"{line}\n" for line in lines).encode()


def _write(lesson: Lesson, files: dict[str, bytes | None]) -> None:
    for path, data in files.items():
        if data is None:
            (lesson.solution / path).unlink()
        else:
            write_whole(lesson.solution / path, data)

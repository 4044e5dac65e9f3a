"""Makes a class: solutions, alternatives and known mistakes of one lesson, each as somebody else would hand it in."""

from __future__ import annotations

import random
from itertools import cycle
from pathlib import Path

from autograder.course import Lesson
from autograder.course.checklist import Mistake, alternatives_of, checks_of, mistakes_of, with_mistake
from autograder.course.files import Files, write_files
from autograder.model import STARTS

WRONG, OF = (1, 3), 5
"""Of five students in a row these have one of the mistakes, which take turns; the others get everything right."""

Failures = frozenset[str]


def make_class(lesson: Lesson, students: int, folder: Path, seed: int = 1) -> dict[str, Failures]:
    """Write a folder for each student; return which checks each of them fails. The same seed makes the same class.

    What the lesson's starter gives is left as it is, as nearly everybody does; all else is somebody's own.
    """
    rng, given = random.Random(seed), lesson.starter_files()
    right, wrong = cycle(_right(lesson)), cycle(_wrong(lesson))
    expected = {}
    for number in range(students):
        files, fails = next(wrong if number % OF in WRONG else right)
        student = f"student_{number:04}"
        own = {name: _somebodys(name, data, rng) for name, data in files.items() if given.get(name) != data}
        write_files(folder / student, {**files, **own})
        expected[student] = fails
    return expected


def _right(lesson: Lesson) -> list[tuple[Files, Failures]]:
    return [(files, frozenset()) for files in (lesson.solution_files(), *alternatives_of(lesson).values())]


def _wrong(lesson: Lesson) -> list[tuple[Files, Failures]]:
    return [(with_mistake(lesson, mistake), failures(lesson, mistake)) for mistake in mistakes_of(lesson)]


def failures(lesson: Lesson, mistake: Mistake) -> Failures:
    """Return the checks that a mistake fails: all of them, if the app does not start."""
    starts = STARTS.id not in mistake.fails
    return frozenset(mistake.fails if starts else (written.check.id for written in checks_of(lesson)))


def _somebodys(name: str, data: bytes, rng: random.Random) -> bytes:
    """Return a file that no other student has, so that nobody can grade one and copy the result."""
    mark = f"{rng.getrandbits(64):x}"
    if name.endswith(".py"):
        return data + f'\n\nNOTES = "{mark}"\n'.encode()
    return data + f"{{# {mark} #}}\n".encode() if name.endswith(".html") else data

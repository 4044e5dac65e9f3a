"""What a verdict depends on besides the work itself, as one number: checks, this package, and the packages under it.

Where the number is the same, the same work gets the same verdict, today or on another machine.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from autograder.course import Course, Lesson
from autograder.course.checklist import checks_of
from autograder.course.files import paths_in
from autograder.sandbox.stack import EXTENSIONS

PACKAGE = Path(__file__).parents[1]
ROOMS = ("course", "sandbox", "checks", "grading")
"""The rooms of this package that take part in a verdict. Others show it."""
PACKAGES = ("flask", "pytest", "selectolax", *(name.replace("_", "-") for name in EXTENSIONS))
"""What apps and checks use. What these bring along counts too."""
NOT_ASKED = ("mistakes.toml", "alternatives/")
"""Lies beside the checks and is not one."""


def identity(lesson: Lesson) -> str:
    """Return the number of a lesson's checks, with all they rest on."""
    found = hashlib.sha256(_ground(lesson.course).encode())
    for folder in (lesson.checks, lesson.solution):  # where tests are graded, they are tried on the solution
        for path in paths_in(folder):
            if not path.startswith(NOT_ASKED):
                _add(found, path, folder / path)
    for source in sorted({each.source for each in checks_of(lesson) if each.source}):  # what runs again counts too
        _add(found, source.name, source)
    found.update(str(lesson.fresh_app).encode())
    return found.hexdigest()


@cache
def _ground(course: Course) -> str:
    """Return the number of what all lessons share: this package, helpers of the checks, versions."""
    found = hashlib.sha256()
    for path in [PACKAGE / "model.py", *(path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.*")))]:
        if path.is_file() and path.suffix != ".pyc":
            _add(found, path.relative_to(PACKAGE).as_posix(), path)
    for path in sorted(course.tests.glob("*.py")):
        _add(found, path.name, path)
    versions = {f"{name}=={number}" for name, number in _versions()}
    found.update(" ".join([*map(str, sys.version_info[:3]), *sorted(versions)]).encode())
    return found.hexdigest()


def _add(found: hashlib._Hash, name: str, path: Path) -> None:
    data = path.read_bytes()
    found.update(f"{name} {len(data)}\n".encode())
    found.update(data)


def _versions() -> Iterator[tuple[str, str]]:
    """Yield the packages that apps and checks use, with what they bring along."""
    seen = set(PACKAGES)
    names = sorted(seen)
    for name in names:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # brought along on another system, or by nobody
            continue
        for wanted in map(Requirement, requires(name) or ()):
            key = wanted.name.lower()
            if key not in seen and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                seen.add(key)
                names.append(key)

"""How to grade, as plain data that can travel to another process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.checks.patience import Patience
from autograder.course import Course
from autograder.sandbox.levels import Plan
from autograder.sandbox.stack import extensions_in


@dataclass(frozen=True)
class Options:
    """How to grade. ``seed`` is for every job that brings none of its own.

    ``exchanges`` keeps what was asked, and what came back, with the first check that does not pass.
    """

    seed: int
    mode: str = "auto"
    real_hashing: bool = False
    patience: Patience = field(default_factory=Patience)
    task: int | None = None
    plan: Plan = field(default_factory=Plan)
    exchanges: bool = False


def extensions_of(course: Course, lessons: Iterable[str]) -> tuple[str, ...]:
    """Return which packages the solutions of these lessons use: what their submissions will want preloaded."""
    files = (path.read_bytes() for name in lessons for path in course.lesson(name).solution.rglob("*.py"))
    return extensions_in(files)

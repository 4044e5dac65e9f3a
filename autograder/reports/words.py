"""The one table that says how an outcome is called, drawn, counted and exported."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.model import Outcome, Result
from autograder.sandbox.confinement import PROCESS

ALL_PASSED, NOT_YET, ENVIRONMENT, OURS = 0, 1, 2, 3
"""Exit codes: everything passed, something is open, wrong usage or a machine's trouble, a mistake of ours."""


@dataclass(frozen=True)
class Words:
    """How one outcome looks. ``style`` only repeats what the word says; ``exit_code`` is what it makes of a run."""

    word: str
    symbol: str
    style: str
    exit_code: int
    export: str


TABLE = {
    Outcome.PASSED: Words("PASS", "✓", "passed", ALL_PASSED, "passed"),
    Outcome.FAILED: Words("NOT YET", "✗", "notyet", NOT_YET, "failed"),
    Outcome.BLOCKED: Words("SKIPPED", "·", "later", NOT_YET, "skipped"),
    Outcome.TIMED_OUT: Words("NOT YET", "✗", "notyet", NOT_YET, "failed"),
    Outcome.CRASHED: Words("NOT YET", "✗", "notyet", NOT_YET, "failed"),
    Outcome.NOT_GRADED: Words("NOT GRADED", "·", "ours", ENVIRONMENT, "other"),
    Outcome.OUR_MISTAKE: Words("OUR MISTAKE", "!", "ours", OURS, "other"),
}


def exit_code(results: list[Result]) -> int:
    """Return the exit code of a run: the gravest of all checks."""
    return max((TABLE[each.outcome].exit_code for result in results for each in result.checks), default=OURS)


def isolation_line(level: str) -> str:
    """Return the line that says how far a student's code was confined."""
    told = {PROCESS: " (a process of its own, no confinement)", "none": " (nothing was run)"}
    return f"isolation: {level}{told.get(level, '')}"


MOST_PLACES = 12
"""A plate has a place for every point up to here, so that ten points are ten places."""


def bricks(points: int, of: int, width: int = MOST_PLACES) -> str:
    """Return points as bricks on a plate: ``[###......]``. A full plate means all points, an empty one none."""
    width = of if 0 < of <= width else width
    filled = width if points >= of else min(width - 1, max(1, points * width // of)) if points else 0
    return f"[{'#' * filled}{'.' * (width - filled)}]"

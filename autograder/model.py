"""The words that every room shares: what was checked, what came out, and what it is worth.

Nothing here reads a file, starts a process or prints. All times are seconds, all points whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

START = "start"
"""The id of the built-in check that an app starts. It comes first, belongs to no task and gives no points."""


class Outcome(StrEnum):
    """How one check ended. Only ``PASSED`` earns points, and nothing passes by default."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    NOT_GRADED = "not_graded"
    OUR_MISTAKE = "our_mistake"


@dataclass(frozen=True)
class Finding:
    """What a check saw, as labelled rows in the order a person reads them: asked, expected, got, where.

    A row's text may have several lines. Both are plain text: whoever prints them escapes them.
    """

    rows: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Return the rows as plain text, one ``label: text`` after the other."""
        return "\n".join(f"{label}: {text}" if label else text for label, text in self.rows)


@dataclass(frozen=True)
class Check:
    """One sentence that should be true of an app. ``task`` is 0 for the built-in start check.

    ``again`` is the sentence that stands for all checks of an earlier lesson that run again; others have none.
    """

    id: str
    title: str
    task: int
    points: int = 1
    guard: bool = False
    again: str = ""


STARTS = Check(START, "The app starts", task=0, points=0, guard=True)


@dataclass(frozen=True)
class Exchange:
    """One request to an app and its response, both as text, cut where they are long. For people to read."""

    request: str
    response: str


@dataclass(frozen=True)
class CheckResult:
    """What came out of one check; ``points`` is what it earned once its task's guards were looked at.

    ``exchanges`` are the last ones of the first check that did not pass, where somebody wants to see them.
    """

    check: Check
    outcome: Outcome
    finding: Finding | None = None
    seconds: float = 0.0
    points: int = 0
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Result:
    """One submission of one lesson, graded."""

    lesson: str
    checks: tuple[CheckResult, ...]
    seed: int
    isolation: str
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """The points this submission earned."""
        return sum(result.points for result in self.checks)

    @property
    def max_points(self) -> int:
        """The points a right answer earns."""
        return sum(result.check.points for result in self.checks)

    @property
    def passed(self) -> bool:
        """Whether every check passed, guards and the start check included."""
        return bool(self.checks) and all(result.outcome is Outcome.PASSED for result in self.checks)


@dataclass(frozen=True)
class Submission:
    """One lesson's folder as one person handed it in. ``student`` is empty for one's own work."""

    lesson: str
    folder: Path
    student: str = ""
    notes: tuple[str, ...] = field(default=())


def with_points(results: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Return the results with their points: a passed check earns them, unless a guard of its task did not hold.

    A guard that crashed by our own mistake takes nobody's points.
    """
    holds = (Outcome.PASSED, Outcome.OUR_MISTAKE)
    broken = {each.check.task for each in results if each.check.guard and each.outcome not in holds}

    def earned(each: CheckResult) -> int:
        counts = each.outcome is Outcome.PASSED and not each.check.guard and each.check.task not in broken
        return each.check.points if counts else 0

    return tuple(replace(each, points=earned(each)) for each in results)

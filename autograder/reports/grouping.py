"""Several results in one line: what waits, what is still true, what is open, and what holds points back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from autograder.model import Check, CheckResult, Outcome, Result
from autograder.reports.console import safe

HARD_SPACE = "\N{NO-BREAK SPACE}"
PAGE_WAITS = "It waits until its page answers in time."
"""What a check that is blocked waits for when its finding does not say so: a page that hung before."""
SMALL = frozenset({"The", "A", "An", "Each", "Every", "All", "No"})
"""First words of a sentence that may be written small in the middle of a line. Another may be a name."""


ASIDE = frozenset({Outcome.BLOCKED, Outcome.NOT_GRADED})
"""What is shown in full only when nothing else is open."""


def open_ones(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """Return what did not pass and is the student's to do, in order: mistakes of ours are told on their own."""
    return [each for each in checks if each.outcome not in (Outcome.PASSED, Outcome.OUR_MISTAKE)]


def first_open(checks: Iterable[CheckResult]) -> CheckResult | None:
    """Return the one that is shown in full: the first that says something, or else the first that waits."""
    left = open_ones(checks)
    return next((each for each in left if each.outcome not in ASIDE), left[0] if left else None)


def waits(each: CheckResult) -> str:
    """Return what a check that is blocked waits for, as the beginning of a line, or nothing for any other."""
    if each.outcome is not Outcome.BLOCKED:
        return ""
    rows = each.finding.rows if each.finding else ()
    said = next((text for label, text in rows if not label and text.startswith("It waits ")), PAGE_WAITS)
    return f"{said.removeprefix('It ').rstrip('.')}: "


def all_of(passed: list[CheckResult], checks: Iterable[Check]) -> CheckResult:
    """Return one line's worth of an earlier lesson's checks that passed again: all of them, or how many.

    ``checks`` are those of the whole lesson.
    """
    check, sentence = passed[0].check, passed[0].check.again.rstrip(".")
    count = sum(each.again == check.again for each in checks)
    title = f"{sentence} ({count})"
    if len(passed) < count:
        title = f"{len(passed)} of {count} checks of {sentence.rpartition(' of ')[2]}"
    return replace(passed[0], check=replace(check, title=title))


def held_back(result: Result) -> list[int]:
    """Return the tasks of which something passed without its points, because one of their guards fails."""
    return sorted(
        {
            each.check.task
            for each in result.checks
            if each.outcome is Outcome.PASSED and each.check.points > each.points
        }
    )


def group(task: int, checks: list[CheckResult]) -> str:
    """Return what stands for one or several checks of a task that are not shown in full."""
    name = f"task{HARD_SPACE}{task}"
    if len(checks) == 1:
        first, space, rest = safe(checks[0].check.title).partition(" ")
        title = f"{first.lower() if first in SMALL else first}{space}{rest}"
        return f"{name}: {title}" if task else title
    return f"{name}: {len(checks)}{HARD_SPACE}checks"

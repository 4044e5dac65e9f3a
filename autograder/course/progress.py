"""What a result leaves behind in a student's memory of the course: seeds of what failed, and how far they are."""

from __future__ import annotations

from autograder.course.state import State
from autograder.model import START, Outcome, Result


def keep_seeds(state: State, result: Result) -> None:
    """Keep the seed of a check that failed, until it passes: nothing turns green or red by chance."""
    lesson = state.course.lesson(result.lesson)
    before = state.seeds(lesson)
    looked_at = {each.check.id for each in result.checks}
    after = {name: seed for name, seed in before.items() if name not in looked_at}
    for each in result.checks:
        if each.outcome is not Outcome.PASSED and each.check.task:
            after[each.check.id] = before.get(each.check.id, result.seed)
    if after != before:
        state.save_seeds(lesson, after)


def keep_result(state: State, result: Result) -> None:
    """Remember how far a student is in a lesson, for the next time and for the list of lessons.

    An app that does not start says nothing of what its student has built, so what was seen before stays.
    """
    lesson = state.course.lesson(result.lesson)
    before = state.last(lesson)
    if before is not None and not started(result):
        return
    passed = [each.check.id for each in result.checks if each.outcome is Outcome.PASSED]
    seen = sorted({*(before or {}).get("seen", ()), *passed})
    last = {"points": result.points, "max_points": result.max_points, "passed": passed, "seen": seen}
    state.save_last(lesson, last)


def started(result: Result) -> bool:
    """Tell whether the app started, so that its checks could look at it."""
    return all(each.outcome is Outcome.PASSED for each in result.checks if each.check.id == START)

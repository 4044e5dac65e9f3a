"""What a result leaves behind in a student's memory of the course: seeds of what failed, and how far they are."""

from __future__ import annotations

from autograder.course.state import State
from autograder.model import Outcome, Result


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
    """Remember how far a student is in a lesson, for the next time and for the list of lessons."""
    passed = [each.check.id for each in result.checks if each.outcome is Outcome.PASSED]
    last = {"points": result.points, "max_points": result.max_points, "passed": passed}
    state.save_last(state.course.lesson(result.lesson), last)

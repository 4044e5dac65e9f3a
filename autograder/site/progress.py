"""How far somebody is: the points of every lesson as last seen, and the lesson to go on with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from autograder.course import Lesson, State
from autograder.course.checklist import checks_of


@dataclass(frozen=True)
class Progress:
    """One lesson's row: points as last seen, or none when nobody has looked yet."""

    lesson: Lesson
    points: int
    max_points: int
    begun: bool

    @property
    def full(self) -> bool:
        """Whether every point is there."""
        return 0 < self.max_points <= self.points

    @property
    def words(self) -> str:
        """The row in words."""
        if not self.max_points:
            return "no checks yet"
        return f"{self.points} of {self.max_points} points" if self.begun else f"{self.max_points} points"


def progress_of(state: State, lesson: Lesson) -> Progress:
    """Return how far a lesson is; what it is worth comes from its checks until it was graded."""
    last = state.last(lesson)
    if last is None:
        return replace(untouched(lesson), begun=state.touched(lesson))
    return Progress(lesson, last["points"], last["max_points"], True)


@cache
def untouched(lesson: Lesson) -> Progress:
    """Return the row of somebody who has not begun. Checks are read once: nobody writes and passes them at a time."""
    return Progress(lesson, 0, sum(written.check.points for written in checks_of(lesson)), False)


def go_on_with(state: State) -> Lesson | None:
    """Return the lesson that was looked at last, or the next one that is not full; nothing when all are."""
    lessons, newest = state.course.lessons, state.newest()
    start = lessons.index(newest) if newest else 0
    return next((each for each in lessons[start:] + lessons[:start] if not progress_of(state, each).full), None)

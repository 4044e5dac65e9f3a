"""Which lessons are watched: those that somebody has open, and no more processes than a small machine bears."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from autograder.course import Lesson
from autograder.model import CheckResult, Result

MOST = 2
"""Lessons that are watched at a time. Each has a process of its own, with an app in it."""


class State(Protocol):
    """A moment of a lesson that is watched."""

    number: int
    phase: str
    where: str
    checks: tuple[CheckResult, ...]
    result: Result | None


class Live(Protocol):
    """A lesson that is watched."""

    @property
    def state(self) -> State:
        """What is known now."""

    def wait(self, after: int, timeout: float) -> State | None:
        """Wait for something newer."""

    def check_now(self) -> None:
        """Look again, although nothing changed."""

    def close(self) -> None:
        """Stop."""


@dataclass
class Watched:
    """A lesson that is watched, with its last two whole results: the newest, and the one before it."""

    live: Live
    newest: Result | None = None
    before: Result | None = None

    def take(self, state: State) -> None:
        """Remember a result that is whole."""
        if state.result is not None and state.result is not self.newest:
            self.before, self.newest = self.newest, state.result


class Lives:
    """Begins to watch a lesson when it is asked for, and ends it when others were asked for since."""

    def __init__(self, watch: Callable[[Lesson], Live]) -> None:
        """Take the function that begins to watch a lesson."""
        self._watch = watch
        self._watched: dict[str, Watched] = {}
        self._lock = threading.Lock()

    def of(self, lesson: Lesson) -> Watched:
        """Return the lesson, watched from now on."""
        with self._lock:
            watched = self._watched.pop(lesson.slug, None) or Watched(self._watch(lesson))
            self._watched[lesson.slug] = watched
            left_behind = [self._watched.pop(slug) for slug in list(self._watched)[:-MOST]]
        for each in left_behind:
            each.live.close()
        return watched

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            watched, self._watched = list(self._watched.values()), {}
        for each in watched:
            each.live.close()

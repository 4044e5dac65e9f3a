"""Which lessons are watched: those that somebody has open, and no more processes than a small machine bears."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

from autograder.course import Lesson
from autograder.course.checklist import checks_of
from autograder.live.session import Live
from autograder.model import STARTS, Check

MOST = 2
"""Lessons that are watched at a time. Each has a process of its own, with an app in it."""


@dataclass(frozen=True)
class Watched:
    """A lesson that is watched, with the checks it has; ``ending`` ends the watch."""

    live: Live
    checks: tuple[Check, ...]
    ending: contextlib.ExitStack


class Lives:
    """Begins to watch a lesson when it is asked for, and ends it when others were asked for since."""

    def __init__(self, watch: Callable[[Lesson], Live]) -> None:
        """Take the function that makes a watch of a lesson."""
        self._watch = watch
        self._watched: dict[str, Watched] = {}
        self._lock = threading.Lock()
        self.closed = False

    def of(self, lesson: Lesson) -> Watched:
        """Return the lesson, watched from now on. Raises ``CourseError`` when it has no checks."""
        with self._lock:
            watched = self._watched.pop(lesson.slug, None) or self._begin(lesson)
            self._watched[lesson.slug] = watched
            left_behind = [self._watched.pop(slug) for slug in list(self._watched)[:-MOST]]
        for each in left_behind:  # which takes a moment that nobody should wait for
            threading.Thread(target=each.ending.close).start()
        return watched

    def goes_on(self, watched: Watched) -> bool:
        """Tell whether this watch has not ended, as it does when somebody opens other lessons."""
        with self._lock:
            return watched in self._watched.values()

    def close(self) -> None:
        """End all of them, for good."""
        with self._lock:
            self.closed = True
            watched, self._watched = list(self._watched.values()), {}
        for each in watched:
            each.ending.close()

    def _begin(self, lesson: Lesson) -> Watched:
        ending = contextlib.ExitStack()
        checks = (STARTS, *(written.check for written in checks_of(lesson)))
        return Watched(ending.enter_context(self._watch(lesson)), checks, ending)

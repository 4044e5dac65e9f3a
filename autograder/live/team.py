"""Grader processes that share the checks of one submission: whoever is free takes the next one.

A submission's time is mostly its app's own. Two apps on two processors halve it; the verdicts are the same, because no
check's answer depends on what others did.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from autograder.classroom.graders import Grader
from autograder.grading.grader import Setup
from autograder.grading.job import Job
from autograder.grading.sharing import Known, whole
from autograder.model import CheckResult, Result


class Team:
    """A few graders with one job at a time."""

    def __init__(self, setup: Setup, number: int) -> None:
        """Get ready; processes start when they are warmed up, or with the first job."""
        self._graders = [Grader(setup) for _ in range(number)]
        self._threads = ThreadPoolExecutor(len(self._graders))

    def warm(self) -> None:
        """Start what does not run: it gets ready while we do something else."""
        for grader in self._graders:
            grader.warm()

    def grade(self, job: Job, on_check: Callable[[CheckResult], None]) -> Result:
        """Return the result, and tell each check's answer in their order. Raises what ``Grader.watch`` raises."""
        sharing = _Sharing(on_check)
        futures = [self._threads.submit(grader.watch, job, sharing.take, sharing.hear) for grader in self._graders]
        errors = [error for future in futures if (error := future.exception()) is not None]
        if errors:
            raise errors[0]
        return sharing.whole([future.result() for future in futures])

    def give_up(self) -> None:
        """Tell the processes that nobody wants the rest of the job they have; another thread may wait for that."""
        for grader in self._graders:
            grader.give_up()

    def ask_to_end(self) -> None:
        """Tell the processes to end, in the midst of a job too, and do not wait for it."""
        for grader in self._graders:
            grader.ask_to_end()

    def end(self) -> None:
        """End the processes with all they have started."""
        for grader in self._graders:
            grader.end()
        self._threads.shutdown()


class _Sharing:
    """How one job is shared, and what is known of it. Its methods are called from all threads."""

    def __init__(self, on_check: Callable[[CheckResult], None]) -> None:
        self._on_check = on_check
        self._turns = itertools.count()
        self._turn = threading.RLock()
        self._known: Known = {}
        self._told = 0

    def take(self) -> int:
        """Return the number of the next check that nobody has."""
        return next(self._turns)

    def hear(self, number: int, check: CheckResult) -> None:
        """Keep an answer, and tell on whatever is next. Every app starts, or does not: the first to say so counts."""
        with self._turn:
            self._known.setdefault(number, check)
            while (known := self._known.get(self._told - 1)) is not None:
                self._told += 1
                self._on_check(known)

    def whole(self, parts: list[Result]) -> Result:
        """Return the result of the whole from those of its parts."""
        return whole(parts, self._known)

"""Grader processes that share the checks of one submission: whoever is free takes the next one.

A submission's time is mostly its app's own. Two apps on two processors halve it; the verdicts are the same, because no
check's answer depends on what others did. The first grader sees whether the app starts, and whether a second one may
run beside it, before the others begin: two that start at once could want the same port, or make the same table. Then
the first one waits until they have started, too: while it holds its own app, one that wants to be alone is found out.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from autograder.classroom.graders import Grader
from autograder.grading.grader import NO_MORE, Setup
from autograder.grading.job import Job
from autograder.grading.sharing import THE_START, Known, whole
from autograder.model import CheckResult, Outcome, Result


class Team:
    """A few graders with one job at a time."""

    def __init__(self, setup: Setup, number: int) -> None:
        """Get ready; processes start when they are warmed up, or with the first job."""
        self._graders = [Grader(setup) for _ in range(number)]
        self._threads = ThreadPoolExecutor(len(self._graders))
        self._sharing: _Sharing | None = None

    def warm(self) -> None:
        """Start what does not run: it gets ready while we do something else."""
        for grader in self._graders:
            grader.warm()

    def grade(self, job: Job, on_check: Callable[[CheckResult], None]) -> Result:
        """Return the result, and tell each check's answer in their order. Raises what ``Grader.watch`` raises."""
        first, *others = self._graders
        joined: list[Future[Result]] = []

        def join() -> None:
            joined.extend(self._threads.submit(each.watch, job, _Joined(sharing)) for each in others)
            for future in joined:
                future.add_done_callback(lambda _: sharing.started.set())
            if not joined:
                sharing.started.set()

        self._sharing = sharing = _Sharing(on_check, join)
        futures = [self._threads.submit(first.watch, job, sharing)]
        errors = [futures[0].exception(), *(future.exception() for future in joined)]
        if error := next(filter(None, errors), None):
            raise error
        return sharing.whole([future.result() for future in (*futures, *joined)])

    def give_up(self) -> None:
        """Tell the processes that nobody wants the rest of the job they have; another thread may wait for that."""
        if self._sharing is not None:
            self._sharing.give_up()
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
    """How one job is shared, what is known of it, and the first grader's part. It is called from all threads."""

    def __init__(self, on_check: Callable[[CheckResult], None], join: Callable[[], None]) -> None:
        """Remember whom to tell, and how the others join."""
        self._on_check, self._join = on_check, join
        self.started = threading.Event()
        self._turns = itertools.count()
        self._turn = threading.RLock()
        self._known: Known = {}
        self._told = 0
        self._alone = self._given_up = False

    def alone(self) -> None:
        """Let nobody join."""
        self._alone = True

    def take(self) -> int:
        """Return the number of the next check that nobody has, once it is known who takes part."""
        self.started.wait()
        return self.next()

    def next(self) -> int:
        """Return that number."""
        return NO_MORE if self._given_up else next(self._turns)

    def hear(self, number: int, check: CheckResult) -> None:
        """Keep an answer, and tell on whatever is next. When the app has started, the others join."""
        if number == THE_START and check.outcome is Outcome.PASSED and not (self._alone or self._given_up):
            self._join()
        elif number == THE_START:
            self.started.set()
        with self._turn:
            self._known[number] = check
            while (known := self._known.get(self._told + THE_START)) is not None:
                self._told += 1
                self._on_check(known)

    def give_up(self) -> None:
        """Give nothing out any more. It takes no turn: whoever has it may wait for the thread that calls this."""
        self._given_up = True
        self.started.set()

    def whole(self, parts: list[Result]) -> Result:
        """Return the result of the whole from those of its parts."""
        return whole(parts, self._known)


class _Joined:
    """The part of a grader that has joined. Where a second app does not start beside the first, it has none."""

    def __init__(self, sharing: _Sharing) -> None:
        """Take from what is shared."""
        self._sharing = sharing
        self._starts = True

    def alone(self) -> None:
        """The first one has said the same."""

    def take(self) -> int:
        """Return the number of the next check that nobody has."""
        return self._sharing.next() if self._starts else NO_MORE

    def hear(self, number: int, check: CheckResult) -> None:
        """Tell an answer on, but not that the app starts: that is known."""
        if number == THE_START:
            self._starts = check.outcome is Outcome.PASSED
            self._sharing.started.set()
        else:
            self._sharing.hear(number, check)

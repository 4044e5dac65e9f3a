"""The runs of one submission's own tests: each made once, whichever checks ask for it, and a few at the same time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from autograder.checks.finding import EXPECTED, Stopped
from autograder.model import Outcome
from autograder.sandbox.suite_claims import SuiteRun, Way

MOST_AT_ONCE = min(4, os.cpu_count() or 1)

Key = tuple[str, Way]
"""The name of an app, and how the tests are run on it."""

Attempt = Callable[[str, Way], SuiteRun | Stopped]


class SuiteRuns:
    """What became of the tests, by app and way. A thread waits for each run, which happens in another process."""

    def __init__(self) -> None:
        """Begin with nothing tried."""
        self._tried: dict[Key, Future[SuiteRun | Stopped]] = {}
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE)
        self._spent = 0.0

    def run(self, wanted: Key, likely: Iterable[Key], attempt: Attempt, seconds: float) -> SuiteRun:
        """Return a run, made now or before; meanwhile begin with those that are ``likely`` to be asked for next.

        Raises ``Stopped`` when the tests did not come to an end, or when all runs together took more than ``seconds``.
        """
        for key in (wanted, *list(likely)[: MOST_AT_ONCE - 1]):
            if key not in self._tried:
                self._tried[key] = self._threads.submit(self._timed, attempt, key, seconds)
        found = self._tried[wanted].result()
        if isinstance(found, Stopped):
            raise Stopped(found.outcome, *found.finding.rows)
        return found

    def _timed(self, attempt: Attempt, key: Key, seconds: float) -> SuiteRun | Stopped:
        if self._spent > seconds:
            return Stopped(Outcome.TIMED_OUT, (EXPECTED, f"all runs of your tests within {seconds:g} seconds together"))
        began = time.monotonic()
        try:
            return attempt(*key)
        finally:
            self._spent += time.monotonic() - began

    def close(self) -> None:
        """Wait for the runs that have begun. Nobody will ask for them any more."""
        self._threads.shutdown(cancel_futures=True)

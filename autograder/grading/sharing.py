"""Two processes that share the checks of one submission: whoever is free takes the next one.

A submission's time is mostly its app's own. Two apps on two processors halve it, and no check earns other points: none
hangs on what others did. The second process is a fork of the first, made when that has imported everything, found the
checks, and seen the app start. What it took and did not answer, whatever became of it, the first one does.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from autograder.course import Lesson
from autograder.course.seeded import apps_file
from autograder.grading.audience import Audience, GivenUp
from autograder.grading.job import check_from_line, check_to_line
from autograder.model import CheckResult, Outcome, Result, with_points
from autograder.sandbox.folder import remove_copies_of
from autograder.sandbox.launcher import NoSandbox

MOST = 2
"""Graders for one submission. Each has a process for its checks, one to fork from, and one for the app."""
THE_START = -1
"""The number of what comes before the first check: that the app starts."""
WIDTH = 2
"""Bytes of a turn in a pipe, which whoever reads takes whole."""
LONGEST = 60.0
"""Seconds to wait for the last answers: a check and its repetition have ended by then, whatever the app does."""
PATIENCE = 5.0
"""Seconds to wait for the second app to start. The first one stays meanwhile: so an app that must be alone is found."""
FAREWELL = 1.0
"""Seconds that the second process has to put its things away."""

Known = dict[int, CheckResult]


def best_number(mode: str, lesson: Lesson) -> int:
    """Return how many graders this machine has room for. Where apps are not forked, a second one costs too much.

    A student's own tests are run on many apps, some at the same time already, and once for all checks of a grader.
    """
    if apps_file(lesson).exists():
        return 1
    forks = mode == "fork" or (mode == "auto" and sys.platform.startswith("linux"))
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, processors) if forks else 1


def whole(parts: Sequence[Result], known: Known) -> Result:
    """Return the result of a submission from those of its graders' parts and the answers of all checks, by number."""
    for part in parts:
        if part.checks[0].outcome in (Outcome.NOT_GRADED, Outcome.OUR_MISTAKE):
            return part  # no check had an answer, or what the others were is lost with it
    return replace(parts[0], checks=with_points(tuple(known[number] for number in sorted(known))))


class Turns(Audience):
    """What one of the two processes has taken from a pipe that both read, and what became of it."""

    def __init__(self) -> None:
        """Begin with the start of the app, which each process sees for itself."""
        self.known: Known = {}
        self._number = THE_START

    def tell(self, check: CheckResult) -> None:
        """Keep an answer."""
        self.known[self._number] = check

    def _take(self, left: int) -> Iterator[int]:
        """Yield the number of each check that the other process has not taken from the pipe ``left``."""
        while turn := os.read(left, WIDTH):
            self._number = int.from_bytes(turn)
            yield self._number


class SecondTurns(Turns):
    """The turns of the second process. It is of no use when its app does not start, or the first process has ended."""

    def __init__(self, left: int, told: int) -> None:
        """Take turns from the pipe ``left``, and write an empty line to ``told`` when the app has started."""
        super().__init__()
        self._left, self._told = left, told

    def choose(self, number: int) -> Iterator[int]:
        """Yield the number of each check that is ours."""
        first = os.getppid()
        for turn in self._take(self._left):
            if os.getppid() != first:
                raise GivenUp
            yield turn

    def tell(self, check: CheckResult) -> None:
        """Keep an answer. That the app starts has been told by the first process."""
        if self._number != THE_START:
            super().tell(check)
        elif check.outcome is not Outcome.PASSED:
            raise GivenUp
        else:
            os.write(self._told, b"\n")


TakeTurns = Callable[[Audience], AbstractContextManager[object]]


class Second:
    """A fork of this process. It takes turns, tells what came out, and ends."""

    def __init__(self, take_turns: TakeTurns, number: int) -> None:
        """Fork, and share ``number`` checks. Raises ``OSError``.

        In the fork ``take_turns`` is entered; what is known by then is told here, and it is left.
        """
        self.left, turns = os.pipe()
        answers, told = os.pipe()
        os.write(turns, b"".join(turn.to_bytes(WIDTH) for turn in range(number)))
        os.close(turns)  # who finds nothing left knows it at once
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until each process knows which one it is
        try:
            with warnings.catch_warnings():
                # another thread reads what the zygote prints. It holds no lock that the fork would wait for.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
            if self._pid == 0:
                self._be_second(take_turns, told, before)
        except BaseException:
            os.close(self.left)
            os.close(answers)
            raise
        finally:
            os.close(told)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._answers = os.fdopen(answers, "rb", buffering=0)

    def _be_second(self, take_turns: TakeTurns, told: int, mask: set[int]) -> None:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            turns = SecondTurns(self.left, told)
            with take_turns(turns):
                lines = [f"{number} {check_to_line(check)}\n" for number, check in turns.known.items()]
                with os.fdopen(told, "w", encoding="utf-8") as file:
                    file.writelines(lines)  # and closed before all is put away, for which nobody needs to wait
        except BaseException:  # whatever it was: the first process does what this one did not answer
            pass
        finally:
            os._exit(0)

    def await_start(self) -> None:
        """Wait until its app has started, or has not, or for too long."""
        select.select([self._answers], [], [], PATIENCE)

    def answers(self) -> Known:
        """Wait until the process has told what came out, or for too long, and return that."""
        until, told = time.monotonic() + LONGEST, b""
        while select.select([self._answers], [], [], max(0, until - time.monotonic()))[0]:
            part = self._answers.read(1 << 16)
            if not part:
                break
            told += part
        pairs = (line.decode().split(" ", 1) for line in told.splitlines(keepends=True) if line.endswith(b"}\n"))
        return {int(number): check_from_line(text) for number, text in pairs}

    def end(self) -> None:
        """End the process if it does not end by itself, and remove what it has left behind."""
        self._answers.close()
        os.close(self.left)
        until = time.monotonic() + FAREWELL
        with contextlib.suppress(ChildProcessError):  # where nobody wants to hear of children, they are gone at once
            while os.waitpid(self._pid, os.WNOHANG)[0] == 0:
                if time.monotonic() > until:
                    os.kill(self._pid, signal.SIGKILL)
                time.sleep(0.002)
        remove_copies_of(self._pid)


class Shared(Turns):
    """The first process: it forks the second one when the app has started, and does alone what cannot be shared."""

    def __init__(self, is_worth_it: Callable[[], bool], fork: Callable[[], Second]) -> None:
        """Remember how to decide and how to fork. That may raise ``NoSandbox`` or ``OSError``."""
        super().__init__()
        self._is_worth_it, self._fork = is_worth_it, fork
        self._alone = False
        self._second: Second | None = None

    def alone(self) -> None:
        """Fork nothing."""
        self._alone = True

    def choose(self, number: int) -> Iterator[int]:
        """Yield the number of each check that is ours."""
        if self.known[THE_START].outcome is Outcome.PASSED and not self._alone and self._is_worth_it():
            with contextlib.suppress(NoSandbox, OSError):  # no second process can be had here and now
                self._second = self._fork()
                self._second.await_start()
        if self._second is not None:
            yield from self._take(self._second.left)
            self.known = {**self._second.answers(), **self.known}
        for turn in sorted({*range(number)} - {*self.known}):
            self._number = turn
            yield turn

    def whole(self, part: Result) -> Result:
        """Return the result of both processes, of which ``part`` is ours."""
        return whole([part], self.known)

    def end(self) -> None:
        """End the second process."""
        if self._second is not None:
            self._second.end()

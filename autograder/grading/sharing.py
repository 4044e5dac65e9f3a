"""Two processes that share the checks of one submission: whoever is free takes the next one.

A submission's time is mostly its app's own. Two apps on two processors halve it; the verdicts are the same, because no
check's answer depends on what others did. The second process is a fork of the first, made when that has imported
everything and found the checks.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from autograder.course import Lesson
from autograder.course.seeded import apps_file
from autograder.grading.audience import Audience
from autograder.grading.job import check_from_line, check_to_line
from autograder.model import CheckResult, Outcome, Result, with_points
from autograder.sandbox.folder import remove_copies_of

MOST = 2
"""Graders for one submission. Each has a process for its checks, one to fork from, and one for the app."""
START = -1
"""The number of what comes before the first check: that the app starts."""
WIDTH = 2
"""Bytes of a turn in a pipe, which whoever reads takes whole."""
FAREWELL = 1.0

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
            return part  # nobody had a check to take
    return replace(parts[0], checks=with_points(tuple(known[number] for number in sorted(known))))


class Turns(Audience):
    """Takes what no other process has taken. ``known`` is what became of that."""

    def __init__(self, left: int) -> None:
        """Take turns from the pipe ``left``."""
        self.known: Known = {}
        self._left, self._number = left, START

    def choose(self, number: int) -> Iterator[int]:
        """Yield the number of each check that is ours."""
        while turn := os.read(self._left, WIDTH):
            self._number = int.from_bytes(turn)
            yield self._number

    def tell(self, check: CheckResult) -> None:
        """Keep an answer."""
        self.known[self._number] = check


class OurTurns(Turns):
    """Waits for the other process at the end, and takes over what that has taken and not answered."""

    def __init__(self, left: int, fork: Fork) -> None:
        """Take turns from the pipe ``left``, as ``fork`` does."""
        super().__init__(left)
        self._fork = fork

    def choose(self, number: int) -> Iterator[int]:
        """Yield the number of each check that is ours."""
        yield from super().choose(number)
        self.known = {**self._fork.answers(), **self.known}
        for turn in sorted({*range(number)} - {*self.known}):
            self._number = turn
            yield turn


class Fork:
    """A second process like this one. It takes turns, tells what came out, and ends."""

    def __init__(self, left: int, take_turns: Callable[[Turns], AbstractContextManager[object]]) -> None:
        """Fork. There ``take_turns`` is entered, what is known by then is told here, and it is left."""
        answers, told = os.pipe()
        with warnings.catch_warnings():
            # another thread reads what the zygote prints. It holds no lock that the fork would wait for.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            os.close(answers)
            with contextlib.suppress(BaseException):  # whatever it was: what this one did not answer, the other does
                turns = Turns(left)
                with take_turns(turns), os.fdopen(told, "w", encoding="utf-8") as file:
                    file.writelines(f"{number} {check_to_line(check)}\n" for number, check in turns.known.items())
                    file.close()  # before the rest is put away, for which nobody needs to wait
            os._exit(0)
        os.close(told)
        self._answers = os.fdopen(answers, encoding="utf-8")

    def answers(self) -> Known:
        """Wait until the process has told what came out, and return that."""
        known: Known = {}
        for line in self._answers:
            number, _, text = line.partition(" ")
            if text.endswith("\n"):  # or it ended in the midst of it
                known[int(number)] = check_from_line(text)
        return known

    def end(self) -> None:
        """End the process if it does not end by itself, with what it leaves behind."""
        self._answers.close()
        until = time.monotonic() + FAREWELL
        while os.waitpid(self._pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > until:
                os.kill(self._pid, signal.SIGKILL)
            time.sleep(0.002)
        remove_copies_of(self._pid)


def share(
    number: int,
    grade: Callable[[Turns], Result],
    take_turns: Callable[[Turns], AbstractContextManager[object]],
) -> Result:
    """Return the result of so many checks. This process does ``grade``, and a fork of it ``take_turns``."""
    left, turns = os.pipe()
    os.write(turns, b"".join(turn.to_bytes(WIDTH) for turn in range(number)))
    os.close(turns)  # who finds nothing left knows it at once
    fork = Fork(left, take_turns)
    try:
        ours = OurTurns(left, fork)
        return whole([grade(ours)], ours.known)
    finally:
        fork.end()
        os.close(left)

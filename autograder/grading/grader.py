"""One grader process: it collects the checks once and answers a line of JSON with a line of JSON until its input ends.

Run as ``python -m autograder.grading.grader``. The first line of its input says how to grade, each further one is a
job. Nobody's app runs in it, and it ends by itself when whoever started it is gone.

When somebody watches, the lines ``take 0``, ``take 1``… behind a job say which of its checks to run, and one that is
not there ends the job: several graders can share it. Each check is answered at once with a line of its own, before the
result of all that were taken, and all of them with ``alone`` if no second app may run beside this one. The line
``stop 3`` gives up the third job; its last answer is then that it was given up.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TextIO

from autograder.checks.patience import Patience
from autograder.course import Course
from autograder.grading.audience import NOBODY, Audience, GivenUp
from autograder.grading.job import Job, check_to_line, job_from_line, result_to_line
from autograder.grading.options import Options
from autograder.grading.preloads import launcher_for
from autograder.model import CheckResult, Result
from autograder.sandbox.levels import Plan

RESULT, CHECK, ALONE, GIVEN_UP = "result", "check", "alone", "given-up"
NO_SANDBOX, CHECKS_BROKEN = "no-sandbox", "checks-broken"
"""What a line of the answer is about. A line is one of these words, a space, and a result or a sentence."""
TAKE, STOP = "take ", "stop "
"""How lines begin that are no jobs: take the check of this number, stop the job of this number; the first is 1."""
NO_MORE = sys.maxsize
"""The number of a check that is never there."""
REST = 0.1
"""Seconds to wait before the next app's process is made ahead: whoever tells the last result needs the processor."""


@dataclass(frozen=True)
class Setup:
    """What a grader is told before its first job: course, lessons whose checks it collects, and how to grade.

    ``watched``: somebody waits for the answer of each check.
    """

    root: str
    tests: str
    lessons: tuple[str, ...]
    options: Options
    watched: bool = False

    def to_line(self) -> str:
        """Return the setup as a line of JSON."""
        return json.dumps(asdict(self))


def setup_from_line(line: str) -> Setup:
    """Return the setup in a line of JSON."""
    data = json.loads(line)
    options = Options(**data["options"])
    patience, plan = Patience(**data["options"]["patience"]), Plan(tuple(data["options"]["plan"]["layers"]))
    options = replace(options, patience=patience, plan=plan)
    return Setup(data["root"], data["tests"], tuple(data["lessons"]), options, data["watched"])


def main() -> None:
    """Grade what comes in. What a check prints goes to the log and cannot be taken for an answer."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    try:
        _serve(setup_from_line(asked.readline()), asked, answers)
    except (KeyboardInterrupt, BrokenPipeError):  # whoever started us wants no more answers
        os._exit(1)
    os._exit(0)  # a thread of ours may still wait for a line


def _serve(setup: Setup, asked: TextIO, answers: TextIO) -> None:
    from autograder.sandbox.launcher import NoSandbox

    course, options = Course(Path(setup.root), Path(setup.tests)), setup.options
    launcher = launcher_for(course, setup.lessons, options)
    from autograder.grading.engine import grade_jobs  # while the process for apps gets ready
    from autograder.grading.job import ChecksBroken

    def say(about: str, text: str) -> None:
        answers.write(f"{about} {text}\n")
        answers.flush()

    def graded(_: Job, result: Result) -> None:
        say(RESULT, result_to_line(result))

    watched = Watched(asked, say, launcher.prepare) if setup.watched else None
    try:
        grade_jobs(course, setup.lessons, _jobs_in(watched or asked), graded, options, launcher, watched or NOBODY)
    except NoSandbox as error:
        say(NO_SANDBOX, json.dumps(str(error)))
    except ChecksBroken as error:
        say(CHECKS_BROKEN, json.dumps(str(error)))
    finally:
        launcher.close()


def _jobs_in(lines: Iterable[str]) -> Iterator[Job]:
    """Yield the job in each line, and give back the memory that it took: it is in many small pieces, here and there."""
    gc.freeze()  # the checks are collected: they, and what they import, stay until the end
    libc = ctypes.CDLL(None) if sys.platform == "linux" else object()
    give_back = getattr(libc, "malloc_trim", lambda _: None)  # not in every C library
    for line in lines:
        yield job_from_line(line)
        gc.collect()
        give_back(0)


class Watched(Audience):
    """The jobs of somebody who watches. A thread reads what they ask for, also in the midst of a job."""

    def __init__(self, asked: TextIO, say: Callable[[str, str], None], prepare: Callable[[], None]) -> None:
        """Begin to read. While there is nothing to do, ``prepare`` gets the next app's process ready."""
        self._say, self._prepare = say, prepare
        self._jobs: SimpleQueue[tuple[str, SimpleQueue[int]]] = SimpleQueue()
        self._takes: SimpleQueue[int] = SimpleQueue()
        self._begun = self._void = 0
        self._interrupt: Callable[[], None] | None = None
        threading.Thread(target=self._read, args=(asked,), daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """Yield the line of each job when its turn comes."""
        while True:
            self._interrupt = None
            try:
                line, self._takes = self._jobs.get(timeout=REST)
            except Empty:
                self._prepare()
                line, self._takes = self._jobs.get()
            if not line:
                return
            self._begun += 1
            yield line

    def begins(self, interrupt: Callable[[], None]) -> None:
        """Keep how to end the app."""
        self._interrupt = interrupt
        self.stay()

    def alone(self) -> None:
        """Say that."""
        self._say(ALONE, "")

    def choose(self, number: int) -> Iterator[int]:
        """Yield what is asked for, until that is more than there is."""
        while (take := self._takes.get()) < number:
            yield take
        self.stay()

    def tell(self, check: CheckResult) -> None:
        """Say a check's answer."""
        self.stay()
        self._say(CHECK, check_to_line(check))

    def stay(self) -> None:
        """Leave if the job is void."""
        if self._void >= self._begun:
            self._say(GIVEN_UP, "")
            raise GivenUp

    def _read(self, asked: TextIO) -> None:
        takes: SimpleQueue[int] = SimpleQueue()
        number = 0
        for line in asked:
            if line.startswith(TAKE):
                takes.put(int(line.removeprefix(TAKE)))
            elif line.startswith(STOP):
                self._void = int(line.removeprefix(STOP))
                takes.put(NO_MORE)
                if self._void == self._begun == number and (interrupt := self._interrupt):
                    interrupt()
            else:
                number += 1
                takes = SimpleQueue()
                self._jobs.put((line, takes))
        takes.put(NO_MORE)
        self._jobs.put(("", takes))


if __name__ == "__main__":
    main()

"""One grader process: it collects the checks once and answers a line of JSON with a line of JSON until its input ends.

Run as ``python -m autograder.grading.grader``. The first line of its input says how to grade, each further one is a
job. Nobody's app runs in it, and it ends by itself when whoever started it is gone.

When somebody watches, each check is answered with a line of its own before the result, and the line ``stop 3`` gives
up the third job, whose only answer is then that it was given up.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

from autograder.checks.bench import Patience
from autograder.course import Course
from autograder.grading.job import GivenUp, Job, check_to_line, job_from_line, result_to_line
from autograder.grading.options import Options
from autograder.model import CheckResult, Result
from autograder.sandbox.levels import Plan

RESULT, CHECK, GIVEN_UP = "result", "check", "given-up"
NO_SANDBOX, CHECKS_BROKEN = "no-sandbox", "checks-broken"
"""What a line of the answer is about. A line is one of these words, a space, and a result or a sentence."""
STOP = "stop "
"""How the line begins that gives up a job. The number of the job follows; the first is 1."""


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
    from autograder.grading.engine import grade_jobs
    from autograder.grading.job import ChecksBroken
    from autograder.sandbox.launcher import NoSandbox

    def say(about: str, text: str) -> None:
        answers.write(f"{about} {text}\n")
        answers.flush()

    def graded(_: Job, result: Result) -> None:
        say(RESULT, result_to_line(result))

    def checked(check: CheckResult) -> None:
        if watched is not None:
            if watched.is_given_up():
                say(GIVEN_UP, "")
                raise GivenUp
            say(CHECK, check_to_line(check))

    watched = Watched(asked) if setup.watched else None
    jobs = map(job_from_line, watched or asked)
    course = Course(Path(setup.root), Path(setup.tests))
    try:
        grade_jobs(course, setup.lessons, jobs, graded, setup.options, on_check=checked)
    except NoSandbox as error:
        say(NO_SANDBOX, json.dumps(str(error)))
    except ChecksBroken as error:
        say(CHECKS_BROKEN, json.dumps(str(error)))


class Watched:
    """The lines of jobs, for somebody who watches: a thread reads them, to hear that a job has become void."""

    def __init__(self, asked: TextIO) -> None:
        """Begin to read."""
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._begun = self._void = 0
        threading.Thread(target=self._read, args=(asked,), daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """Yield the line of each job when its turn comes."""
        while line := self._lines.get():
            self._begun += 1
            yield line

    def is_given_up(self) -> bool:
        """Tell whether nobody wants the answer of the job that was begun last."""
        return self._void >= self._begun

    def _read(self, asked: TextIO) -> None:
        for line in asked:
            if line.startswith(STOP):
                self._void = int(line.removeprefix(STOP))
            else:
                self._lines.put(line)
        self._lines.put("")


if __name__ == "__main__":
    main()

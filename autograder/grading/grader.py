"""One grader process: it collects the checks once and answers a line of JSON with a line of JSON until its input ends.

Run as ``python -m autograder.grading.grader``. The first line of its input says how to grade, each further one is a
job. Nobody's app runs in it, and it ends by itself when whoever started it is gone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from autograder.checks.bench import Patience
from autograder.course import Course
from autograder.grading.job import Job, job_from_line, result_to_line
from autograder.grading.options import Options
from autograder.model import Result
from autograder.sandbox.levels import Plan

RESULT, NO_SANDBOX, CHECKS_BROKEN = "result", "no-sandbox", "checks-broken"
"""What a line of the answer is about. A line is one of these words, a space, and a result or a sentence."""


@dataclass(frozen=True)
class Setup:
    """What a grader is told before its first job: course, lessons whose checks it collects, and how to grade."""

    root: str
    tests: str
    lessons: tuple[str, ...]
    options: Options

    def to_line(self) -> str:
        """Return the setup as a line of JSON."""
        return json.dumps(asdict(self))


def setup_from_line(line: str) -> Setup:
    """Return the setup in a line of JSON."""
    data = json.loads(line)
    options = Options(**data["options"])
    patience, plan = Patience(**data["options"]["patience"]), Plan(tuple(data["options"]["plan"]["layers"]))
    options = replace(options, patience=patience, plan=plan)
    return Setup(data["root"], data["tests"], tuple(data["lessons"]), options)


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


def _serve(setup: Setup, asked: TextIO, answers: TextIO) -> None:
    from autograder.grading.engine import grade_jobs
    from autograder.grading.job import ChecksBroken
    from autograder.sandbox.launcher import NoSandbox

    def say(about: str, text: str) -> None:
        answers.write(f"{about} {text}\n")
        answers.flush()

    def jobs() -> Iterator[Job]:
        for line in asked:
            yield job_from_line(line)

    def graded(_: Job, result: Result) -> None:
        say(RESULT, result_to_line(result))

    course = Course(Path(setup.root), Path(setup.tests))
    try:
        grade_jobs(course, setup.lessons, jobs(), graded, setup.options)
    except NoSandbox as error:
        say(NO_SANDBOX, json.dumps(str(error)))
    except ChecksBroken as error:
        say(CHECKS_BROKEN, json.dumps(str(error)))


if __name__ == "__main__":
    main()

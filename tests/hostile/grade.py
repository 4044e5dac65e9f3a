"""Grades the collection as ``autograder grade`` does, with less patience: ``python -m tests.hostile.grade auto``."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.checks.patience import Patience
from autograder.classroom.journal import Journal
from autograder.cli.class_files import Asked
from autograder.cli.class_run import ClassRun
from autograder.cli.confined import plan_for
from autograder.course import Course
from autograder.grading.grader import Setup
from autograder.grading.options import Options
from autograder.sandbox.levels import CHOICES, Plan

HOST = Path("/tmp/host")
JOBS = 4


def main() -> None:
    """Grade everybody. A machine that cannot confine enough is an error; layers by name are put on as they are."""
    course, out = Course(HOST / "course"), HOST / "out"
    how = sys.argv[1]
    plan = plan_for(how, "auto", strangers=True) if how in CHOICES else Plan(tuple(how.split("+")))
    options = Options(7, patience=Patience(request=1.5, load=3, check=5), plan=plan)
    setup = Setup(str(course.root), str(course.tests), ("01_hello",), options)
    with Journal(out) as journal:
        ClassRun(course, Asked(setup, HOST / "submissions", None, (1, 1)), journal, out, plain=True).grade(JOBS, None)


if __name__ == "__main__":
    main()

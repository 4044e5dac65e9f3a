"""``grade``: a folder of submissions in, grades and feedback out."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option, tests_option
from autograder.cli.trouble import explained
from autograder.course import CourseError

UNSAFE = (
    "Their code would run on this machine with your rights: it is kept apart from the marks, not from your files. "
    "If you know these students and their work, say so with --trust-these-students. Nothing was run."
)


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path, exists=True))
@click.option("--lesson", help="Grade one lesson, such as 03. Without it, all of them.")
@click.option(
    "--roster", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A CSV of who should be there."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write grades.csv and feedback here.")
@click.option("--trust-these-students", "trust", is_flag=True, help="Run their code without confinement.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the random values from this number.")
@click.option("--real-hashing", is_flag=True, help="Hash passwords at their full cost. Slower, same verdicts.")
@click.option("--workers", type=click.Choice(["auto", "fork", "spawn"]), default="auto", help="How apps are started.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="How many to grade at a time.")
@plain_option
@course_option
@tests_option
def command(
    submissions: Path,
    lesson: str | None,
    roster: Path | None,
    out: Path | None,
    trust: bool,
    seed: int | None,
    real_hashing: bool,
    workers: str,
    jobs: int,
    plain: bool,
    course: Path | None,
    tests: Path | None,
) -> None:
    """Grade a class: a folder, or the one file that a learning platform gives.

    SUBMISSIONS holds a folder, zip or tar for each student, or is what Canvas, Moodle or Gradescope let you download,
    unpacked or as it came.
    """
    if not trust:
        raise CourseError(UNSAFE)
    if out is not None and out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(f"{out} is inside {submissions}: it would look like a student's work. Name another folder.")
    found = find_course(course, tests)
    lessons = [found.lesson(lesson)] if lesson else list(found.lessons)
    lessons = [each for each in lessons if any(each.checks.glob("test_*.py"))]
    if not lessons:
        raise CourseError(f"Lesson {lesson} has no checks yet." if lesson else "This course has no checks yet.")
    click.echo(f"grading {submissions}")
    sys.stdout.flush()
    with explained(found.root, interrupted="", lost="What was finished before is saved."):
        from autograder.classroom.graders import Graders
        from autograder.classroom.intake import Intake
        from autograder.classroom.journal import Journal
        from autograder.classroom.roster import read_roster
        from autograder.cli.class_run import ClassRun
        from autograder.grading.grader import Setup
        from autograder.grading.options import Options

        intake = Intake(found, submissions, lessons, read_roster(roster) if roster else None)
        with Journal(out) as journal:
            known = journal.setting("seed")
            number = seed if seed is not None else int(known) if known else secrets.randbelow(10**6)
            journal.set(seed=str(number), folder=str(submissions.resolve()))
            options = Options(number, workers, real_hashing)
            setup = Setup(str(found.root), str(found.tests), tuple(each.slug for each in lessons), options)
            with Graders(setup, jobs) as graders:
                ClassRun(found, intake, journal, out, plain).grade(graders.submit, options, 2 * jobs)

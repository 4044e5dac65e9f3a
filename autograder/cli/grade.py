"""``grade``: a folder of submissions in, grades and feedback out."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.confined import plan_for
from autograder.cli.options import (
    course_option,
    find_course,
    isolation_option,
    jobs_option,
    plain_option,
    scheduler_option,
    tests_option,
    trust_option,
)
from autograder.cli.trouble import explained
from autograder.course import Course, CourseError

if TYPE_CHECKING:
    pass


class Part(click.ParamType[tuple[int, int]]):
    """A part of a class: ``2/5`` is the second of five."""

    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return both numbers."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"([1-9]\d{0,4})/([1-9]\d{0,4})", str(value))
        if not found or int(found[1]) > int(found[2]):
            self.fail(f"{value} is no part of a class. The second of five is 2/5.", param, ctx)
        return int(found[1]), int(found[2])


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path, exists=True))
@click.option("--lesson", help="Grade one lesson, such as 03. Without it, all of them.")
@click.option(
    "--roster", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A CSV of who should be there."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write grades.csv and feedback here.")
@trust_option
@isolation_option(default="auto", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), help="Draw the random values from this number.")
@click.option("--real-hashing", is_flag=True, help="Hash passwords at their full cost. Slower, same verdicts.")
@click.option("--workers", type=click.Choice(["auto", "fork", "spawn"]), default="auto", help="How apps are started.")
@jobs_option
@click.option("--shard", type=Part(), default=(1, 1), help="Grade one part of the class, such as 2/5; see `merge`.")
@scheduler_option
@plain_option
@course_option
@tests_option
def command(
    submissions: Path,
    lesson: str | None,
    roster: Path | None,
    out: Path | None,
    trust: bool,
    isolation: str,
    seed: int | None,
    real_hashing: bool,
    workers: str,
    jobs: int,
    shard: tuple[int, int],
    scheduler: str | None,
    plain: bool,
    course: Path | None,
    tests: Path | None,
) -> None:
    """Grade a class: a folder, or the one file that a learning platform gives.

    SUBMISSIONS holds a folder, zip or tar for each student, or is what Canvas, Moodle or Gradescope let you download,
    unpacked or as it came.
    """
    if out is not None and out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(f"{out} is inside {submissions}: it would look like a student's work. Name another folder.")
    if shard != (1, 1) and (seed is None or out is None):
        raise click.UsageError("--shard wants --out, and --seed: every part must draw the same random values")
    found = find_course(course, tests)
    lessons = _lessons(found, lesson)
    plan = plan_for(isolation, workers, strangers=True, trusted=trust)
    click.echo(f"grading {submissions}")
    sys.stdout.flush()
    with explained(found.root, interrupted="", lost="What was finished before is saved."):
        from autograder.classroom.journal import Journal
        from autograder.cli.class_files import Asked, remembered
        from autograder.cli.class_run import ClassRun
        from autograder.grading.grader import Setup
        from autograder.grading.options import Options

        with Journal(out) as journal:
            if seed is None:
                known = remembered(journal)
                seed = known.setup.options.seed if known else secrets.randbelow(10**6)
            options = Options(seed, workers, real_hashing, plan=plan)
            setup = Setup(str(found.root), str(found.tests), lessons, options)
            asked = Asked(setup, submissions.resolve(), roster.resolve() if roster else None, shard)
            run = ClassRun(found, asked, journal, out, plain)
            asked.remember(journal)
            run.grade(jobs, scheduler)


def _lessons(course: Course, name: str | None) -> tuple[str, ...]:
    """Return the names of the lessons to grade."""
    lessons = [course.lesson(name)] if name else course.lessons
    found = tuple(each.slug for each in lessons if any(each.checks.glob("test_*.py")))
    if not found:
        raise CourseError(f"Lesson {name} has no checks yet." if name else "This course has no checks yet.")
    return found

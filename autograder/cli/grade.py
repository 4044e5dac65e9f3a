"""``grade``: a folder of submissions in, grades and feedback out."""

from __future__ import annotations

import io
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, find_course, plain_option, tests_option
from autograder.course import Course, CourseError

if TYPE_CHECKING:
    from autograder.classroom.gradebook import Row
    from autograder.classroom.intake import HandedIn, Intake
    from autograder.model import Result, Submission

UNSAFE = (
    "Their code would run on this machine with your rights: it is kept apart from the marks, not from your files. "
    "If you know these students and their work, say so with --trust-these-students."
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--lesson", help="Grade one lesson, such as 03. Without it, all of them.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write grades.csv and feedback here.")
@click.option("--trust-these-students", "trust", is_flag=True, help="Run their code without confinement.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the random values from this number.")
@click.option("--real-hashing", is_flag=True, help="Hash passwords at their full cost. Slower, same verdicts.")
@click.option("--workers", type=click.Choice(["auto", "fork", "spawn"]), default="auto", help="How apps are started.")
@plain_option
@course_option
@tests_option
def command(
    folder: Path,
    lesson: str | None,
    out: Path | None,
    trust: bool,
    seed: int | None,
    real_hashing: bool,
    workers: str,
    plain: bool,
    course: Path | None,
    tests: Path | None,
) -> None:
    """Grade a FOLDER of submissions: one sub-folder or zip file per student."""
    if not trust:
        raise CourseError(UNSAFE)
    found = find_course(course, tests)
    lessons = [found.lesson(lesson)] if lesson else [each for each in found.lessons if each.checks.is_dir()]
    click.echo(f"grading {folder}")
    sys.stdout.flush()
    from autograder.classroom.intake import Intake
    from autograder.grading import Options

    intake = Intake(found, folder, lessons)
    try:
        options = Options(secrets.randbelow(10**6) if seed is None else seed, workers, real_hashing)
        rows = _grade(found, intake, options)
    finally:
        intake.close()
    _print_table(rows, plain)
    if out is not None:
        _write(found, rows, out)
        click.echo(f"grades: {out / 'grades.csv'}   feedback: {out / 'feedback'}")
    click.echo(f"seed {options.seed} · isolation: a process for each app, no confinement (--trust-these-students)")


def _grade(course: Course, intake: Intake, options: object) -> list[Row]:
    from autograder.grading import Options, grade_all

    assert isinstance(options, Options)
    handed_in = list(intake.handed_in())
    results: dict[tuple[str, str], Result] = {}

    def keep(submission: Submission, result: Result) -> None:
        results[submission.student, submission.lesson] = result

    submissions = [each.submission for each in handed_in if each.submission is not None]
    grade_all(course, submissions, keep, options, lessons=[each.slug for each in intake.lessons])
    return [_row(each, results) for each in handed_in]


def _row(each: HandedIn, results: dict[tuple[str, str], Result]) -> Row:
    from autograder.classroom.gradebook import Row
    from autograder.model import Outcome

    result = results.get((each.student, each.lesson))
    if result is None:
        most = max((r.max_points for (_, lesson), r in results.items() if lesson == each.lesson), default=0)
        return Row(each.student, each.lesson, 0, most, each.why)
    outcomes = {check.outcome for check in result.checks}
    start = result.checks[0]
    if start.outcome is Outcome.NOT_GRADED:
        status = f"could not be read: {start.finding}"
    elif start.outcome is not Outcome.PASSED:
        status = "graded: the app does not start"
    elif Outcome.OUR_MISTAKE in outcomes:
        status = "look at this: a check crashed"
    elif Outcome.TIMED_OUT in outcomes:
        status = "graded: an address did not answer in time"
    else:
        status = "graded"
    return Row(each.student, each.lesson, result.points, result.max_points, status, result)


def _print_table(rows: list[Row], plain: bool) -> None:
    from autograder.reports.console import make_console, safe, say
    from autograder.reports.words import bricks

    console = make_console(plain)
    width = min(24, max(len(row.student) for row in rows))
    for row in rows:
        name = safe(row.student)[:width]
        points = f"{row.points} of {row.max_points}"
        say(
            console,
            f" {name:<{width}}  {row.lesson[:2]}  {points:>8}  {bricks(row.points, row.max_points):<11}  {safe(row.status)}",
        )


def _write(course: Course, rows: list[Row], out: Path) -> None:
    from autograder.classroom.gradebook import file_name, write_grades, write_whole
    from autograder.reports.console import make_console, say
    from autograder.reports.terminal import Report, View

    write_grades(out / "grades.csv", rows)
    used: dict[str, str] = {}
    for student in dict.fromkeys(row.student for row in rows):
        name = file_name(student)
        while used.setdefault(name.casefold(), student) != student:
            name += "_"
        text = io.StringIO()
        console = make_console(plain=True, file=text)
        for row in (row for row in rows if row.student == student):
            lesson = course.lesson(row.lesson)
            if row.result is None:
                say(console, f"Lesson {lesson.number} · {lesson.title}: {row.status}")
            else:
                Report(console, View(row.result, lesson.number, lesson.title, "")).print()
            say(console, "")
        write_whole(out / "feedback" / f"{name}.txt", text.getvalue())

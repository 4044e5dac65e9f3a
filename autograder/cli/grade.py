"""``grade``: a folder of submissions in, grades and feedback out."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, find_course, plain_option, tests_option
from autograder.cli.trouble import as_typed, explained, write_report
from autograder.course import Course, CourseError, Lesson

if TYPE_CHECKING:
    from autograder.classroom.gradebook import GradeBook, Row
    from autograder.classroom.intake import Intake
    from autograder.grading import Options
    from autograder.model import Result, Submission
    from autograder.reports.class_table import ClassTable

UNSAFE = (
    "Their code would run on this machine with your rights: it is kept apart from the marks, not from your files. "
    "If you know these students and their work, say so with --trust-these-students. Nothing was run."
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
    if out is not None and out.resolve().is_relative_to(folder.resolve()):
        raise CourseError(f"{out} is inside {folder}: it would look like a student's work. Name another folder.")
    found = find_course(course, tests)
    lessons = [found.lesson(lesson)] if lesson else list(found.lessons)
    lessons = [each for each in lessons if any(each.checks.glob("test_*.py"))]
    if not lessons:
        raise CourseError(f"Lesson {lesson} has no checks yet." if lesson else "This course has no checks yet.")
    click.echo(f"grading {folder}")
    sys.stdout.flush()
    with explained(found.root, interrupted=""):
        from autograder.grading import Options

        options = Options(secrets.randbelow(10**6) if seed is None else seed, workers, real_hashing)
        _Run(found, folder, lessons, out, plain).grade(options)


class _Run:
    """One class, graded: each student's line and text as soon as they are there, the grades at the end."""

    def __init__(self, course: Course, folder: Path, lessons: list[Lesson], out: Path | None, plain: bool) -> None:
        from autograder.classroom.gradebook import GradeBook
        from autograder.classroom.intake import Intake
        from autograder.reports.class_table import ClassTable
        from autograder.reports.console import make_console

        self.course = course
        self.intake: Intake = Intake(course, folder, lessons)
        self.book: GradeBook = GradeBook(out)
        self.console = make_console(plain)  # before pytest puts its own stream in the place of this one
        self.table: ClassTable = ClassTable(self.console, self.intake.students)
        self.most = {lesson.slug: _max_points(lesson) for lesson in lessons}
        self.text: tuple[str, io.StringIO] | None = None
        self.reported: set[str] = set()

    def grade(self, options: Options) -> None:
        """Grade everybody. On Ctrl-C, keep what there is, say where, and pass it on."""
        from autograder.grading import grade_all

        slugs = [lesson.slug for lesson in self.intake.lessons]
        try:
            with closing(self._submissions()) as submissions:
                grade_all(self.course, submissions, self._graded, options, lessons=slugs)
        except KeyboardInterrupt:
            self._stopped()
            raise
        self._flush()
        if len(self.book.rows) < len(self.intake.students) * len(slugs):
            from autograder.grading.engine import ChecksBroken

            raise ChecksBroken("pytest stopped before the last submission: see the conftest.py of the checks")
        self.book.finish()
        self._end(options)

    def _submissions(self) -> Generator[Submission]:
        """Yield the work to grade; whoever has none gets a row in passing."""
        from autograder.classroom.gradebook import not_graded

        with closing(self.intake.handed_in()) as handed_in:
            for each in handed_in:
                self.table.working(each.student)
                if each.submission is None:
                    self._keep(not_graded(each, self.most[each.lesson]))
                else:
                    yield each.submission

    def _graded(self, submission: Submission, result: Result) -> None:
        from autograder.classroom.gradebook import graded

        self._keep(graded(submission.student, result))

    def _keep(self, row: Row) -> None:
        from autograder.reports.class_table import one_line

        self.table.row(row)
        self.book.add(row)
        if self.text is None or self.text[0] != row.student:
            self._flush()
            self.text = row.student, io.StringIO()
            self.text[1].write(f"{one_line(row.student)}\n\n")
        self._write(row, self.text[1])

    def _write(self, row: Row, text: io.StringIO) -> None:
        """Add one lesson to a student's text."""
        from autograder.reports.console import make_console, say
        from autograder.reports.terminal import Report, View

        lesson, console = self.course.lesson(row.lesson), make_console(plain=True, file=text)
        if row.result is None:
            say(console, f"Lesson {lesson.number} · {lesson.title}: {row.status}")
        else:
            Report(console, View(row.result, lesson.number, lesson.title, "")).print()
            self._report(row.student, row.result)
        say(console, "")

    def _report(self, student: str, result: Result) -> None:
        """Write down where a check of ours crashed, once for each check: it may crash for everybody."""
        from autograder.model import Outcome
        from autograder.reports.console import say

        for each in result.checks:
            if each.outcome is Outcome.OUR_MISTAKE and each.check.id not in self.reported:
                self.reported.add(each.check.id)
                told = f"{student}: {result.lesson} {each.check.id}, seed {result.seed}\n{each.finding}"
                where = write_report(self.course.root, told)
                say(self.console, f"   OUR MISTAKE in {each.check.id}", "ours")
                say(self.console, f"   The report is in {where}" if where else f"   {told}", "ours")

    def _flush(self) -> None:
        if self.text is not None:
            self.book.feedback(self.text[0], self.text[1].getvalue())
            self.text = None

    def _stopped(self) -> None:
        self.table.clear()
        self._flush()
        done = len({row.student for row in self.book.rows})
        click.echo(f"\nstopped after {done} of {len(self.intake.students)} students", err=True)
        if self.book.out is not None:
            self.book.stop()
            click.echo(f"saved so far: {as_typed(self.book.so_far)}   feedback: {as_typed(self.book.texts)}", err=True)

    def _end(self, options: Options) -> None:
        from autograder.reports.console import safe, say

        self.table.clear()
        self.table.summary(self.book.rows)
        if self.intake.passed_over:
            say(self.console, f"not a submission: {safe(', '.join(self.intake.passed_over))}", "label")
        if self.book.out is not None:
            say(self.console, f"grades: {as_typed(self.book.grades)}   feedback: {as_typed(self.book.texts)}")
        level = "a process for each app, no confinement (--trust-these-students)"
        say(self.console, f"seed {options.seed} · isolation: {level}", "label")


def _max_points(lesson: Lesson) -> int:
    """Return what a right answer earns, for people without one."""
    from autograder.course.checklist import checks_of

    return sum(written.check.points for written in checks_of(lesson))

"""One run over a class, as an instructor sees it: a line for everybody, then the files, then who needs a look."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import click

from autograder.cli.trouble import as_typed, write_report
from autograder.course import Course, Lesson

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.classroom.intake import Intake
    from autograder.classroom.journal import Journal
    from autograder.classroom.whole_class import Ground, Submit
    from autograder.grading.options import Options
    from autograder.model import Result


class ClassRun:
    """Grades everybody that an intake finds, and writes the files of the class from its journal."""

    def __init__(self, course: Course, intake: Intake, journal: Journal, out: Path | None, plain: bool) -> None:
        """Prepare to print and to write; nothing is graded yet."""
        from autograder.classroom.book import GradeBook
        from autograder.reports.class_table import ClassTable
        from autograder.reports.console import make_console, safe, say
        from autograder.reports.feedback import text_of

        self.course, self.intake, self.journal = course, intake, journal
        self.total = len(intake.students) * len(intake.lessons)
        self.book = GradeBook(out, journal, lambda student, rows: text_of(course, student, rows))
        self.console = make_console(plain)
        say(self.console, safe(intake.recognised), "label")
        self.table = ClassTable(self.console, intake.students, self.total)
        self.reported: set[str] = set()

    def grade(self, submit: Submit, options: Options, window: int) -> None:
        """Grade everybody. Whatever stops this: keep what there is, say where and how to go on, and pass it on."""
        from autograder.classroom.whole_class import WholeClass

        grounds = {lesson.slug: ground_of(lesson) for lesson in self.intake.lessons}
        whole = WholeClass(self.journal, submit, grounds, options.seed, window)
        self.journal.begin()
        open_lessons = Counter({student: len(grounds) for student in self.intake.students})
        try:
            with closing(self.intake.handed_in()) as handed_in, closing(whole.rows(handed_in)) as rows:
                self.table.progress()
                for row in rows:
                    self.table.row(row)
                    if row.result is not None:
                        self._report(row.student, row.result)
                    open_lessons[row.student] -= 1
                    if not open_lessons[row.student]:
                        self.book.text(row.student)  # now, while others are being graded
            self.book.finish()
        except BaseException:
            self._stopped(sum(not count for count in open_lessons.values()))
            raise
        self._end(options)

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

    def _stopped(self, done: int) -> None:
        """Say what is saved and how to go on."""
        self.table.clear()
        click.echo(f"\nstopped after {done} of {len(self.intake.students)} students", err=True)
        if self.book.out is not None:
            self.book.stop()
            click.echo(f"saved so far: {as_typed(self.book.so_far)}   feedback: {as_typed(self.book.texts)}", err=True)
            click.echo("To go on, type the same again: what is saved is not graded again.", err=True)

    def _end(self, options: Options) -> None:
        from autograder.reports.console import safe, say

        self.table.clear()
        self.table.summary(self.journal.rows())
        if self.intake.unlisted:
            say(self.console, f"not on the roster: {safe(', '.join(self.intake.unlisted))}", "ours")
        if self.intake.passed_over:
            say(self.console, f"not a submission: {safe(', '.join(self.intake.passed_over))}", "label")
        if self.book.out is not None:
            say(self.console, f"grades: {as_typed(self.book.grades)}   feedback: {as_typed(self.book.texts)}")
        level = "a process for each app, no confinement (--trust-these-students)"
        say(self.console, f"seed {options.seed} · isolation: {level}", "label")


def ground_of(lesson: Lesson) -> Ground:
    """Return what results of a lesson rest on, without running anything."""
    from autograder.classroom.whole_class import Ground
    from autograder.course.checklist import checks_of
    from autograder.grading.identity import identity

    return Ground(identity(lesson), sum(written.check.points for written in checks_of(lesson)))

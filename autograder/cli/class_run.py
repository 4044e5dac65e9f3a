"""One run over a class, as an instructor sees it: a line for everybody, then the files, then who needs a look."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from autograder.cli.trouble import as_typed
from autograder.course import Course, Lesson
from autograder.live.trouble import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.classroom.cluster import Cluster
    from autograder.classroom.gradebook import Row
    from autograder.classroom.graders import Graders
    from autograder.classroom.journal import Journal
    from autograder.classroom.whole_class import Ground
    from autograder.cli.class_files import Asked
    from autograder.grading.grader import Setup
    from autograder.model import Result


class ClassRun:
    """Grades everybody in a folder, and writes the files of the class from its journal."""

    def __init__(self, course: Course, asked: Asked, journal: Journal, out: Path | None, plain: bool) -> None:
        """Look who is there; nothing is graded yet. Raises ``CourseError`` if nobody is."""
        from autograder.classroom.intake import Intake
        from autograder.classroom.roster import read_roster
        from autograder.cli.class_files import book_of
        from autograder.reports.class_table import ClassTable
        from autograder.reports.console import make_console, safe, say

        self.course, self.asked, self.journal = course, asked, journal
        lessons = [course.lesson(slug) for slug in asked.setup.lessons]
        self.intake = Intake(course, asked.source, lessons, read_roster(asked.roster) if asked.roster else None)
        self.intake.keep_part(*asked.shard)
        self.book = book_of(course, journal, out)
        self.console = make_console(plain)
        say(self.console, safe(self.intake.recognised), "label")
        self.table = ClassTable(self.console, self.intake.students, len(self.intake.students) * len(lessons))
        self.reported: set[str] = set()

    def grade(self, jobs: int, scheduler: str | None) -> None:
        """Grade everybody. Whatever stops this: keep what there is, say where and how to go on, and pass it on."""
        open_lessons = Counter({student: len(self.intake.lessons) for student in self.intake.students})
        try:
            with closing(self.rows(jobs, scheduler)) as rows:
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
        self._end()

    def rows(self, jobs: int, scheduler: str | None) -> Generator[Row]:
        """Yield a row for everybody as soon as it is in the journal."""
        from autograder.classroom.whole_class import WholeClass

        grounds = {lesson.slug: ground_of(lesson) for lesson in self.intake.lessons}
        self.journal.begin()
        setup = self.asked.setup
        with _graders(setup, grounds, jobs, scheduler) as graders, closing(self.intake.handed_in()) as handed_in:
            whole = WholeClass(self.journal, graders.submit, grounds, setup.options, graders.window)
            places = places_of(self.asked.shard, len(grounds))
            yield from whole.rows(zip(places, handed_in, strict=False))

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
                say(self.console, f"   The report is in {as_typed(where)}" if where else f"   {told}", "ours")

    def _stopped(self, done: int) -> None:
        """Say what is saved and how to go on."""
        self.table.clear()
        click.echo(f"\nstopped after {done} of {len(self.intake.students)} students", err=True)
        if self.book.out is not None:
            self.book.stop()
            click.echo(f"saved so far: {as_typed(self.book.so_far)}   feedback: {as_typed(self.book.texts)}", err=True)
            click.echo("To go on, type the same again: what is saved is not graded again.", err=True)

    def _end(self) -> None:
        from autograder.reports.console import safe, say
        from autograder.reports.words import isolation_line

        self.table.clear()
        self.table.summary(self.journal.rows())
        if self.intake.unlisted:
            say(self.console, f"not on the roster: {safe(', '.join(self.intake.unlisted))}", "ours")
        if self.intake.passed_over:
            say(self.console, f"not a submission: {safe(', '.join(self.intake.passed_over))}", "label")
        if self.book.out is not None:
            say(self.console, f"grades: {as_typed(self.book.grades)}   feedback: {as_typed(self.book.texts)}")
        options = self.asked.setup.options
        say(self.console, f"seed {options.seed} · {isolation_line(options.plan.level)}", "label")


def _graders(setup: Setup, grounds: dict[str, Ground], jobs: int, scheduler: str | None) -> Graders | Cluster:
    """Return who grades: processes of this machine, or a cluster."""
    if scheduler is None:
        from autograder.classroom.graders import Graders

        return Graders(setup, jobs)
    from autograder.classroom.cluster import Cluster

    return Cluster(scheduler, setup, {slug: ground.checks for slug, ground in grounds.items()})


def ground_of(lesson: Lesson) -> Ground:
    """Return what results of a lesson rest on, without running anything."""
    from autograder.classroom.whole_class import Ground
    from autograder.course.checklist import checks_of
    from autograder.grading.identity import identity

    return Ground(identity(lesson), sum(written.check.points for written in checks_of(lesson)))


def places_of(shard: tuple[int, int], lessons: int) -> Iterator[int]:
    """Yield the places that the rows of a part have in the table of the whole class."""
    number, of = shard
    return (student * lessons + lesson for student in itertools.count(number - 1, of) for lesson in range(lessons))

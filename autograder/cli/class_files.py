"""A class that was graded before, found again by its folder: the journal, the course, what was asked, the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course, CourseError

if TYPE_CHECKING:
    from autograder.classroom.book import GradeBook
    from autograder.classroom.journal import Journal
    from autograder.grading.grader import Setup
    from autograder.sandbox.levels import Plan


@dataclass(frozen=True)
class Asked:
    """What was asked of ``grade``: how, the submissions, the roster, and which part of the class."""

    setup: Setup
    source: Path
    roster: Path | None
    shard: tuple[int, int]

    def remember(self, journal: Journal) -> None:
        """Keep it in the journal, for commands that do the same again."""
        roster, shard = str(self.roster or ""), "{}/{}".format(*self.shard)
        journal.set(setup=self.setup.to_line(), source=str(self.source), roster=roster, shard=shard)


def remembered(journal: Journal) -> Asked | None:
    """Return what was asked last time, or nothing if there was no such time."""
    from autograder.grading.grader import setup_from_line

    setup, source, roster, shard = map(journal.setting, ("setup", "source", "roster", "shard"))
    if not setup or not source or not shard:
        return None
    number, of = map(int, shard.split("/"))
    return Asked(setup_from_line(setup), Path(source), Path(roster) if roster else None, (number, of))


@dataclass(frozen=True)
class ClassFiles:
    """What a command needs to know about a class that was graded before."""

    journal: Journal
    course: Course
    asked: Asked
    out: Path

    def confined(self, plan: Plan) -> ClassFiles:
        """Return the same, with apps confined as this machine can now."""
        setup = self.asked.setup
        setup = replace(setup, options=replace(setup.options, plan=plan))
        return replace(self, asked=replace(self.asked, setup=setup))

    def renew(self, *students: str) -> None:
        """Write the files of the class anew; while it is not finished, only the texts of these students."""
        book = book_of(self.course, self.journal, self.out)
        if self.journal.setting("finished"):
            book.finish()
        else:
            for student in students:
                book.text(student)


@contextmanager
def opened(out: Path) -> Iterator[ClassFiles]:
    """Open the journal of a class. Raises ``CourseError`` when there is none, or its course is gone."""
    from autograder.classroom.journal import Journal

    with Journal(out, there=True) as journal:
        asked = remembered(journal)
        if asked is None:
            raise CourseError(f"{journal.file} holds no class yet. Grade one first, with `grade --out {out}`.")
        root = Path(asked.setup.root)
        if not root.is_dir():
            raise CourseError(f"This class was graded with the course in {root}, and that is not there.")
        yield ClassFiles(journal, Course(root, Path(asked.setup.tests)), asked, out)


def book_of(course: Course, journal: Journal, out: Path | None) -> GradeBook:
    """Return the book that writes the files of a class."""
    from autograder.classroom.book import GradeBook
    from autograder.reports.feedback import text_of

    return GradeBook(out, journal, lambda student, rows: text_of(course, student, rows))

"""What an instructor reads in the terminal: a line per student and lesson, then the class in a few lines."""

from __future__ import annotations

import textwrap
from collections import Counter

from rich.cells import set_cell_size
from rich.console import Console

from autograder.classroom.gradebook import Row
from autograder.classroom.status import Status
from autograder.reports.console import safe, say
from autograder.reports.words import MOST_PLACES, bricks

WIDEST = 24


class ClassTable:
    """Prints a class as it is graded. On a terminal a line at the bottom says who is being looked at."""

    def __init__(self, console: Console, students: tuple[str, ...]) -> None:
        """Prepare a table for these students."""
        self.console, self.students = console, students
        self.width = min(WIDEST, max(len(one_line(student)) for student in students))
        self._place = {student: number for number, student in enumerate(students, 1)}
        self._live = console.is_terminal and not console.no_color

    def working(self, student: str) -> None:
        """Say who is being looked at; the next line takes the place of this one."""
        if self._live:
            doing = f" {self._place[student]} of {len(self.students)}: {one_line(student)}"
            self._bottom(set_cell_size(doing, min(self.console.width - 1, 60)).rstrip())

    def row(self, row: Row) -> None:
        """Print one student's line."""
        self.clear()
        name = set_cell_size(one_line(row.student), self.width)
        points = f"{row.points} of {row.max_points}"
        plate = bricks(row.points, row.max_points)
        style = "ours" if row.needs_a_look else ""
        status = one_line(row.status)
        if row.needs_a_look or len(status) > self.console.width:  # told in full below the table
            status = status.partition(":")[0]
        say(self.console, f" {name}  {row.lesson[:2]}  {points:>8}  {plate:<{MOST_PLACES + 2}}  {status}", style)

    def clear(self) -> None:
        """Remove the line at the bottom."""
        if self._live:
            self._bottom("")

    def _bottom(self, text: str) -> None:
        self.console.file.write(f"\r{' ' * (self.console.width - 1)}\r{text}")
        self.console.file.flush()

    def summary(self, rows: list[Row]) -> None:
        """Print how many were graded, and who needs a look."""
        kinds = Counter(Status.of(row.status) for row in rows)
        people = len({row.student for row in rows})
        counts = [f"{kinds[kind]} {kind}" for kind in Status if kinds[kind]]
        say(self.console, f"{people} student{'s' * (people != 1)}: {', '.join(counts)}.", "strong")
        for row in (row for row in rows if row.needs_a_look):
            told = f"needs a look: {one_line(row.student)}, lesson {row.lesson[:2]}: {one_line(row.status)}"
            for line in textwrap.wrap(told, self.console.width, subsequent_indent="  ", break_on_hyphens=False):
                say(self.console, line)


def one_line(text: str) -> str:
    """Return somebody's text as one harmless line."""
    return safe(" ".join(text.split()))

"""What an instructor reads in the terminal: a line per student and lesson, then the class in a few lines."""

from __future__ import annotations

import textwrap
import time
from collections import Counter
from collections.abc import Iterable

from rich.cells import set_cell_size
from rich.console import Console

from autograder.classroom.gradebook import Row
from autograder.classroom.status import Status
from autograder.reports.console import safe, say
from autograder.reports.words import MOST_PLACES, bricks

WIDEST = 24


class ClassTable:
    """Prints a class as it is graded. On a terminal a line at the bottom says how far it is."""

    def __init__(self, console: Console, students: tuple[str, ...], total: int) -> None:
        """Prepare a table of ``total`` rows for these students."""
        self.console = console
        self.width = min(WIDEST, max((len(one_line(student)) for student in students), default=0))
        self._total, self._done, self._looks, self._graded = total, 0, 0, 0
        self._began = time.monotonic()
        self._live = console.is_terminal and not console.no_color

    def progress(self) -> None:
        """Say how much is done, how fast, how long the rest takes at that rate, and how many need a look."""
        if not self._live or self._done == self._total:
            return
        rate = self._graded / max(time.monotonic() - self._began, 0.001)  # what was known already comes at once
        pace = f", {rate:.1f} a second, {_duration((self._total - self._done) / rate)} left" if rate else ""
        looks = f", {self._looks} need{'s' * (self._looks == 1)} a look" if self._looks else ""
        self._bottom(set_cell_size(f" {self._done} of {self._total}{pace}{looks}", self.console.width - 1).rstrip())

    def count(self, row: Row) -> None:
        """Count one row, and say how far it is now."""
        self._done += 1
        self._looks += row.needs_a_look
        self._graded += row.result is not None
        self.progress()

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
        line = f" {name}  {row.lesson[:2]}  {points:>8}  {plate:<{MOST_PLACES + 2}}  {status}"
        if len(line) > self.console.width:  # the table of the class and the student's text have all of a remark
            line = line.partition(";")[0]
        say(self.console, line, style)
        self.count(row)

    def clear(self) -> None:
        """Remove the line at the bottom."""
        if self._live:
            self._bottom("")

    def _bottom(self, text: str) -> None:
        self.console.file.write(f"\r{' ' * (self.console.width - 1)}\r{text}")
        self.console.file.flush()

    def summary(self, rows: Iterable[Row]) -> None:
        """Print how many were graded, and who needs a look."""
        kinds: Counter[Status] = Counter()
        people, before, looks = 0, None, []
        for row in rows:
            kinds[Status.of(row.status)] += 1
            people, before = people + (row.student != before), row.student
            if row.needs_a_look:
                looks.append(row)
        counts = [f"{kinds[kind]} {kind}" for kind in Status if kinds[kind]]
        say(self.console, f"{people} student{'s' * (people != 1)}: {', '.join(counts)}.", "strong")
        for row in looks:
            told = f"needs a look: {one_line(row.student)}, lesson {row.lesson[:2]}: {one_line(row.status)}"
            for line in textwrap.wrap(told, self.console.width, subsequent_indent="  ", break_on_hyphens=False):
                say(self.console, line)


def _duration(seconds: float) -> str:
    """Return a time as people say it: ``40 s``, ``12 min``, ``3 h``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.0f} h"


def one_line(text: str) -> str:
    """Return somebody's text as one harmless line."""
    return safe(" ".join(text.split()))

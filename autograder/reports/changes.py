"""What changed checks would change: for each student the points, and the checks that came out differently."""

from __future__ import annotations

from rich.console import Console

from autograder.classroom.gradebook import Row
from autograder.model import CheckResult
from autograder.reports.class_table import one_line
from autograder.reports.console import safe, say
from autograder.reports.words import TABLE

NOBODY = "Nothing would change."
KEPT = "Nothing was overwritten: without --diff it is."


class Changes:
    """Prints a class before and after, as far as it differs."""

    def __init__(self, console: Console) -> None:
        """Begin without any change."""
        self.console = console
        self._rows = self._students = 0
        self._last = ""

    def add(self, before: Row | None, after: Row) -> None:
        """Print one student's lesson if it came out differently."""
        told = list(_checks(before, after))
        same = before is not None and (before.earned, before.max_points) == (after.earned, after.max_points)
        if same and before is not None and before.status == after.status and not told:
            return
        self._rows += 1
        self._students += after.student != self._last
        self._last = after.student
        was = f"{before.earned} of {before.max_points}" if before else "not graded"
        line = f" {one_line(after.student)}  {after.lesson[:2]}  {was} → {after.earned} of {after.max_points}"
        if after.adjustment is not None:
            line += f"   stays adjusted to {after.points}"
        elif before is None or before.status != after.status:
            line += f"   {one_line(after.status)}"
        say(self.console, line)
        for each in told:
            say(self.console, f"       {each}", "label")

    def gone(self, student: str) -> None:
        """Print somebody who is not among the submissions any more."""
        self._rows += 1
        self._students += 1
        say(self.console, f" {one_line(student)}  is not among the submissions any more")

    def end(self, of: int) -> None:
        """Print how many students it concerns."""
        if not self._rows:
            say(self.console, NOBODY, "strong")
            return
        would = f"{self._students} of {of} students would change." if of > 1 else "This student would change."
        say(self.console, f"{would} {KEPT}", "strong")


def _checks(before: Row | None, after: Row) -> list[str]:
    """Return a line for each check that came out differently. A row without its result is as it was."""
    if before is None or before.result is None or after.result is None:
        return []
    old = {each.check.id: each for each in before.result.checks}
    new = {each.check.id: each for each in after.result.checks}
    lines = []
    for name in (*old, *(name for name in new if name not in old)):
        was, now = old.get(name), new.get(name)
        if was is None or now is None or (was.outcome, was.points) != (now.outcome, now.points):
            lines.append(f"{_title(now or was)}: {_word(was) or 'a new check'} → {_word(now) or 'no check any more'}")
    return lines


def _title(each: CheckResult | None) -> str:
    return safe(each.check.title) if each else ""


def _word(each: CheckResult | None) -> str:
    if each is None:
        return ""
    points = f", {each.points} of {each.check.points}" if each.check.points else ""
    return TABLE[each.outcome].word + points

"""What a student reads in the terminal: the first thing that is not yet so in full, the rest in a line each."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from autograder.checks.finding import LOOK
from autograder.model import CheckResult, Finding, Outcome, Result
from autograder.reports.console import in_this_encoding, safe, say
from autograder.reports.words import TABLE, bricks

INDENT = 3
LABEL = 17
MOST_LINES = 14
CODE = re.compile(r"\s|>\s+\d+ \|")
"""A line of source: it is shown as it stands, however long."""
ASIDE = frozenset({Outcome.BLOCKED, Outcome.NOT_GRADED})


@dataclass(frozen=True)
class View:
    """One result and what a person wants to know beside it. ``before`` are the ids of checks that passed last time."""

    result: Result
    number: str
    title: str
    folder: str
    points_before: int | None = None
    before: frozenset[str] = field(default_factory=frozenset)
    next_step: str = ""
    verbose: bool = False


class Report:
    """Prints one lesson's result. Student text is printed as data: no markup, no escapes."""

    def __init__(self, console: Console, view: View) -> None:
        """Prepare to print ``view``."""
        self.console, self.view = console, view
        self.width = console.width - 2

    def print(self) -> None:
        """Print the whole result."""
        view = self.view
        self._between(f"Lesson {view.number} · {view.title}", safe(view.folder), "strong")
        self._line()
        failing = [each for each in view.result.checks if each.outcome is not Outcome.PASSED]
        shown = next((each for each in failing if each.outcome not in ASIDE), failing[0] if failing else None)
        for each in view.result.checks:
            if each.outcome is Outcome.PASSED:
                self._verdict(each, "new" if view.before and each.check.id not in view.before else "")
        for each in failing:
            if each is shown or view.verbose:
                self._verdict(each)
                self._finding(each.finding)
        if not view.verbose:
            self._others([each for each in failing if each is not shown])
        for note in view.result.notes:
            self._paragraph(note, "ours")
        self._line()
        self._summary()

    def _summary(self) -> None:
        view, result = self.view, self.view.result
        gained = "" if view.points_before is None else _change(result.points - view.points_before)
        score = f" {result.points} of {result.max_points} points   {bricks(result.points, result.max_points)}{gained}"
        self._between(score, view.next_step, "strong")
        if view.verbose:
            say(self.console, f" seed {result.seed} · isolation: {result.isolation}", "label")

    def _verdict(self, each: CheckResult, mark: str = "") -> None:
        words = TABLE[each.outcome]
        task = f"task {each.check.task}" if each.check.task and each.outcome is not Outcome.PASSED else mark
        if each.check.guard and each.check.task:
            task = "still true" if each.outcome is Outcome.PASSED else f"task {each.check.task}, still true"
        line = Text(f" {words.word:<9}", style=words.style)
        title = in_this_encoding(self.console, safe(each.check.title))
        room = self.width - 10 - len(task) - 2
        parts = textwrap.wrap(title, max(20, room)) or [""]
        line.append(
            parts[0] + " " * max(1, self.width - 10 - len(parts[0]) - len(task)) if task else parts[0], style=""
        )
        line.append(task, style="label")
        for more in parts[1:]:
            line.append(f"\n{' ' * 10}{more}", style="")
        self.console.print(line, soft_wrap=True)

    def _finding(self, finding: Finding | None) -> None:
        say(self.console, "")
        for label, text in finding.rows if finding else ():
            if not label:
                self._paragraph(text)
            elif label == LOOK and self.view.folder:
                self._row(label, safe(", ".join(f"{self.view.folder}/{place}" for place in text.split(", "))))
            else:
                self._row(label, safe(text))
        say(self.console, "")

    def _row(self, label: str, text: str) -> None:
        room = max(20, self.width - INDENT - LABEL)
        lines: list[str] = []
        for line in text.split("\n"):
            lines += (
                textwrap.wrap(line, room, break_on_hyphens=False, replace_whitespace=False)
                if len(line) > room
                else [line]
            )
        if len(lines) > MOST_LINES and not self.view.verbose:
            lines = [*lines[:MOST_LINES], f"({len(lines) - MOST_LINES} more lines; --verbose shows them)"]
        for number, line in enumerate(lines):
            printed = Text(" " * INDENT + f"{label if number == 0 else '':<{LABEL}}", style="label")
            printed.append(in_this_encoding(self.console, line), "")
            self.console.print(printed, soft_wrap=True)

    def _paragraph(self, text: str, style: str = "") -> None:
        for line in safe(text).split("\n"):
            if CODE.match(line) or len(line) <= self.width - INDENT:
                say(self.console, " " * INDENT + line, style)
                continue
            for part in textwrap.wrap(line, self.width - INDENT):
                say(self.console, " " * INDENT + part, style)

    def _others(self, others: list[CheckResult]) -> None:
        if not others:
            return
        groups: dict[tuple[str, int], list[CheckResult]] = {}
        for each in others:
            groups.setdefault((TABLE[each.outcome].word, each.check.task), []).append(each)
        words = list(dict.fromkeys(word for word, _ in groups))
        for word in words:
            parts = [_group(task, checks) for (own, task), checks in groups.items() if own == word]
            style = next(words.style for words in TABLE.values() if words.word == word)
            head = Text(f" {word:<9}", style=style)
            lines = textwrap.wrap(" · ".join(parts), self.width - 10)
            head.append(in_this_encoding(self.console, ("\n" + " " * 10).join(lines)), style="")
            self.console.print(head, soft_wrap=True)

    def _between(self, left: str, right: str, style: str) -> None:
        left, right = in_this_encoding(self.console, left), in_this_encoding(self.console, right)
        if len(left) + len(right) + 1 > self.width:
            say(self.console, left, style)
            say(self.console, f" {right}" if right else "")
            return
        line = Text(left, style=style)
        line.append(" " * (self.width - len(left) - len(right)) + right if right else "", style="label")
        self.console.print(line, soft_wrap=True)

    def _line(self) -> None:
        say(self.console, "─" * self.width, "label")


def summary_line(console: Console, view: View) -> None:
    """Print one lesson's result in one line."""
    result = view.result
    style = "passed" if result.passed else "notyet"
    points = f"{result.points} of {result.max_points}"
    line = f" {view.number} · {safe(view.title):<34} {points:>9}  {bricks(result.points, result.max_points)}"
    say(console, line, style)


def _group(task: int, checks: list[CheckResult]) -> str:
    if len(checks) == 1:
        title = safe(checks[0].check.title)
        return f"task {task}: {title[:1].lower() + title[1:]}"
    return f"task {task}: {len(checks)} checks"


def _change(points: int) -> str:
    return f"  {points:+d} since last time" if points else ""

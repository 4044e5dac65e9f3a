"""What a student reads in the terminal: the first thing that is not yet so in full, the rest in a line each."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from autograder.checks.finding import LOOK
from autograder.model import CheckResult, Finding, Outcome, Result
from autograder.reports.console import in_this_encoding, safe, say
from autograder.reports.grouping import HARD_SPACE, all_of, first_open, group, held_back, open_ones, waits
from autograder.reports.words import TABLE, bricks, isolation_line

INDENT = 3
LABEL = 17
WORD = 10
MOST_LINES = 14
LONGEST_LINE = 400
CODE = re.compile(r"\s|>\s+\d+ \|")
"""A line of source: it is shown as it stands, however long."""
PLACE = re.compile(r"^((?:called from )?)([\w./-]+\.\w+:\d+)(?=$|   in )", re.MULTILINE)
"""Where a student's code was, as a paragraph about an error begins."""
OURS = "A check crashed. It does not count against you."


@dataclass(frozen=True)
class View:
    """One result and what a person wants to know beside it.

    ``before`` are the ids of checks that passed last time, ``report`` is where the details of a mistake of ours are.
    """

    result: Result
    number: str
    title: str
    folder: str
    points_before: int | None = None
    before: frozenset[str] = field(default_factory=frozenset)
    next_step: str = ""
    verbose: bool = False
    report: str = ""


class Report:
    """Prints one lesson's result. Student text is printed as data: no markup, no escapes."""

    def __init__(self, console: Console, view: View) -> None:
        """Prepare to print ``view``."""
        self.console, self.view = console, view
        self.width = console.width - 2

    def print(self) -> None:
        """Print the whole result."""
        view = self.view
        self._between(f"Lesson {view.number} · {safe(view.title)}", safe(view.folder), "strong")
        self._line()
        passed = [each for each in view.result.checks if each.outcome is Outcome.PASSED]
        checks = [each.check for each in view.result.checks]
        for again, these in groupby(passed, lambda each: each.check.again):
            for each in [all_of(list(these), checks)] if again and not view.verbose else these:
                self._verdict(each)
        ours = [each for each in view.result.checks if each.outcome is Outcome.OUR_MISTAKE]
        theirs, shown = open_ones(view.result.checks), first_open(view.result.checks)
        for each in theirs:
            if each is shown or view.verbose:
                self._verdict(each)
                self._finding(each.finding)
        if not view.verbose:
            self._others([each for each in theirs if each is not shown])
        self._ours(ours)
        for task in held_back(view.result):
            self._paragraph(f"Task {task} gives its points when what was true before is true again.")
        for note in view.result.notes:
            self._paragraph(note, "ours")
        self._line()
        self._summary()

    def _ours(self, crashed: list[CheckResult]) -> None:
        """Print the checks that crashed. Their details are in a report: they say nothing to a student."""
        for each in crashed:
            self._verdict(each)
        if crashed:
            where = f" The report is in {safe(self.view.report)}" if self.view.report else ""
            say(self.console, "")
            self._paragraph(OURS + where)
            if self.view.verbose:
                for each in crashed:
                    self._finding(each.finding)
            say(self.console, "")

    def _summary(self) -> None:
        view, result = self.view, self.view.result
        gained = "" if view.points_before is None else _change(result.points - view.points_before)
        score = f" {result.points} of {result.max_points} points   {bricks(result.points, result.max_points)}{gained}"
        self._between(score, view.next_step, "strong")
        if view.verbose:
            say(self.console, f" seed {result.seed} · {isolation_line(result.isolation)}", "label")

    def _mark(self, each: CheckResult) -> str:
        """Return what stands at the end of a verdict's line."""
        worked = each.check.id in self.view.before
        if each.outcome is Outcome.PASSED:
            if self.view.points_before is not None and not worked:
                return "new"
            return "still true" if each.check.guard and each.check.task else ""
        task = [f"task {each.check.task}"] if each.check.task else []
        if worked:
            task.append("worked last time")
        elif each.check.guard and each.check.task:
            task.append("worked before")
        return ", ".join(task)

    def _verdict(self, each: CheckResult) -> None:
        words, mark = TABLE[each.outcome], self._mark(each)
        head = f" {words.word}".ljust(WORD) if len(words.word) < WORD else f" {words.word}  "
        room = self.width - len(head)
        parts = textwrap.wrap(self._ascii(safe(each.check.title)), max(20, room - len(mark) - 2)) or [""]
        line = Text(head, style=words.style)
        line.append(parts[0], style="")
        if mark:
            line.append(" " * max(1, room - cell_len(parts[0]) - len(mark)) + mark, style="label")
        for more in parts[1:]:
            line.append(f"\n{' ' * len(head)}{more}", style="")
        self.console.print(line, soft_wrap=True)

    def _ascii(self, text: str) -> str:
        return in_this_encoding(self.console, text)

    def _finding(self, finding: Finding | None) -> None:
        """Print a finding's rows, with an empty line between those with a label and those without."""
        before: str | None = None
        say(self.console, "")
        for label, text in finding.rows if finding else ():
            if before is not None and bool(before) != bool(label):
                say(self.console, "")
            if not label:
                self._paragraph(PLACE.sub(lambda found: found[1] + self._path(found[2]), text))
            elif label == LOOK:
                self._row(label, safe(", ".join(map(self._path, text.split(", ")))))
            else:
                self._row(label, safe(text))
            before = label
        say(self.console, "")

    def _path(self, place: str) -> str:
        """Return a place in a student's file as one can open it from here."""
        return f"{self.view.folder}/{place}" if self.view.folder else place

    def _row(self, label: str, text: str) -> None:
        room = max(20, self.width - INDENT - LABEL)
        lines: list[str] = []
        for line in text.split("\n"):
            lines += wrapped(line, room) if len(line) > room else [line]
        if len(lines) > MOST_LINES and not self.view.verbose:
            lines = [*lines[:MOST_LINES], f"({len(lines) - MOST_LINES} more lines; --verbose shows them)"]
        for number, line in enumerate(lines):
            printed = Text(" " * INDENT + f"{label if number == 0 else '':<{LABEL}}", style="label")
            printed.append(in_this_encoding(self.console, line), "")
            self.console.print(printed, soft_wrap=True)

    def _paragraph(self, text: str, style: str = "") -> None:
        for line in safe(text).split("\n"):
            if CODE.match(line) or len(line) <= self.width - INDENT:
                say(self.console, " " * INDENT + shorten_line(line), style)
                continue
            for part in textwrap.wrap(shorten_line(line), self.width - INDENT):
                say(self.console, " " * INDENT + part, style)

    def _others(self, others: list[CheckResult]) -> None:
        if not others:
            return
        groups: dict[tuple[str, int], list[CheckResult]] = {}
        for each in others:
            groups.setdefault((TABLE[each.outcome].word, each.check.task), []).append(each)
        words = list(dict.fromkeys(word for word, _ in groups))
        for word in words:
            parts = [group(task, checks) for (own, task), checks in groups.items() if own == word]
            style = next(words.style for words in TABLE.values() if words.word == word)
            head = Text(f" {word:<9}" if len(word) < WORD else f" {word}  ", style=style)
            first = next(each for each in others if TABLE[each.outcome].word == word)
            lines = textwrap.wrap(waits(first) + " · ".join(parts), self.width - len(head))
            told = f"\n{' ' * len(head)}".join(lines).replace(HARD_SPACE, " ")
            head.append(self._ascii(told), style="")
            self.console.print(head, soft_wrap=True)

    def _between(self, left: str, right: str, style: str) -> None:
        left, right = in_this_encoding(self.console, left), in_this_encoding(self.console, right)
        room = self.width - cell_len(left) - cell_len(right)
        if room < 2:
            say(self.console, left, style)
            say(self.console, f" {right}" if right else "")
            return
        line = Text(left, style=style)
        line.append(" " * room + right if right else "", style="label")
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


def wrapped(line: str, room: int) -> list[str]:
    """Return a line in parts of at most ``room`` characters. A path that is longer ends a part with a slash."""
    parts = []
    for rest in textwrap.wrap(line, room, break_on_hyphens=False, break_long_words=False, replace_whitespace=False):
        begin = 0
        while len(rest) - begin > room:
            end = rest.rfind("/", begin + 1, begin + room) + 1 or begin + room
            parts.append(rest[begin:end])
            begin = end
        parts.append(rest[begin:])
    return parts


def shorten_line(line: str) -> str:
    """Return the beginning of a line that nobody could read whole, and how long it is."""
    line = line.rstrip()
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]} (first {LONGEST_LINE} of {len(line)} characters)"


def _change(points: int) -> str:
    return f"  {points:+d} since last time" if points else ""

"""What an instructor looks at: who needs them, what goes wrong for how many, and who has which points."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.checks.finding import ASKED, DID, EXPECTED, KNOWS, LOOK, REASON, RULE
from autograder.classroom.gradebook import Row
from autograder.model import Check, CheckResult, Outcome
from autograder.reports.class_table import one_line
from autograder.reports.grouping import open_ones
from autograder.reports.words import TABLE, Words

NOT_SAID = frozenset({ASKED, DID, EXPECTED, KNOWS, LOOK, REASON, RULE})
"""Rows that do not say what was found instead."""

VARYING = (
    (re.compile(r"“[^”]*”"), "“…”"),
    (re.compile(r"(?<!^)\b\d+\b(?! [A-Z]{2})"), "N"),
    (re.compile(r"\S+\.\w+:N"), "a file"),
)
"""What differs between two students who made the same mistake: values, numbers that are no status, places."""


@dataclass(frozen=True)
class Problem:
    """A check that does not pass in the same way for several students."""

    check: Check
    words: Words
    message: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassView:
    """One lesson of a class. ``checks`` are the columns of its grid."""

    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    looks: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def cells(self, row: Row) -> list[Words | None]:
        """Return how each check came out for one student; nothing where there was no work to check."""
        found = {each.check.id: TABLE[each.outcome] for each in (row.result.checks if row.result else ())}
        return [found.get(check.id) for check in self.checks]

    def passed(self, check: Check) -> int:
        """Return how many passed a check."""
        results = (each for row in self.rows if row.result for each in row.result.checks)
        return sum(each.check.id == check.id and each.outcome is Outcome.PASSED for each in results)

    @property
    def graded(self) -> int:
        """How many had work that was checked."""
        return sum(row.result is not None for row in self.rows)


def view_of(rows: Iterable[Row]) -> ClassView:
    """Return the view of one lesson's rows, which have their results."""
    kept = tuple(rows)
    checks: dict[str, Check] = {}
    groups: dict[tuple[str, str], tuple[CheckResult, list[str]]] = {}
    for row in kept:
        for each in row.result.checks if row.result else ():
            checks.setdefault(each.check.id, each.check)
        for each in open_ones(row.result.checks if row.result else ()):
            if each.outcome is not Outcome.BLOCKED:
                groups.setdefault((each.check.id, message_of(each)), (each, []))[1].append(row.student)
    problems = [
        Problem(each.check, TABLE[each.outcome], message, tuple(students))
        for (_, message), (each, students) in groups.items()
    ]
    problems.sort(key=lambda problem: -len(problem.students))
    looks = tuple(row for row in kept if row.needs_a_look)
    return ClassView(kept, tuple(checks.values()), looks, tuple(problems))


def message_of(each: CheckResult) -> str:
    """Return what a finding says in one line, without what differs between two who made the same mistake."""
    rows = each.finding.rows if each.finding else ()
    said = [text for label, text in rows if label not in NOT_SAID][:1]
    broke = [text.strip().split("\n")[-1] for label, text in rows if label == RULE][-1:]
    message = one_line(": ".join(said + broke))
    for pattern, instead in VARYING:
        message = pattern.sub(instead, message)
    return message

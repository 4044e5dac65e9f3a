"""The ways of grading a class that are compared: plain pytest, pytest-xdist, each with cheap hashes too, and ours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from autograder.classroom.journal import Journal
from autograder.course import Course, Lesson
from autograder.model import STARTS, Outcome
from bench.make_class import Failures

HERE = Path(__file__).resolve().parent
PROCESSES = 2
CLOCK = "clock"
PYTEST = (sys.executable, "-m", "pytest", "-c", str(HERE / "plain" / "pytest.ini"), str(HERE / "plain"))
ALONE = "--disable-plugin-autoload"
"""What other packages add to pytest costs a start of it more than half a second: a fair comparison goes without."""


def find_lesson() -> Lesson:
    """Return the one lesson that is graded here: the login, with all that came before it."""
    return Course(HERE.parent).lesson("13")


@dataclass(frozen=True)
class Way:
    """A way of grading: its commands for a class and a folder for results, and how to read who failed what."""

    name: str
    commands: Callable[[Path, Path], list[list[str]]]
    read: Callable[[Path], dict[str, Failures]]
    at_once: int = 1

    def seconds_in_apps(self, out: Path) -> float:
        """Return how long the students' code ran, in all processes together; 0 if this way does not tell."""
        file = out / CLOCK
        return sum(map(float, file.read_text().split())) if file.exists() else 0.0


def _ours(work: Path, out: Path) -> list[list[str]]:
    lesson = find_lesson()
    command = [sys.executable, "-m", "autograder", "grade", str(work), "--course", str(lesson.course.root)]
    return [[*command, "--lesson", lesson.number, "--out", str(out), "--plain", "--trust-these-students"]]


def _our_verdicts(out: Path) -> dict[str, Failures]:
    lesson = find_lesson().slug
    failed: dict[str, Failures] = {}
    with Journal(out, there=True) as journal:
        for student in [row.student for row in journal.rows_in(lesson)]:
            row = journal.row(student, lesson, with_result=True)
            if row and row.result:
                checks = [each for each in row.result.checks if each.check != STARTS]
                failed[student] = frozenset(each.check.id for each in checks if each.outcome is not Outcome.PASSED)
    return failed


def _plain(*options: str) -> Callable[[Path, Path], list[list[str]]]:
    def commands(work: Path, out: Path) -> list[list[str]]:
        return [
            [*PYTEST, ALONE, *_told(folder, out, f"{folder.name}.xml"), *options] for folder in sorted(work.iterdir())
        ]

    return commands


def _parallel(*options: str) -> Callable[[Path, Path], list[list[str]]]:
    def commands(work: Path, out: Path) -> list[list[str]]:
        return [[*PYTEST, ALONE, "-p", "xdist", "-n", str(PROCESSES), *_told(work, out, "all.xml"), *options]]

    return commands


def _told(work: Path, out: Path, report: str) -> Iterator[str]:
    yield from (f"--work={work}", f"--junit-xml={out / report}", f"--clock={out / CLOCK}")


def _junit_verdicts(out: Path) -> dict[str, Failures]:
    failed: dict[str, set[str]] = {}
    for report in out.glob("*.xml"):
        for case in ElementTree.parse(report).iter("testcase"):
            check, _, student = case.attrib["name"].rstrip("]").partition("[")
            fails = failed.setdefault(student, set())
            if case.find("failure") is not None or case.find("error") is not None:
                fails.add(check)
    return {student: frozenset(fails) for student, fails in failed.items()}


CHEAP = "--low-hash-cost"
OURS = Way("ours", _ours, _our_verdicts)
WAYS = (
    OURS,
    Way("xdist, cheap", _parallel(CHEAP), _junit_verdicts),
    Way("pytest, cheap", _plain(CHEAP), _junit_verdicts, at_once=PROCESSES),
    Way("xdist", _parallel(), _junit_verdicts),
    Way("pytest", _plain(), _junit_verdicts, at_once=PROCESSES),
)

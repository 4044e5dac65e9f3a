"""One lesson that is graded on every save, and what anybody may know about it at any moment.

A thread looks at the files and one grades, with a grader process that stays warm. Everything they find out is in one
``LiveState`` after the other, each with a number, so that any number of readers can wait for the next.
"""

from __future__ import annotations

import secrets
import threading
import traceback
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from autograder.course import Course, CourseError, Lesson, State
from autograder.course.progress import keep_result, keep_seeds
from autograder.grading.audience import GivenUp
from autograder.grading.grader import Setup
from autograder.grading.job import Job, read_job
from autograder.grading.options import Options
from autograder.grading.sharing import best_number
from autograder.live.files import saves
from autograder.live.team import Team
from autograder.live.trouble import Trouble, report_of, trouble_of, write_report
from autograder.model import CheckResult, Result, Submission

FAREWELL = 5.0


class Phase(StrEnum):
    """What is going on."""

    CHECKING = "checking"
    TYPING = "typing"
    DONE = "done"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Last:
    """What the run before gave: its points, and the ids of the checks that passed."""

    points: int
    passed: frozenset[str]


@dataclass(frozen=True)
class LiveState:
    """What is known at a moment. ``number`` grows with every change.

    While checking, ``checks`` fills up in the order of the lesson, with final answers only and without points, and
    ``result`` is still that of the run before. While somebody is typing, at ``where``, nothing is graded. When done,
    ``result`` is the whole answer, ``checks`` are those in it, and ``since`` is what it is to be compared with. In
    trouble there is no answer to the last save, and ``trouble`` says why. ``report`` is a file with what went wrong on
    our side.
    """

    number: int
    phase: Phase
    where: str = ""
    checks: tuple[CheckResult, ...] = ()
    result: Result | None = None
    since: Last | None = None
    trouble: Trouble | None = None
    report: Path | None = None


class Live:
    """Grades a lesson on every save, as long as it is used as a context."""

    def __init__(self, course: Course, lesson: Lesson, options: Options | None = None) -> None:
        """Get ready to grade with these options; their seed is not used. Raises ``CourseError`` without checks."""
        if not any(lesson.checks.glob("test_*.py")):
            raise CourseError(f"Lesson {lesson.number} has no checks yet.")
        self.course, self.lesson = course, lesson
        self.state = LiveState(0, Phase.CHECKING)
        self._memory = State(course)
        options = options or Options(0)
        setup = Setup(str(course.root), str(course.tests), (lesson.slug,), options, watched=True)
        self._graders = Team(setup, best_number(options.mode, lesson))
        self._changed = threading.Condition(threading.RLock())
        self._over = threading.Event()
        self._ordered = self._begun = 0
        self._held = False
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._watch, self._work)]

    def wait(self, after: int, timeout: float) -> LiveState | None:
        """Return the state once its number is greater than ``after``; nothing if that takes longer than ``timeout``."""
        with self._changed:
            news = self._changed.wait_for(lambda: self.state.number > after or self._over.is_set(), timeout)
            return self.state if news and self.state.number > after else None

    def check_now(self) -> None:
        """Grade the files as they are now; a run that has begun is given up."""
        self._order(Phase.CHECKING)

    def __enter__(self) -> Self:
        """Begin to watch, and grade what is there."""
        self._memory.take_pristine()
        self.check_now()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the threads and the process; whoever waits is told nothing more."""
        with self._changed:
            self._over.set()
            self._ordered += 1
            self._changed.notify_all()
        self._graders.ask_to_end()
        for thread in self._threads:
            thread.join(FAREWELL)
        self._graders.end()

    # --- the two threads

    def _watch(self) -> None:
        for saved in saves(self.lesson.starter, self._over):
            self._order(Phase.TYPING if saved.typing else Phase.CHECKING, saved.typing)

    def _work(self) -> None:
        while (order := self._next_order()) is not None:
            try:
                self._graders.warm()
                self._grade(order)
            except GivenUp:
                continue
            except Exception as error:
                if not self._over.is_set():
                    report = write_report(self.course.root, traceback.format_exc())
                    self._tell(order, phase=Phase.TROUBLE, trouble=trouble_of(error), report=report)

    def _next_order(self) -> int | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over.is_set() or (self._begun < self._ordered and not self._held))
            self._begun = self._ordered
            return None if self._over.is_set() else self._begun

    # ---

    def _order(self, phase: Phase, where: str = "") -> None:
        """Give up what is going on. With ``CHECKING``, the files are to be graded; otherwise they will be later."""
        with self._changed:
            self._ordered += 1
            self._held = phase is Phase.TYPING
            self._tell(self._ordered, phase=phase, where=where, checks=(), trouble=None, report=None)
            self._graders.give_up()  # while nobody else can give it the next job

    def _grade(self, order: int) -> None:
        job, since = self._job(), self._last()

        def checked(check: CheckResult) -> None:
            if not self._tell(order, checks=(*self.state.checks, check)):
                self._graders.give_up()

        result = self._graders.grade(job, checked)
        report = report_of(self.course.root, result)
        with self._changed:
            if order == self._ordered:
                keep_seeds(self._memory, result)
                keep_result(self._memory, result)
            self._tell(order, phase=Phase.DONE, checks=result.checks, result=result, since=since, report=report)

    def _job(self) -> Job:
        """Read the files as they are now."""
        submission = Submission(self.lesson.slug, self.lesson.starter)
        return read_job(submission, secrets.randbelow(10**6), self._memory.seeds(self.lesson))

    def _last(self) -> Last | None:
        last = self._memory.last(self.lesson)
        return Last(last["points"], frozenset(last["passed"])) if last else None

    def _tell(self, order: int, **changes: Any) -> bool:
        """Make the next state known, unless a later order has made it old. Return whether it was told."""
        with self._changed:
            if order != self._ordered:
                return False
            self.state = replace(self.state, number=self.state.number + 1, **changes)
            self._changed.notify_all()
            return True

"""Grades one submission: the start check, then each check, and what did not pass once more in a process of its own."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol  # what plugins that run a test again use; there is no public name for it

from autograder.checks.bench import Bench
from autograder.checks.errors import NO_EXCEPTION, AppError, finding_rows, shadowing
from autograder.checks.exchanges import exchanges_of
from autograder.checks.finding import EXPECTED, FOUND, LOOK, SAID, NotYet, Row, Stopped, shorten
from autograder.checks.plugin import check_of
from autograder.grading.sharing import best_number
from autograder.model import STARTS, CheckResult, Finding, Outcome, Result, with_points
from autograder.sandbox.launcher import NoSandbox
from autograder.sandbox.remote import Broken, Gone, Hung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.grading.engine import Session
    from autograder.grading.job import Job

LIKELY = 2
"""After so many failures in a row, the next check is likely to fail as well."""
WORTH_SHARING = 8
"""Checks. Fewer take no longer than getting a second process ready."""
CRASHED = "A check crashed. It does not count against you."


class SubmissionGrader:
    """Everything that happens to one submission."""

    def __init__(self, session: Session, job: Job, items: list[pytest.Item]) -> None:
        """Take somebody's work and its lesson's checks."""
        self.session, self.job = session, job
        self.lesson = session.course.lesson(job.lesson)
        self.seed = session.options.seed if job.seed is None else job.seed
        self.items = items
        self.checks = {item: check_of(item) for item in items}
        self._failed_in_a_row, self._kept = 0, False
        self._bench: Bench | None = None

    def grade(self) -> Result:
        """Return the result, and tell each check's final answer as soon as it is there. ``close`` has to follow.

        Raises ``NoSandbox`` when no app can be run here at all, and ``GivenUp`` when the audience has left.
        """
        options = self.session.options
        if self.job.unread:
            return self._nothing(self.job.unread)
        files, fresh = self.job.files, self.lesson.fresh_app
        bench = self._bench = Bench(
            files, self.session.launcher, options.patience, fresh, options.real_hashing, self._starter
        )
        self.session.desk.bench = bench
        self.session.audience.begins(bench.apps.interrupt)
        results = []
        for each in self._answers(bench):
            self.session.audience.tell(each)
            results.append(each)
        called = bench.apps.loaded.called if bench.apps.loaded else "app"
        notes = (*self.job.notes, *shadowing(files), *_called(called))
        return Result(self.lesson.slug, with_points(tuple(results)), self.seed, bench.apps.isolation or "none", notes)

    def close(self) -> None:
        """End all processes: after the result is told, for nobody needs to wait for that."""
        if self._bench is not None:
            self._bench.close()
        self.session.desk.bench = None

    def _answers(self, bench: Bench) -> Iterator[CheckResult]:
        start = self._start(bench)
        if bench.apps.data_elsewhere:
            self.session.audience.alone()
        yield start
        passed, items = start.outcome is Outcome.PASSED, self.wanted()
        for number in self.session.audience.choose(len(items)):
            yield self._check(bench, items[number]) if passed else self._blocked(items[number])

    def _starter(self) -> Mapping[str, bytes]:
        return self.session.starter(self.lesson)

    def wanted(self) -> list[pytest.Item]:
        """Return the checks to run: all of them, or those of one task."""
        task = self.session.options.task
        return [item for item in self.items if task is None or self.checks[item].task == task]

    def _start(self, bench: Bench) -> CheckResult:
        began = time.monotonic()
        outcome = Outcome.FAILED
        rows: tuple[Row, ...] = ()
        try:
            bench.app()
            outcome = Outcome.PASSED
        except Broken as broken:
            rows = _start_rows(AppError.from_dict(broken.error))
        except Hung as hung:
            outcome, rows = Outcome.TIMED_OUT, _hung_rows(bench, hung)
        except Gone as gone:
            rows = ((SAID, f"nothing: its process stopped while the app was loaded ({gone})"),)
            outcome = Outcome.CRASHED
        return CheckResult(STARTS, outcome, Finding(rows) if rows else None, time.monotonic() - began)

    def _blocked(self, item: pytest.Item) -> CheckResult:
        return CheckResult(self.checks[item], Outcome.BLOCKED, Finding((("", "It waits until the app starts."),)))

    def _check(self, bench: Bench, item: pytest.Item) -> CheckResult:
        """Run one check; if it fails in a process that others have used, the answer of a fresh one counts.

        So it does when something of ours broke, or that process may have ended with the one that all come from.

        After two failures in a row the next is likely: that check runs in a fresh process at once.
        """
        began = time.monotonic()
        outcome, finding = self._attempt(bench, item, fresh=self._failed_in_a_row >= LIKELY)
        again = bench.apps.used_by_others or outcome is Outcome.OUR_MISTAKE or not self.session.launcher.alive()
        if outcome not in (Outcome.PASSED, Outcome.TIMED_OUT) and again:
            outcome, finding = self._attempt(bench, item, fresh=True)
        self._failed_in_a_row = 0 if outcome is Outcome.PASSED else self._failed_in_a_row + 1
        asked = exchanges_of(bench.asked) if self._keeps_exchanges(outcome) else ()
        return CheckResult(self.checks[item], outcome, finding, time.monotonic() - began, exchanges=asked)

    def _keeps_exchanges(self, outcome: Outcome) -> bool:
        """Tell whether this is the first check that does not pass: the one that is shown in full."""
        first = outcome not in (Outcome.PASSED, Outcome.BLOCKED) and not self._kept
        self._kept = self._kept or first
        return first and self.session.options.exchanges

    def _attempt(self, bench: Bench, item: pytest.Item, fresh: bool) -> tuple[Outcome, Finding | None]:
        self.session.desk.seed = self.job.seeds.get(item.name, self.seed)
        bench.begin(self.checks[item].task, fresh)
        self.session.excinfo = None
        runtestprotocol(item, log=False, nextitem=None)
        raised = self.session.excinfo
        if raised is not None:
            self.session.audience.stay()
        return (Outcome.PASSED, None) if raised is None else _verdict(raised.value, bench)

    def is_worth_sharing(self) -> bool:
        """Tell whether a second process would make it faster."""
        return len(self.wanted()) >= WORTH_SHARING and best_number(self.session.options.mode, self.lesson) > 1

    def our_mistake(self, told: str) -> Result:
        """Return the result of a submission that we could not grade through our own fault; ``told`` says what broke."""
        rows = (("", CRASHED), ("Details", told))
        results = [CheckResult(STARTS, Outcome.OUR_MISTAKE, Finding(rows))]
        results += [CheckResult(self.checks[item], Outcome.NOT_GRADED) for item in self.wanted()]
        return Result(self.lesson.slug, tuple(results), self.seed, "none", self.job.notes)

    def _nothing(self, why: str) -> Result:
        start = CheckResult(STARTS, Outcome.NOT_GRADED, Finding((("", why),)))
        others = [CheckResult(self.checks[item], Outcome.NOT_GRADED) for item in self.wanted()]
        return Result(self.lesson.slug, (start, *others), self.seed, "none", self.job.notes)


def _verdict(error: BaseException, bench: Bench) -> tuple[Outcome, Finding]:
    """Return what an exception of a check means. Whatever we do not know is our mistake, never the student's."""
    match error:
        case NoSandbox() | KeyboardInterrupt():
            raise error
        case NotYet():
            verdict = Outcome.FAILED, error.finding
        case Stopped():
            verdict = error.outcome, error.finding
        case Broken():
            verdict = Outcome.FAILED, Finding(_start_rows(AppError.from_dict(error.error)))
        case Hung():
            verdict = Outcome.TIMED_OUT, Finding(_hung_rows(bench, error))
        case Gone():
            verdict = Outcome.CRASHED, Finding(((SAID, f"nothing: its process stopped ({error})"),))
        case AssertionError():
            rows = ((FOUND, shorten(str(error) or "something else")), (LOOK, bench.look_at()))
            verdict = Outcome.FAILED, Finding(tuple(row for row in rows if row[1]))
        case _:
            told = "".join(traceback.format_exception(error))
            rows = (("", CRASHED), ("Details", told))
            verdict = Outcome.OUR_MISTAKE, Finding(rows)
    return verdict


def _start_rows(error: AppError) -> tuple[Row, ...]:
    where = f"{error.frames[0].file}:{error.frames[0].line}" if error.frames else ""
    said = "" if error.name in NO_EXCEPTION else "it stopped with an error while it was loaded"
    rows = ((SAID, said), *finding_rows(error), (LOOK, where))
    return tuple(row for row in rows if row[1])


def _hung_rows(bench: Bench, hung: Hung) -> tuple[Row, ...]:
    busy = f", here:\n{hung.where}   {bench.source(hung.where)}" if hung.where else ""
    return (
        (EXPECTED, f"the app to be loaded within {bench.patience.load:g} seconds"),
        (SAID, f"nothing yet: it was still busy{busy}"),
    )


def _called(name: str) -> tuple[str, ...]:
    if name in ("app", "create_app"):
        return ()
    return (f"Flask found your app under the name `{name}`. It works; this course calls it `app`.",)

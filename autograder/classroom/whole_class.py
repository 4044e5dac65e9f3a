"""Grades a class: what the journal does not know goes to graders, a few at a time, and is kept as it comes back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from autograder.classroom.gradebook import Row, graded, lost, not_graded
from autograder.classroom.graders import GraderTooSlow
from autograder.classroom.intake import HandedIn
from autograder.classroom.journal import Journal, Key
from autograder.course import CourseError
from autograder.grading.job import ChecksBroken, Job, read_job
from autograder.grading.options import Options
from autograder.model import Result
from autograder.sandbox.launcher import NoSandbox

Submit = Callable[[Job], Future[Result]]
"""Hands a job to somebody who grades it, here or on another machine."""

LOST_IN_A_ROW = 3
"""So many jobs that nobody could grade, and none graded in between, say that it is not the work of one student."""


@dataclass(frozen=True)
class Ground:
    """What one lesson's results rest on: the digest of its checks, and the points a right answer earns."""

    checks: str
    max_points: int


@dataclass(frozen=True)
class _Asked:
    place: int
    job: Job
    key: Key
    remark: str


class WholeClass:
    """One run over a class. Memory holds ``window`` jobs at a time, however many there are."""

    def __init__(
        self, journal: Journal, submit: Submit, grounds: dict[str, Ground], options: Options, window: int
    ) -> None:
        """Take who grades, and by lesson what the results rest on."""
        self._journal, self._submit, self._grounds, self._options = journal, submit, grounds, options
        self._window = window
        self._waiting: dict[Future[Result], _Asked] = {}
        self._lost_in_a_row, self._kept = 0, False

    def rows(self, handed_in: Iterable[tuple[int, HandedIn]]) -> Generator[Row]:
        """Yield a row for everybody, in the order in which they are ready. Each comes with its place in the table.

        Raises ``ChecksBroken`` or ``CourseError`` when nobody can be graded with these checks, ``JournalTrouble`` when
        nothing can be kept, and whatever stops one job after the other.
        """
        for place, each in handed_in:
            known = self._known(place, each)
            if isinstance(known, Row):
                yield known
                continue
            if len(self._waiting) >= self._window:
                yield from self._finished()
            self._waiting[self._submit(known.job)] = known
        while self._waiting:
            yield from self._finished()

    def _known(self, place: int, each: HandedIn) -> Row | _Asked:
        """Return the row of work that needs no grader, or what to ask one."""
        ground = self._grounds[each.lesson]
        if each.submission is None:
            row, key = not_graded(each, ground.max_points), self._key(each.why, ground)
            return self._journal.find(row.student, row.lesson, key, place) or self._journal.keep(row, key, place)
        job = read_job(each.submission)
        key = self._key(job.digest, ground)
        return self._journal.find(job.student, job.lesson, key, place) or _Asked(place, job, key, each.remark)

    def _key(self, work: str, ground: Ground) -> Key:
        """Return what a result rests on. With another confinement, work is graded again."""
        return Key(work, f"{ground.checks} {self._options.plan.level}", self._options.seed)

    def _finished(self) -> Iterator[Row]:
        """Wait for some job and yield what is there; when one was lost, empty the house and try it alone."""
        alone: list[_Asked] = []
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        while done:
            future = done.pop()
            asked = self._waiting.pop(future)
            result = self._result(future)
            if isinstance(result, GraderTooSlow):
                yield self._lose(asked, result)
            elif isinstance(result, Exception):
                alone.append(asked)
            else:
                yield self._keep(asked, result)
            if alone and not done and self._waiting:
                done, _ = wait(self._waiting)
        for asked in alone:
            yield self._alone(asked)

    def _alone(self, asked: _Asked) -> Row:
        """Grade a job whose grader was lost once more, with nobody beside it; a second loss is its result.

        Raises what it was lost by when that seems to be true of all work: nothing can be graded here.
        """
        result = self._result(self._submit(asked.job))
        if isinstance(result, Result):
            return self._keep(asked, result)
        self._lost_in_a_row += 1
        hopeless = isinstance(result, NoSandbox) or not self._kept
        if self._lost_in_a_row >= LOST_IN_A_ROW and hopeless:
            raise result
        return self._lose(asked, result)

    def _lose(self, asked: _Asked, why: Exception) -> Row:
        job, most = asked.job, self._grounds[asked.job.lesson].max_points
        row = lost(job.student, job.lesson, most, str(why) or type(why).__name__)
        return self._journal.keep(row, asked.key, asked.place)

    def _result(self, future: Future[Result]) -> Result | Exception:
        """Return what became of a job. What stops everybody passes through."""
        try:
            return future.result()
        except (ChecksBroken, CourseError):
            raise
        except Exception as error:
            return error

    def _keep(self, asked: _Asked, result: Result) -> Row:
        self._lost_in_a_row, self._kept = 0, True
        return self._journal.keep(graded(asked.job.student, result, asked.remark), asked.key, asked.place)

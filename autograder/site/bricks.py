"""The checks of a lesson as bricks, task by task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from autograder.course import Lesson
from autograder.course.anchors import anchors
from autograder.course.progress import started
from autograder.live.session import LiveState, Phase
from autograder.model import Check, CheckResult, Outcome
from autograder.reports.console import safe
from autograder.reports.grouping import ASIDE, all_of
from autograder.reports.words import TABLE


@dataclass(frozen=True)
class Brick:
    """One check. ``look`` and ``symbol`` repeat for the eye what ``words`` say; ``new`` came with the last save."""

    id: str
    title: str
    look: str
    symbol: str
    words: str
    new: bool = False


@dataclass(frozen=True)
class TaskBricks:
    """A task with its bricks, lying open or not. Task 0 is the app itself."""

    number: int
    title: str
    anchor: str
    bricks: tuple[Brick, ...]
    open: bool

    @property
    def passed(self) -> int:
        """How many of them are true."""
        return sum(brick.look == "passed" for brick in self.bricks)


def tasks_of(
    lesson: Lesson, checks: Iterable[Check], state: LiveState, remembered: frozenset[str], current: int
) -> tuple[TaskBricks, ...]:
    """Return the tasks of a lesson; open are the ``current`` one, and those to which the last save gave a brick.

    While a run goes on, a check has the answer of the run before until it has a new one. ``remembered`` are the ids of
    checks that passed when somebody was here last.
    """
    older = state.result.checks if state.result else ()
    known = {each.check.id: each for each in (*older, *state.checks)}
    titles = {task.number: task.title for task in lesson.tasks}
    names = {section.line: name for section, name in zip(lesson.text.sections, anchors(lesson.text), strict=True)}
    places = {task.number: names[task.line] for task in lesson.tasks}
    look = _Look(known, _passed_before(state), remembered)

    def task(number: int, own: Iterable[Check]) -> TaskBricks:
        title = titles.get(number, "")
        bricks = tuple(look.bricks(list(own)))
        fresh = number == current or any(brick.new for brick in bricks)
        return TaskBricks(number, "" if title == f"Task {number}" else title, places.get(number, ""), bricks, fresh)

    ordered = sorted(checks, key=lambda check: check.task)
    return tuple(task(number, own) for number, own in groupby(ordered, lambda check: check.task))


def _passed_before(state: LiveState) -> frozenset[str] | None:
    """Return what passed in the run before the one that is shown, or None when there was none."""
    if state.phase is Phase.DONE or (state.result and not started(state.result)):
        return state.since.passed if state.since else None
    if state.result is None:
        return None
    return frozenset(each.check.id for each in state.result.checks if each.outcome is Outcome.PASSED)


@dataclass(frozen=True)
class _Look:
    """How checks look, from what is known of them now and what was known before."""

    known: dict[str, CheckResult]
    before: frozenset[str] | None
    remembered: frozenset[str]

    def bricks(self, checks: list[Check]) -> Iterator[Brick]:
        """Yield a brick for each check, and one for all those of an earlier lesson that are still true."""
        for again, these in groupby(checks, lambda check: check.again):
            together = list(these)
            found = [self.known[check.id] for check in together if check.id in self.known]
            if again and len(found) < len(together):  # one of them stands for all until the answers are there
                yield self._unknown(replace(together[0], title=f"{again.rstrip('.')} ({len(together)})"))
                continue
            holding = [each for each in found if each.outcome is Outcome.PASSED]
            if again and all(each.outcome in ASIDE for each in found):
                yield self._brick(all_of(found, together))
                continue
            if again and holding:
                yield self._brick(all_of(holding, together))
                together = [each.check for each in found if each.outcome is not Outcome.PASSED]
            for check in together:
                yield self._brick(self.known[check.id]) if check.id in self.known else self._unknown(check)

    def _unknown(self, check: Check) -> Brick:
        title = safe(check.title.rstrip("."))
        if check.id in self.remembered:
            return Brick(check.id, title, "before", "✓", "PASS when you were here last")
        return Brick(check.id, title, "open", "○", "not looked at yet")

    def _brick(self, result: CheckResult) -> Brick:
        check, words = result.check, TABLE[result.outcome]
        guard, worked = check.guard and bool(check.task), self.before is not None and check.id in self.before
        new = (
            result.outcome is Outcome.PASSED and self.before is not None and not (worked or check.guard or check.again)
        )
        if result.outcome is Outcome.PASSED:
            more = "new" if new else "still true" if guard else ""
        else:
            more = "worked last time" if worked else "worked before" if guard else ""
        told = f"{words.word} · {more}" if more else words.word
        look = "before" if worked and result.outcome in ASIDE else words.style
        return Brick(check.id, safe(check.title), look, words.symbol, told, new)

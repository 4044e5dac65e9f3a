"""What stands beside a lesson's text: the checks as bricks, the first finding in full, and the hints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from autograder.course import Lesson
from autograder.course.checklist import checks_of
from autograder.course.hints import level_shown, open_task
from autograder.model import STARTS, Check, CheckResult, Outcome, Result
from autograder.reports.console import safe
from autograder.reports.grouping import all_of, first_open, held_back, open_ones
from autograder.reports.words import TABLE
from autograder.site.findings import Told, told
from autograder.site.study import Study
from autograder.site.text import render_hint
from autograder.site.text_pages import address_of
from autograder.site.watching import State, Watched


@dataclass(frozen=True)
class Brick:
    """One check. ``look`` repeats for the eye what ``words`` say."""

    id: str
    title: str
    look: str
    symbol: str
    words: str


@dataclass(frozen=True)
class TaskBricks:
    """A task with its bricks. Task 0 is the app itself."""

    number: int
    title: str
    bricks: tuple[Brick, ...]
    current: bool

    @property
    def done(self) -> bool:
        """Whether all of it is true."""
        return all(brick.look == "passed" for brick in self.bricks)


@dataclass(frozen=True)
class Hints:
    """The hints of one task that were asked for, and how many there are."""

    task: int
    shown: tuple[tuple[str, Markup], ...]
    of: int


@dataclass(frozen=True)
class Panel:
    """Everything that changes on a lesson's page while somebody works. ``number`` is that of the state it shows."""

    lesson: Lesson
    number: int
    phase: str
    said: str
    points: int
    max_points: int
    gained: int
    tasks: tuple[TaskBricks, ...]
    first: Told | None
    others: tuple[Told, ...]
    notes: tuple[str, ...]
    hints: Hints | None
    following: Lesson | None
    done: bool


def panel_of(study: Study, lesson: Lesson, watched: Watched, state: State) -> Panel:
    """Return what to show of a lesson at this moment."""
    watched.take(state)
    last = study.state.last(lesson) or {}
    result = watched.newest
    points = result.points if result else last.get("points", 0)
    checks = [STARTS, *(written.check for written in checks_of(lesson))]
    first = first_open(result.checks) if result else None
    current = (first.check.task if first else 0) or (
        None if result and result.passed else open_task(study.state, lesson)
    )
    folder = f"lessons/{lesson.slug}"
    done = bool(result and result.passed)
    lessons = study.course.lessons
    return Panel(
        lesson,
        state.number,
        str(state.phase),
        _said(watched, state),
        points,
        sum(check.points for check in checks),
        _gained(watched),
        tuple(_tasks(lesson, checks, _known(watched, state), frozenset(last.get("passed", ())), current)),
        told(first, folder) if first else None,
        tuple(told(each, folder) for each in open_ones(result.checks) if each is not first and each.finding)
        if result
        else (),
        tuple(_notes(result)) if result else (),
        hints_of(study, lesson, current) if current else None,
        next((each for each in lessons if each.slug > lesson.slug), None),
        done,
    )


def hints_of(study: Study, lesson: Lesson, number: int) -> Hints | None:
    """Return the hints of a task that were shown already, or nothing when it has none."""
    task = next((task for task in lesson.tasks if task.number == number and task.hints), None)
    if task is None:
        return None
    level = level_shown(study.state, lesson, task)
    shown = tuple((hint.title, render_hint(lesson, hint, address_of)) for hint in task.hints if hint.level <= level)
    return Hints(number, shown, len(task.hints))


def _known(watched: Watched, state: State) -> dict[str, CheckResult]:
    """Return the newest answer of each check: while a run goes on, the others keep the one from before."""
    older = watched.newest.checks if watched.newest else ()
    return {each.check.id: each for each in (*older, *state.checks)}


def _said(watched: Watched, state: State) -> str:
    """Return the line that a screen reader hears too."""
    result = watched.newest
    match state.phase:
        case "checking":
            return "Checking…"
        case "typing":
            return f"Still typing? {safe(state.where)} cannot be read as it is saved now."
        case "trouble":
            return safe(state.where)
    if result is None:
        return ""
    first = first_open(result.checks)
    change = f", {gained:+d} since the last save" if (gained := _gained(watched)) else ""
    count = f"{result.points} of {result.max_points} points{change}."
    if result.passed:
        return f"{count} All of it is true."
    return f"{count} {TABLE[first.outcome].word.capitalize()}: {safe(first.check.title)}" if first else count


def _gained(watched: Watched) -> int:
    """Return the points that the last save brought, or lost."""
    newest, before = watched.newest, watched.before
    return newest.points - before.points if newest and before else 0


def _notes(result: Result) -> Iterator[str]:
    for task in held_back(result):
        yield f"Task {task} gives its points when what was true before is true again."
    yield from map(safe, result.notes)


def _tasks(
    lesson: Lesson, checks: list[Check], known: dict[str, CheckResult], passed: frozenset[str], current: int | None
) -> Iterator[TaskBricks]:
    titles = {task.number: task.title for task in lesson.tasks}
    for number, own in groupby(sorted(checks, key=lambda check: check.task), lambda check: check.task):
        title = titles.get(number, f"Task {number}") if number else ""
        bricks = tuple(_bricks(list(own), known, passed))
        yield TaskBricks(number, "" if title == f"Task {number}" else title, bricks, number == current)


def _bricks(checks: list[Check], known: dict[str, CheckResult], passed: frozenset[str]) -> Iterator[Brick]:
    """Yield a brick for each check, and one for all those of an earlier lesson that are still true."""
    for again, these in groupby(checks, lambda check: check.again):
        together = list(these)
        found = [known[check.id] for check in together if check.id in known]
        holding = [each for each in found if each.outcome is Outcome.PASSED]
        if again and len(found) < len(together):  # one of them stands for all until the answers are there
            yield _brick(replace(together[0], title=f"{again.rstrip('.')} ({len(together)})"), None, passed)
            continue
        if again and holding:
            one = all_of(holding, together)
            yield _brick(one.check, one, passed)
            together = [each.check for each in found if each.outcome is not Outcome.PASSED]
        for check in together:
            yield _brick(check, known.get(check.id), passed)


def _brick(check: Check, result: CheckResult | None, passed: frozenset[str]) -> Brick:
    guard = check.guard and bool(check.task)
    if result is None:
        before = check.id in passed
        said = "PASS when you were here last" if before else "not looked at yet"
        return Brick(check.id, safe(check.title), "before" if before else "open", "✓" if before else "○", said)
    words, more = TABLE[result.outcome], ""
    if result.outcome is Outcome.PASSED:
        more = " · still true" if guard else ""
    elif check.id in passed:
        more = " · worked last time"
    elif guard:
        more = " · worked before"
    return Brick(check.id, safe(check.title), words.style, words.symbol, f"{words.word}{more}")

"""What stands beside a lesson's text: the checks as bricks, the first finding in full, and the hints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from autograder.course import Lesson
from autograder.course.hints import level_shown, new_task, open_task
from autograder.course.progress import started
from autograder.live.session import LiveState, Phase
from autograder.model import Result
from autograder.reports.console import safe
from autograder.reports.grouping import ASIDE, first_open, held_back, open_ones
from autograder.reports.words import TABLE
from autograder.site.bricks import TaskBricks, tasks_of
from autograder.site.findings import Told, told
from autograder.site.study import Study
from autograder.site.text import render_hint
from autograder.site.text_pages import address_of
from autograder.site.watching import Watched


@dataclass(frozen=True)
class Hints:
    """The hints of one task that were asked for, and how many there are."""

    task: int
    shown: tuple[tuple[str, Markup], ...]
    of: int


@dataclass(frozen=True)
class Panel:
    """Everything that changes on a lesson's page while somebody works."""

    lesson: Lesson
    phase: str
    said: str
    points: int
    max_points: int
    gained: int
    stopped: bool
    """The app does not start: the points and the bricks are those of the last time that it did."""
    tasks: tuple[TaskBricks, ...]
    first: Told | None
    untouched: bool
    """Nobody has saved anything of their own yet, so what is found is still for them to find."""
    others: tuple[Told, ...]
    notes: tuple[str, ...]
    hints: Hints | None
    following: Lesson | None
    done: bool


def panel_of(study: Study, lesson: Lesson, watched: Watched, state: LiveState) -> Panel:
    """Return what to show of a lesson at this moment."""
    last = study.state.last(lesson) or {}
    result = state.result
    seen = result.checks if result else state.checks
    first = first_open(seen)
    done = bool(result and result.passed)
    stopped = result is not None and not started(result)
    working_on = _task_at_hand(study, lesson, stopped) if lesson.tasks and not done else 0
    folder = f"lessons/{lesson.slug}"
    return Panel(
        lesson,
        state.phase,
        _said(study, state),
        result.points if result and not stopped else last.get("points", 0),
        sum(check.points for check in watched.checks),
        _gained(state),
        stopped,
        tasks_of(
            lesson, watched.checks, state, frozenset(last.get("passed", ())), first.check.task if first else working_on
        ),
        told(first, folder) if first else None,
        first is not None and not study.state.touched(lesson),
        tuple(told(each, folder) for each in open_ones(seen) if each is not first and each.outcome not in ASIDE),
        tuple(_notes(result)) if result else (),
        hints_of(study, lesson, working_on),
        next((each for each in study.course.lessons if each.slug > lesson.slug), None),
        done,
    )


def _task_at_hand(study: Study, lesson: Lesson, stopped: bool) -> int:
    """Return the task whose hints are offered, or 0. A report that stops the app belongs to no task that was done."""
    return (new_task if stopped else open_task)(study.state, lesson) or 0


def hints_of(study: Study, lesson: Lesson, number: int) -> Hints | None:
    """Return the hints of a task that were shown already, or nothing when it has none."""
    task = next((task for task in lesson.tasks if task.number == number and task.hints), None)
    if task is None:
        return None
    level = level_shown(study.state, lesson, task)
    shown = tuple((hint.title, render_hint(lesson, hint, address_of)) for hint in task.hints if hint.level <= level)
    return Hints(number, shown, len(task.hints))


def _gained(state: LiveState) -> int:
    """Return the points that the last save brought, or lost; none of them is lost while the app does not start."""
    if state.result is None or state.since is None or not started(state.result):
        return 0
    return state.result.points - state.since.points


def _said(study: Study, state: LiveState) -> str:
    """Return the line that a screen reader hears too."""
    if state.phase is Phase.CHECKING:
        return "Checking…"
    if state.phase is Phase.TYPING:
        return f"Still typing? {safe(state.where)} cannot be read as it is saved now."
    if state.trouble is not None:
        report = f" The report is in {state.report.relative_to(study.course.root)}." if state.report else ""
        told = f"{state.trouble.whose}: {safe(state.trouble.sentence)} Nothing was graded, nothing is lost."
        return f"{told} Your next save tries again.{report}"
    return _result_said(state, state.result) if state.result else ""


def _result_said(state: LiveState, result: Result) -> str:
    first = first_open(result.checks)
    if first and not started(result):
        return f"{TABLE[first.outcome].word.capitalize()}: {safe(first.check.title)}. The rest waits for it."
    change = f", {gained:+d} since the last save" if (gained := _gained(state)) else ""
    count = f"{result.points} of {result.max_points} points{change}."
    if result.passed:
        return f"{count} All of it is true."
    return f"{count} {TABLE[first.outcome].word.capitalize()}: {safe(first.check.title)}" if first else count


def _notes(result: Result) -> Iterator[str]:
    for task in held_back(result):
        yield f"Task {task} gives its points when what was true before is true again."
    yield from map(safe, result.notes)

"""``list``: all lessons, how far I am, and what is next."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, Lesson, State
from autograder.reports.console import make_console, safe, say
from autograder.reports.words import MOST_PLACES, bricks

NOT_BEGUN = "[.........]"


@click.command()
@plain_option
@course_option
def command(plain: bool, course: Path | None) -> None:
    """Show all lessons and how far I am."""
    found = find_course(course)
    State(found).take_pristine()
    show_list(make_console(plain), found)


def show_list(console: Console, course: Course) -> None:
    """Print all lessons, and what is next."""
    state = State(course)
    titles = {lesson: safe(lesson.title) for lesson in course.lessons}
    wide = min(max(map(len, titles.values()), default=0), console.width - 34)
    for lesson, title in titles.items():
        shown = title if len(title) <= wide else title[: wide - 1] + "…"
        say(console, f" {lesson.number}  {shown:{wide}}  {_progress(state, lesson)}".rstrip())
    say(console, "")
    say(console, _next(course, state))


def _progress(state: State, lesson: Lesson) -> str:
    """Return the points last seen, as bricks and in words."""
    last = state.last(lesson)
    if last is None:
        return f"{_plate(NOT_BEGUN)}  begun" if state.touched(lesson) else NOT_BEGUN
    points, of = last["points"], last["max_points"]
    return f"{_plate(bricks(points, of))}  {points} of {of} points"


def _plate(plate: str) -> str:
    """Return every plate equally wide, so that the points stand below each other."""
    return plate.ljust(MOST_PLACES + 2)


def _next(course: Course, state: State) -> str:
    """Return what to do next: the first lesson that is not full."""
    for lesson in course.lessons:
        last = state.last(lesson)
        if last is None or last["points"] < last["max_points"]:
            folder = f"lessons/{lesson.slug}"
            if last is None and not state.touched(lesson):
                return f"next: lesson {lesson.number}, read {folder}/README.md"
            return f"next: lesson {lesson.number}, autograder check {lesson.number}"
    return "Every lesson is done. The plate is yours." if course.lessons else "This course has no lessons yet."

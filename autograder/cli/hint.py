"""``hint``: one more step of help for the first open task, from the lesson's own "Stuck?"."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import CourseError, Hint, Lesson, State, Task
from autograder.course.checklist import checks_of
from autograder.reports.console import make_console, say
from autograder.reports.prose import print_markdown


@click.command()
@click.argument("lesson")
@click.option("--task", "number", type=click.IntRange(min=1), help="Help with this task.")
@plain_option
@course_option
def command(lesson: str, number: int | None, plain: bool, course: Path | None) -> None:
    """Show a hint for the first open task of LESSON; again shows the next."""
    found = find_course(course)
    chosen = found.lesson(lesson)
    state = State(found)
    state.take_pristine()
    number = number or _open_task(state, chosen)
    console = make_console(plain)
    if number is None:
        say(console, f"Every task of lesson {chosen.number} · {chosen.title} is done.")
        say(console, f"To read a hint all the same: autograder hint {chosen.number} --task 1")
        sys.exit(0)
    task = _task(chosen, number)
    hint = _next_hint(task, state.hint(chosen))
    state.save_hint(chosen, number, hint.level)
    _print(plain, chosen, task, hint)


def _open_task(state: State, lesson: Lesson) -> int | None:
    """Return the first task with a check that was not seen passing, or None when all is done."""
    passed = (state.last(lesson) or {}).get("passed", [])
    tasks = [task.number for task in lesson.tasks]
    if not tasks:
        raise CourseError("this lesson has no tasks yet.", lesson.readme)
    unseen = {written.check.task for written in checks_of(lesson) if written.check.id not in passed}
    return next((number for number in tasks if number in unseen), None)


def _task(lesson: Lesson, number: int) -> Task:
    for task in lesson.tasks:
        if task.number == number and task.hints:
            return task
    there = ", ".join(str(task.number) for task in lesson.tasks if task.hints) or "none"
    raise CourseError(f"Lesson {lesson.number} has no hints for a task {number}. It has some for: {there}.")


def _next_hint(task: Task, last: tuple[int, int] | None) -> Hint:
    """Return the hint after the one shown last; after the last one, the last one again."""
    level = last[1] if last and last[0] == task.number else 0
    return next((hint for hint in task.hints if hint.level > level), task.hints[-1])


def _print(plain: bool, lesson: Lesson, task: Task, hint: Hint) -> None:

    console = make_console(plain)
    at = task.hints.index(hint) + 1
    say(console, f"Lesson {lesson.number} · {lesson.title} · task {task.number}", "strong")
    say(console, f"{hint.title} (hint {at} of {len(task.hints)})")
    say(console, "")
    print_markdown(console, hint.markdown)
    say(console, "")
    again = f"autograder hint {lesson.number} --task {task.number}"
    say(
        console,
        f"still stuck? {again}"
        if at < len(task.hints)
        else f"that was the last one. Then: autograder diff {lesson.number}",
    )

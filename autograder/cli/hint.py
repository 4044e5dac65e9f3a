"""``hint``: one more step of help for the first open task, from the lesson's own "Stuck?"."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, Hint, Lesson, State, Task
from autograder.course.hints import next_hint, open_task
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
    State(found).take_pristine()
    show_hint(make_console(plain), found, chosen, number)


def show_hint(console: Console, course: Course, lesson: Lesson, number: int | None = None) -> None:
    """Print the next hint for a task, or for the first open one. Raises ``CourseError`` when it has none."""
    state = State(course)
    number = number or open_task(state, lesson)
    if number is None:
        say(console, f"Every task of lesson {lesson.number} · {lesson.title} is done.")
        say(console, f"To read a hint all the same: autograder hint {lesson.number} --task 1")
        return
    task, hint = next_hint(state, lesson, number)
    _print(console, lesson, task, hint)


def _print(console: Console, lesson: Lesson, task: Task, hint: Hint) -> None:
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

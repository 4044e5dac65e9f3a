"""Which hint comes next: of the task that somebody is working on, and one step further than the last one."""

from __future__ import annotations

from collections.abc import Collection

from autograder.course.checklist import checks_of
from autograder.course.errors import CourseError
from autograder.course.layout import Lesson
from autograder.course.state import State
from autograder.course.text import Hint, Task


def open_task(state: State, lesson: Lesson) -> int | None:
    """Return the task that somebody is working on, or else the first one that was broken, or None when all is done."""
    return new_task(state, lesson) or _first_without(lesson, (state.last(lesson) or {}).get("passed", []))


def new_task(state: State, lesson: Lesson) -> int | None:
    """Return the first task with a check that was never seen passing, whatever may be broken at this moment."""
    last = state.last(lesson) or {}
    return _first_without(lesson, [*last.get("seen", ()), *last.get("passed", ())])


def _first_without(lesson: Lesson, passed: Collection[str]) -> int | None:
    tasks = [task.number for task in lesson.tasks]
    if not tasks:
        raise CourseError("this lesson has no tasks yet.", lesson.readme)
    unseen = {written.check.task for written in checks_of(lesson) if written.check.id not in passed}
    return next((number for number in tasks if number in unseen), None)


def task_with_hints(lesson: Lesson, number: int) -> Task:
    """Return a task that has hints; a CourseError says which ones do."""
    for task in lesson.tasks:
        if task.number == number and task.hints:
            return task
    there = ", ".join(str(task.number) for task in lesson.tasks if task.hints) or "none"
    raise CourseError(f"Lesson {lesson.number} has no hints for a task {number}. It has some for: {there}.")


def level_shown(state: State, lesson: Lesson, task: Task) -> int:
    """Return the level of the hint of this task that was shown last; 0 before the first."""
    last = state.hint(lesson)
    return last[1] if last and last[0] == task.number else 0


def next_hint(state: State, lesson: Lesson, number: int) -> tuple[Task, Hint]:
    """Return the hint after the one shown last, and remember it; after the last one, the last one again."""
    task = task_with_hints(lesson, number)
    level = level_shown(state, lesson, task)
    hint = next((hint for hint in task.hints if hint.level > level), task.hints[-1])
    state.save_hint(lesson, number, hint.level)
    return task, hint

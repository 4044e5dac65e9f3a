"""``check``: grade my own work and say what to do next."""

from __future__ import annotations

import gc
import importlib
import json
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.confined import plan_for
from autograder.cli.options import (
    course_option,
    find_course,
    isolation_option,
    plain_option,
    say_checking,
    tests_option,
)
from autograder.cli.trouble import explained
from autograder.course import Course, CourseError, Lesson, State
from autograder.course.progress import keep_result, keep_seeds

if TYPE_CHECKING:
    from autograder.model import Result, Submission
    from autograder.sandbox.levels import Plan


@click.command()
@click.argument("lesson", required=False)
@click.option("--task", type=click.IntRange(min=1), help="Look at one task of LESSON only.")
@click.option("--from", "tree", type=click.Path(path_type=Path), help="Grade another tree, such as solutions.")
@click.option("--json", "as_json", is_flag=True, help="Print the results for a program.")
@click.option("--verbose", is_flag=True, help="Show every finding, and the seed.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the random values from this number.")
@click.option("--real-hashing", is_flag=True, help="Hash passwords at their full cost. Slower, same verdicts.")
@click.option("--workers", type=click.Choice(["auto", "fork", "spawn"]), default="auto", help="How apps are started.")
@isolation_option(default="none", show_default=True)
@plain_option
@course_option
@tests_option
def command(
    lesson: str | None,
    task: int | None,
    tree: Path | None,
    as_json: bool,
    verbose: bool,
    seed: int | None,
    real_hashing: bool,
    workers: str,
    isolation: str,
    plain: bool,
    course: Path | None,
    tests: Path | None,
) -> None:
    """Grade my work on LESSON, such as 03. Without LESSON, all of them."""
    if not as_json:
        say_checking()
    gc.disable()  # this process lives for a second, and what it imports stays until its end
    found = find_course(course, tests)
    with explained(found.root):
        lessons = _lessons(found, lesson, task)
        own = tree is None
        submissions = [_submission(found, each, tree) for each in lessons]
        number = secrets.randbelow(10**6) if seed is None else seed
        remember = own and seed is None
        plan = plan_for(isolation, workers)
        results = _grade(found, submissions, own, remember, number, workers, real_hashing, task, plan)
        if as_json:
            from autograder.reports.machine import to_json

            click.echo(json.dumps(to_json(results), indent=1, ensure_ascii=True))
        else:
            from autograder.cli.show import show

            show(found, submissions, results, plain, verbose, own, task)
        if own and task is None:
            for result in results:
                keep_result(State(found), result)
        from autograder.reports.words import exit_code

        gc.freeze()  # when a process ends, Python looks through all it holds; here that takes longer than some checks
        sys.exit(exit_code(results))


def _lessons(course: Course, name: str | None, task: int | None) -> list[Lesson]:
    """Return the lessons to grade. Zero checks are an error: nothing is full of points because nobody looked."""
    from autograder.course.checklist import checks_of

    if name is None:
        if task is not None:
            raise click.UsageError("--task wants a lesson, as in: check 02 --task 1")
        lessons = [each for each in course.lessons if any(each.checks.glob("test_*.py"))]
        if not lessons:
            raise CourseError("This course has no checks yet.")
        return lessons
    lesson = course.lesson(name)
    if not any(lesson.checks.glob("test_*.py")):
        raise CourseError(f"Lesson {lesson.number} has no checks yet.")
    if task is not None:
        there = sorted({written.check.task for written in checks_of(lesson)})
        if task not in there:
            raise CourseError(f"Lesson {lesson.number} has no task {task}. It has: {', '.join(map(str, there))}.")
    return [lesson]


def _submission(course: Course, lesson: Lesson, tree: Path | None) -> Submission:
    """Return whose work on a lesson to grade: the student's own, or that in another tree or folder."""
    from autograder.model import Submission

    if tree is None:
        return Submission(lesson.slug, lesson.starter)
    for base in (tree, course.root / tree):
        for folder in (base / lesson.slug, base if base.name == lesson.slug or (base / "app.py").is_file() else None):
            if folder is not None and folder.is_dir():
                return Submission(lesson.slug, folder)
    raise CourseError(f"there is no folder {lesson.slug} in {tree}. Name the folder that holds {lesson.slug}.")


def _grade(
    course: Course,
    submissions: list[Submission],
    own: bool,
    remember: bool,
    seed: int,
    workers: str,
    real_hashing: bool,
    task: int | None,
    plan: Plan,
) -> list[Result]:
    from autograder.grading.options import Options
    from autograder.grading.preloads import launcher_for

    options = Options(seed, workers, real_hashing, task=task, plan=plan, shared=True)
    lessons, folders = {each.lesson for each in submissions}, [each.folder for each in submissions]
    launcher = launcher_for(course, lessons, options, folders)  # gets ready while we do all the rest
    try:
        importlib.import_module("autograder.cli.show")  # what prints the results: later, somebody would wait for it
        from autograder.grading.engine import grade_all
        from autograder.grading.job import ChecksBroken

        state = State(course)
        if own:
            state.take_pristine()
        seeds = {each.lesson: state.seeds(course.lesson(each.lesson)) for each in submissions} if remember else {}
        results: list[Result] = []
        grade_all(course, submissions, lambda _, result: results.append(result), options, launcher, seeds)
        if len(results) < len(submissions):
            raise ChecksBroken("pytest stopped before the first check: see the conftest.py of the checks")
        if remember:
            for result in results:
                keep_seeds(state, result)
    finally:
        launcher.close()
    return results

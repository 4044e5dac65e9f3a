"""What ``check`` prints: one lesson in full, or a line for each and the first open one in full."""

from __future__ import annotations

from autograder.cli.trouble import as_typed, program
from autograder.course import Course, Lesson, State
from autograder.live.trouble import report_of
from autograder.model import Outcome, Result, Submission
from autograder.reports.console import make_console, say
from autograder.reports.terminal import Report, View, summary_line


def show(
    course: Course,
    submissions: list[Submission],
    results: list[Result],
    plain: bool,
    verbose: bool,
    own: bool,
    task: int | None,
) -> None:
    """Print the results of a run. ``own`` work is compared with last time's, unless only one task was looked at."""
    console = make_console(plain)
    pairs = list(zip(submissions, results, strict=True))
    if len(pairs) > 1:
        for _, result in pairs:
            lesson = course.lesson(result.lesson)
            summary_line(console, View(result, lesson.number, lesson.title, ""))
        say(console, "")
        if not verbose:
            first = next((pair for pair in pairs if not pair[1].passed), None)
            pairs = [first] if first else []
            if first is None:
                say(console, "Everything passes. The plate is yours." if own else "Everything passes.", "passed")
    for submission, result in pairs:
        Report(console, _view(course, submission, result, verbose, own, task)).print()


def _view(course: Course, submission: Submission, result: Result, verbose: bool, own: bool, task: int | None) -> View:
    lesson = course.lesson(result.lesson)
    last = State(course).last(lesson) if own else None
    report = report_of(course.root, result)
    compared = last if task is None else None
    return View(
        result,
        lesson.number,
        lesson.title,
        as_typed(submission.folder),
        compared.get("points") if compared else None,
        frozenset(compared.get("passed", ())) if compared else frozenset(),
        next_step(course, lesson, result, task) if own else "",
        verbose,
        as_typed(report) if report else "",
    )


def next_step(course: Course, lesson: Lesson, result: Result, task: int | None = None) -> str:
    """Return what to type or to read next."""
    if any(each.outcome is Outcome.NOT_GRADED for each in result.checks):
        return ""
    if not result.passed:
        only = f" --task {task}" if task else ""
        return f"stuck? {program()} hint {lesson.number}{only}"
    if task:
        return f"the whole lesson: {program()} check {lesson.number}"
    later = [each for each in course.lessons if each.slug > lesson.slug]
    return f"next: lesson {later[0].number}, {later[0].title}" if later else "that was the last lesson"

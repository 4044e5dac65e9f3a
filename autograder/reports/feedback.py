"""The text that one student gets: each lesson as it looks in a terminal, and what an instructor changed."""

from __future__ import annotations

import io

from autograder.classroom.gradebook import Row
from autograder.course import Course
from autograder.reports.class_table import one_line
from autograder.reports.console import make_console, safe, say
from autograder.reports.terminal import Report, View
from autograder.reports.words import isolation_line


def text_of(course: Course, student: str, rows: list[Row]) -> str:
    """Return the text of one student."""
    text = io.StringIO()
    console = make_console(plain=True, file=text)
    say(console, f"{one_line(student)}\n")
    for row in rows:
        lesson, change = course.lesson(row.lesson), row.adjustment
        if row.result is None:
            say(console, f"Lesson {lesson.number} · {lesson.title}: {one_line(row.status)}")
        else:
            Report(console, View(row.result, lesson.number, lesson.title, "")).print()
            say(console, f" {isolation_line(row.isolation)}")
        if change is not None:
            now = f"{change.points} of {row.max_points} points, where the checks gave {change.earned}"
            say(console, f"\n Adjusted by hand: {now}.\n {safe(change.why)}")
        say(console, "")
    return text.getvalue()

"""The lessons that the laws are about, and whose starters were worked in."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course, State

COURSE = Course(Path(__file__).resolve().parents[2])
STATE = State(COURSE)
WORKED_IN = [lesson for lesson in COURSE.lessons if STATE.touched(lesson)]
LESSONS = [lesson.with_starter(STATE.pristine(lesson)) if lesson in WORKED_IN else lesson for lesson in COURSE.lessons]
"""All lessons; those that somebody works in have their pristine copy for a starter."""

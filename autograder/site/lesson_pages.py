"""A lesson: its text on one side, its checks as bricks on the other."""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Blueprint, abort, render_template, request

from autograder.course import CourseError, Lesson
from autograder.course.notes import Note, kept_notes
from autograder.live.session import Phase
from autograder.site.panel import Panel, panel_of
from autograder.site.study import the_study
from autograder.site.text import render
from autograder.site.text_pages import address_of

bp = Blueprint("lesson", __name__, url_prefix="/lessons/<slug>")

A_MOMENT = 0.4
"""Seconds that a page waits for the outcome of a check that is under way: so a reload shows the news."""


def find_lesson(slug: str) -> Lesson:
    """Return the lesson of an address, with its text as it is now; one that is not there is a 404."""
    found = next((lesson for lesson in the_study().course.lessons if lesson.slug == slug), None)
    return replace(found) if found else abort(404)


def with_neighbours(lesson: Lesson) -> dict[str, Lesson | None]:
    """Return the lesson, the one before it and the one after it, for the way from one to the next."""
    lessons = lesson.course.lessons
    at = lessons.index(lesson)
    after = lessons[at + 1] if at + 1 < len(lessons) else None
    return {"lesson": lesson, "before": lesson.previous, "after": after}


def panel_now(lesson: Lesson) -> Panel | None:
    """Return the checks of a lesson as they are now, or a moment later when they are being run; nothing without any."""
    study = the_study()
    try:
        watched = study.lives.of(lesson)
    except CourseError:
        return None
    state, end = watched.live.state, time.monotonic() + A_MOMENT
    while state.phase is Phase.CHECKING and (left := end - time.monotonic()) > 0:
        state = watched.live.wait(state.number, left) or watched.live.state
    return panel_of(study, lesson, watched, state)


@bp.get("/")
def show(slug: str) -> str:
    """Show a lesson, and watch its files from now on."""
    study, lesson = the_study(), find_lesson(slug)
    notes = kept_notes(study.state, lesson)

    def field(note: Note) -> str:
        text, kept = notes.get(note.name, ""), request.args.get("kept")
        return render_template("_note.html", lesson=lesson, note=note, text=text, kept=kept)

    return render_template(
        "lesson.html",
        **with_neighbours(lesson),
        text=render(lesson, address_of, field),
        panel=panel_now(lesson),
        run=study.running.run,
    )

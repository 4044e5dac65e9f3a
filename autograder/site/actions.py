"""What somebody can do on a lesson's page. Each is a form that is sent, and leads back to the page."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from autograder.course.hints import next_hint, open_task
from autograder.course.notes import Note, keep_note, notes_of
from autograder.site.lesson_pages import find_lesson
from autograder.site.study import the_study

bp = Blueprint("actions", __name__, url_prefix="/lessons/<slug>")

LONGEST_NOTE = 20_000


def back(slug: str, anchor: str = "plate", kept: str | None = None) -> Response:
    """Lead back to the lesson, with the status that makes a browser ask for it anew."""
    return redirect(url_for("lesson.show", slug=slug, kept=kept, _anchor=anchor), 303)


@bp.post("/check")
def check(slug: str) -> Response:
    """Look again, although no file was saved."""
    the_study().lives.of(find_lesson(slug)).live.check_now()
    return back(slug)


@bp.post("/hint")
def hint(slug: str) -> Response:
    """Show one more hint of a task; without its number, of the first open one."""
    lesson, state = find_lesson(slug), the_study().state
    number = request.form.get("task", type=int) or open_task(state, lesson) or 1
    next_hint(state, lesson, number)
    return back(slug, "hints")


@bp.post("/run")
def run(slug: str) -> Response:
    """Start the student's app; the one that ran before is stopped."""
    the_study().running.start(find_lesson(slug))
    return back(slug, "run")


@bp.post("/stop")
def stop(slug: str) -> Response:
    """Stop the student's app."""
    the_study().running.stop()
    return back(find_lesson(slug).slug, "run")


@bp.post("/notes/<name>")
def note(slug: str, name: str) -> Response:
    """Keep what was written into a field of the text."""
    lesson = find_lesson(slug)
    if name not in {note.name for _, note in notes_of(lesson.text)}:
        abort(404)
    text = request.form.get("text", "").replace("\r\n", "\n")[:LONGEST_NOTE]
    keep_note(the_study().state, lesson, Note(name), text)
    return back(slug, f"note-{name}", name)

"""The other texts of the course: answers, what lessons link to, files as they lie, and pictures."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, render_template, send_file, url_for

from autograder.course import Course, CourseError
from autograder.course.files import is_leftover, read_text
from autograder.course.laws_text import PICTURES
from autograder.site.code import source
from autograder.site.study import the_study
from autograder.site.text import Rendered, render_file

bp = Blueprint("texts", __name__)

LONGEST = 200_000
"""Bytes. Colouring more would keep people waiting, and no file of a lesson has as many."""

FRONT = "README.md"
"""The course's own README: on the site, the list of lessons is there in its place."""


def address_of(path: str) -> str | None:
    """Return where the site shows a file of the course, named from the course on; nothing when it does not."""
    course = the_study().course
    if path == FRONT:
        return url_for("course.home")
    for lesson in course.lessons:
        if path in (f"lessons/{lesson.slug}", f"lessons/{lesson.slug}/{FRONT}"):
            return url_for("lesson.show", slug=lesson.slug)
    if find(course, path) is None:
        return None
    return url_for("texts.picture" if path.endswith(PICTURES) else "texts.show", path=path)


def find(course: Course, path: str) -> Path | None:
    """Return a file of the course. What is hidden, too large or outside of the course is not there."""
    file = (course.root / path).resolve()
    if not file.is_relative_to(course.root) or not file.is_file() or file.stat().st_size > LONGEST:
        return None
    inside = file.relative_to(course.root)
    return None if is_leftover(path) or any(part.startswith(".") for part in inside.parts) else file


@bp.get("/texts/<path:path>")
def show(path: str) -> str:
    """Show a text, or any other file as it lies."""
    course = the_study().course
    file = find(course, path) or abort(404)
    try:
        if file.suffix == ".md":
            page = render_file(course, file, address_of)
        else:
            page = Rendered(source(path, read_text(file)), (), {})
    except CourseError:  # it is no text at all
        abort(404)
    title = page.sections[0].title if page.sections else path
    of = next((lesson for lesson in course.lessons if lesson.slug in Path(path).parts), None)
    return render_template("text.html", title=title, text=page, of=of)


@bp.get("/pictures/<path:path>")
def picture(path: str) -> Response:
    """Send a picture of a text."""
    file = find(the_study().course, path)
    if file is None or not path.endswith(PICTURES):
        abort(404)
    return send_file(file)

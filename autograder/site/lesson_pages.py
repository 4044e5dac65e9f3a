"""A lesson: its text, and its checks as bricks on a plate."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from autograder.course import CourseError, Lesson
from autograder.site.study import the_study

bp = Blueprint("lesson", __name__, url_prefix="/lessons")


def find_lesson(slug: str) -> Lesson:
    """Return the lesson of an address; one that is not there is a 404."""
    try:
        lesson = the_study().course.lesson(slug)
    except CourseError:
        abort(404)
    if lesson.slug != slug:
        abort(404)
    return lesson


@bp.get("/<slug>/")
def show(slug: str) -> str:
    """Show a lesson."""
    return render_template("lesson.html", lesson=find_lesson(slug))

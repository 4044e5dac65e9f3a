"""The course: every lesson as a row of bricks, and where to go on."""

from __future__ import annotations

from flask import Blueprint, render_template

from autograder.site.progress import go_on_with, progress_of
from autograder.site.study import the_study

bp = Blueprint("course", __name__)


@bp.get("/")
def home() -> str:
    """Show all lessons and how far one is."""
    study = the_study()
    rows = [progress_of(study.state, lesson) for lesson in study.course.lessons]
    lesson = go_on_with(study.state)
    go_on = next((row for row in rows if row.lesson == lesson), None)
    return render_template("course.html", rows=rows, go_on=go_on, class_folder=study.class_folder)

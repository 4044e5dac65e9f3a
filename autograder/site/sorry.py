"""Pages for what cannot be shown: each says why, and leads to the course."""

from __future__ import annotations

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from autograder.course import CourseError

HEADS = {403: "Not from here", 404: "There is no such page", 503: "That did not work"}
WHY = {404: "Somebody may have taken it apart, or its address is misspelt."}
"""Sentences that are better than werkzeug's."""


def init_app(app: Flask) -> None:
    """Give the app these pages instead of werkzeug's."""
    for status in HEADS:
        app.register_error_handler(status, show_error)
    app.register_error_handler(CourseError, show_trouble)


def show_error(error: HTTPException) -> tuple[str, int]:
    """Show why a request came to nothing."""
    status = error.code or 503
    return render_template("sorry.html", head=HEADS[status], why=WHY.get(status, error.description)), status


def show_trouble(error: CourseError) -> tuple[str, int]:
    """Show what is wrong with the course, or with a class, in the sentence that a command would print."""
    return render_template("sorry.html", head=HEADS[503], why=str(error)), 503

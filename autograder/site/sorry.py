"""Pages for what cannot be shown: each says why, and leads to the course."""

from __future__ import annotations

import traceback

from flask import Flask, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError

from autograder.course import CourseError
from autograder.live.trouble import Whose, write_report
from autograder.site.study import the_study

HEADS = {403: "Not from here", 404: "There is no such page", 503: "That did not work"}
WHY = {404: "Somebody may have taken it apart, or its address is misspelt."}
"""Sentences that are better than werkzeug's."""


class EarlierStart(Forbidden):
    """The page that sent this has the token of a start that is over. It was left open, and nothing is wrong with it."""

    description = (
        "This page was open since an earlier start of the course, so nothing was done. If you wrote something into it, "
        "go back and copy it. Then open the page anew, and it works again."
    )


def init_app(app: Flask) -> None:
    """Give the app these pages instead of werkzeug's."""
    for status in HEADS:
        app.register_error_handler(status, show_error)
    app.register_error_handler(CourseError, show_trouble)
    app.register_error_handler(InternalServerError, show_mistake)
    app.logger.disabled = True  # a report has what it would write, and the terminal is the student's


def show_error(error: HTTPException) -> tuple[str, int]:
    """Show why a request came to nothing."""
    status = error.code or 503
    head, slug = HEADS[status], None
    if isinstance(error, EarlierStart):
        head, slug = "The course was started anew", (request.view_args or {}).get("slug")
    return render_template("sorry.html", head=head, why=WHY.get(status, error.description), slug=slug), status


def show_trouble(error: CourseError) -> tuple[str, int]:
    """Show what is wrong with the course, or with a class, in the sentence that a command would print."""
    return render_template("sorry.html", head=HEADS[503], why=str(error)), 503


def show_mistake(error: InternalServerError) -> tuple[str, int]:
    """Show that the site itself stopped, and where the report is."""
    why = (
        f"The site stopped with an error of its own. It does not count against you. {report(error.original_exception)}"
    )
    return render_template("sorry.html", head=Whose.OURS.capitalize(), why=why), 500


def report(error: BaseException | None) -> str:
    """Write down an error of ours, and return the sentence that says where."""
    told = "".join(traceback.format_exception(error)) if error else "no details"
    file = write_report(the_study().course.root, told)
    return f"The report is in {file}." if file else "No report could be written."

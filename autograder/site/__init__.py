"""The course in the browser: a small Flask app, made with the bricks that the course teaches."""

from __future__ import annotations

from flask import Flask

from autograder.reports.class_table import one_line
from autograder.reports.console import safe
from autograder.reports.words import TABLE
from autograder.site import actions, class_pages, course_pages, events, guard, lesson_pages, sorry, text_pages
from autograder.site.findings import breakable, paragraphs, ticked
from autograder.site.study import Study


def create_app(study: Study) -> Flask:
    """Return the site for one course on this machine; ``study`` is what all of its pages share."""
    app = Flask(__name__)
    app.extensions["study"] = study
    app.add_template_filter(ticked)
    app.add_template_filter(breakable)
    app.add_template_filter(paragraphs)
    app.add_template_filter(safe, "visible")
    app.add_template_filter(one_line, "plain")
    app.add_template_filter(TABLE.__getitem__, "words")
    guard.init_app(app)
    sorry.init_app(app)
    for pages in (course_pages, lesson_pages, text_pages, actions, events, class_pages):
        app.register_blueprint(pages.bp)
    return app

"""The course in the browser: a small Flask app, made with the bricks that the course teaches."""

from __future__ import annotations

from flask import Flask

from autograder.site import course_pages, guard, lesson_pages, text_pages
from autograder.site.study import Study


def create_app(study: Study) -> Flask:
    """Return the site for one course on this machine; ``study`` is what all of its pages share."""
    app = Flask(__name__)
    app.extensions["study"] = study
    guard.init_app(app)
    app.register_blueprint(course_pages.bp)
    app.register_blueprint(lesson_pages.bp)
    app.register_blueprint(text_pages.bp)
    return app

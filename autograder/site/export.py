"""The texts of the course as plain pages: the same templates and the same look, with nothing to press.

Every address is relative, so the pages work on any web server, in any folder of it, and opened from a disk.
"""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import quote, unquote

from flask import Flask, render_template, request

from autograder.course import Course, CourseError
from autograder.course.files import Files
from autograder.site import text_pages
from autograder.site.lesson_pages import find_lesson, with_neighbours
from autograder.site.progress import untouched
from autograder.site.study import Study, the_study
from autograder.site.text import render


def pages(course: Course) -> Files:
    """Return the pages of a course and all that they link to. Raises ``CourseError`` for a text that cannot be read."""
    if not course.lessons:
        raise CourseError(f"The course in {course.root} has no lessons yet, so there is nothing to export.")
    app = _Paper(course)
    browser = app.test_client()
    files: Files = {}
    while waiting := sorted(app.linked - app.seen):
        for address in waiting:
            app.seen.add(address)
            with browser.get(address) as answer:
                if answer.status_code != 200:
                    raise CourseError(f"A text links to {unquote(address)}, and no page can be made of that.")
                files[file_of(address)] = answer.data
    return files


def file_of(address: str) -> str:
    """Return the file that holds the page of an address: what is opened from a disk needs a name that ends in .html."""
    path = unquote(address).removeprefix("/")
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return f"{path}.html" if path.startswith("texts/") else path


class _Paper(Flask):
    """The site without its actions. It remembers what its pages link to; an address that it lacks is an error."""

    def __init__(self, course: Course) -> None:
        super().__init__("autograder.site")
        self.linked, self.seen = {"/"}, set[str]()
        self.extensions["study"] = Study(course)
        self.jinja_env.globals["exported"] = True
        self.testing = True  # what goes wrong in a page is not a page
        self.add_url_rule("/", "course.home", show_course)
        self.add_url_rule("/lessons/<slug>/", "lesson.show", show_lesson)
        self.register_blueprint(text_pages.bp)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return the way from this page's file to another one."""
        address, hash_, anchor = super().url_for(endpoint, **values).partition("#")
        self.linked.add(address)
        here = posixpath.dirname(file_of(quote(request.path)))
        return quote(posixpath.relpath(file_of(address), here or ".")) + hash_ + anchor


def show_course() -> str:
    """Show all lessons."""
    rows = [untouched(lesson) for lesson in the_study().course.lessons]
    return render_template("course.html", rows=rows, go_on=rows[0])


def show_lesson(slug: str) -> str:
    """Show a lesson's text."""
    lesson = find_lesson(slug)
    title = f"{lesson.number} · {lesson.title}"
    text = render(lesson, text_pages.address_of)
    return render_template("text.html", title=title, text=text, **with_neighbours(lesson))

"""What lessons link to: answers, other texts, files and pictures, and nothing else of this machine."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from autograder.course import Course
from autograder.site import create_app
from autograder.site.study import Study
from autograder.site.text_pages import address_of


@pytest.fixture
def browser(tiny_course: Course) -> FlaskClient:
    """Return a browser for the site of the tiny course."""
    return create_app(Study(tiny_course, hosts=frozenset({"localhost"}))).test_client()


def test_an_answer_and_a_file_are_shown(tiny_course: Course, browser: FlaskClient) -> None:
    answer = tiny_course.lesson("1").solution / "ANSWER.md"
    answer.write_text(
        "# An answer\n\nBack to [lesson 1](../../lessons/01_hello/README.md), or [all](../../README.md).\n"
    )
    page = browser.get("/texts/solutions/01_hello/ANSWER.md").text
    assert "<title>An answer · " in page
    assert '<a href="/lessons/01_hello/">01 Hello</a>' in page  # the way back
    assert 'Back to <a href="/lessons/01_hello/">lesson 1</a>, or <a href="/">all</a>.' in page
    (tiny_course.lesson("1").starter / "page.html").write_text("<script>alert('mine')</script>")
    page = browser.get("/texts/lessons/01_hello/page.html").text
    assert "alert" in page
    assert "<script>alert" not in page


def test_a_picture_is_sent(tiny_course: Course, browser: FlaskClient) -> None:
    tiny_course.lesson("1").readme.with_name("door.png").write_bytes(b"picture")
    with browser.get("/pictures/lessons/01_hello/door.png") as answer:
        assert answer.data == b"picture"


@pytest.mark.parametrize(
    "path", ["../secret.md", ".baseplate/state.json", "lessons", "lessons/01_hello/link.md", "no.md"]
)
def test_what_is_hidden_or_outside_of_the_course_is_not_there(
    tiny_course: Course, browser: FlaskClient, path: str
) -> None:
    secret = tiny_course.root.with_name("secret.md")
    secret.write_text("# Secret")
    (tiny_course.root / ".baseplate").mkdir()
    (tiny_course.root / ".baseplate" / "state.json").write_text("{}")
    (tiny_course.root / "lessons" / "01_hello" / "link.md").symlink_to(secret)
    assert browser.get(f"/texts/{path}").status_code == 404
    assert browser.get(f"/pictures/{path}").status_code == 404
    with browser.application.test_request_context():
        assert address_of(path) is None

"""A lesson's text on the course site: what GitHub shows of it, with addresses of the site and fields for notes."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from autograder.course import Course
from autograder.course.laws import broken
from autograder.course.notes import Note
from autograder.site.text import Rendered, render, render_hint

Write = Callable[..., Rendered]


@pytest.fixture
def written(tiny_course: Course) -> Write:
    """Return a function that puts lines into the text of the second lesson, and renders it."""

    def write(lines: str) -> Rendered:
        lesson = tiny_course.lesson("2")
        lesson.readme.write_text(lesson.readme.read_text("utf-8") + f"\n{lines}\n", encoding="utf-8")
        return render(lesson, lambda path: f"/files/{path}", lambda note: f"<textarea>{note.label}</textarea>")

    return write


def read(page: Rendered, selector: str) -> list[str]:
    """Return the words of all elements that a selector finds."""
    return [found.text() for found in LexborHTMLParser(page.html).css(selector)]


def test_headings_have_githubs_anchors_and_tasks_are_found_by_number(written: Write) -> None:
    page = written("## What `--debug` does\n\n## Names\n\n## Names")
    assert page.tasks == {1: "task-1", 2: "task-2"}
    assert [head.anchor for head in page.sections[-3:]] == ["what---debug-does", "names", "names-1"]
    assert all(f'id="{head.anchor}">' in page.html for head in page.sections)


def test_a_text_that_is_changed_is_read_again(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("2")
    before = render(lesson, str)
    lesson.readme.write_text(f"{lesson.readme.read_text('utf-8')}\n## One more\n", encoding="utf-8")
    assert [head.title for head in render(lesson, str).sections] == [
        *(head.title for head in before.sections),
        "One more",
    ]


def test_hints_stay_folded(written: Write) -> None:
    page = written("")
    folds = LexborHTMLParser(page.html).css("details")
    assert [fold.css_first("summary").text() for fold in folds][:2] == ["Task 1 · where to look", "Task 1 · the idea"]
    assert not [fold for fold in folds if "open" in fold.attributes]


def test_a_block_of_code_wears_the_name_of_its_file(written: Write) -> None:
    page = written("**`app.py`**, as you find it:\n\n```python\nname = 'Zoë'\n```")
    assert read(page, "figcaption")[-1] == "app.py, as you find it"
    assert read(page, "pre")[-1] == "name = 'Zoë'\n"
    assert not [words for words in read(page, "p") if "as you find it" in words]


@pytest.mark.parametrize(
    ("language", "code", "token", "copied"),
    [
        ("python", "def home():", "def", True),
        ("python", "def home():\n    ...", "def", False),
        ("python", ">>> print(1)\n1", ">>>", False),
        ("html", "{{ build.title }}", "{{", True),
        ("console", "$ flask run\n * Running", "$", True),
        ("css", "main { color: red }", "main", True),
        ("sql", "select 1", "select", True),
        ("text", "$ nothing", "", False),
        ("klingon", "qapla' < 1", "", True),
    ],
)
def test_code_is_coloured_and_what_can_be_typed_can_be_copied(
    written: Write, language: str, code: str, token: str, copied: bool
) -> None:
    page = written(f"```{language}\n{code}\n```")
    block = LexborHTMLParser(page.html).css("pre")[-1]
    assert block.text() == f"{code}\n"
    assert ([word.text().strip() for word in block.css("span")] or [""])[0] == token
    assert ("data-copy" in block.attributes) == copied
    assert (block.attributes["tabindex"], block.attributes["role"]) == ("0", "group")


def test_links_and_pictures_lead_through_the_site(written: Write) -> None:
    page = written(
        "[back](../01_hello/README.md#task-2) [here](#task-1) [answer](../../solutions/02_names/ANSWER.md)\n"
        "[docs](https://example.org/a?b=1) [out](../../../secret.md) [code](app.py)\n\n![A <door>](images/door.png)"
    )
    addresses = [link.attributes["href"] for link in LexborHTMLParser(page.html).css("a")][-5:]
    assert addresses == [
        "/files/lessons/01_hello/README.md#task-2",
        "#task-1",
        "/files/solutions/02_names/ANSWER.md",
        "https://example.org/a?b=1",
        "/files/lessons/02_names/app.py",
    ]
    assert " out " in LexborHTMLParser(page.html).text()  # nothing outside of the course has an address
    assert '<img src="/files/lessons/02_names/images/door.png" alt="A &lt;door&gt;">' in page.html


def test_a_picture_says_its_size_and_is_never_fetched_from_elsewhere(tiny_course: Course, written: Write) -> None:
    picture = tiny_course.lesson("2").readme.with_name("door.png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30, 20))
    page = written("![A door](door.png) ![A spy](https://example.org/spy.png)")
    assert 'alt="A door" width="30" height="20">' in page.html
    assert "<em>A spy</em>" in page.html
    assert "spy.png" not in page.html


def test_a_table_scrolls_in_a_box_and_an_empty_corner_is_no_heading(written: Write) -> None:
    page = written("| | you see |\n|---|---|\n| a | `x` |")
    box = LexborHTMLParser(page.html).css("div.table")[-1]
    assert (box.attributes["aria-label"], box.attributes["tabindex"]) == ("Table: you see", "0")
    assert [cell.text() for cell in box.css("th")] == ["you see"]


def test_html_in_a_text_is_shown_and_not_obeyed(written: Write) -> None:
    page = written("<script>alert(1)</script>\n\nPress <kbd>Tab</kbd> <b onclick=alert(1)>now</b>.\n\n<!-- secret -->")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
    assert "Press <kbd>Tab</kbd> &lt;b onclick=alert(1)&gt;now&lt;/b&gt;." in page.html
    assert "secret" not in page.html


def test_a_marked_place_becomes_a_field_and_without_notes_nothing(tiny_course: Course, written: Write) -> None:
    page = written("Write it down.\n\n<!-- note: your-guesses -->")
    assert page.html.endswith("<p>Write it down.</p>\n<textarea>Your guesses</textarea>\n")
    assert "note" not in render(tiny_course.lesson("2"), str).html


def test_a_hint_stands_alone(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("1")
    html = render_hint(lesson, lesson.tasks[0].hints[1], str)
    assert re.search(r'<p>A function under a rule answers the address:</p>\n<figure class="code">', html)
    assert "<details" not in html


def test_lint_knows_the_markers_of_a_text(tiny_course: Course, written: Write) -> None:
    assert Note("your-guesses").label == "Your guesses"
    written("<!-- note: your-guesses -->\n\n<!-- note: Your guesses -->\n\n<!-- note: your-guesses -->")
    lines = tiny_course.lesson("2").text.lines
    wrong, again = lines.index("<!-- note: Your guesses -->") + 1, len(lines) - 1
    assert broken("markers", tiny_course.lesson("2")) == [
        f"lessons/02_names/README.md:{wrong}: nothing here understands <!-- note: Your guesses -->. "
        "A note is `<!-- note: a-name-of-words -->`.",
        f"lessons/02_names/README.md:{again}: two notes are called your-guesses. Give each a name of its own.",
    ]

"""Where a finding says to look: the task's TODO, or what made the answer, or the layout, or what took the form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.checks.bench import Bench
from autograder.checks.finding import NotYet
from autograder.checks.places import framed
from autograder.checks.visitor import Visitor

Put = Callable[..., Bench]


def test_where_to_look_is_the_todo_or_else_what_made_the_answer(on_bench: Put) -> None:
    bench = on_bench(
        "# TODO 2: Add a page.\n@app.get('/')\ndef home(): return render_template('home.html')",
        {"templates/home.html": "x"},
    )
    Visitor(bench).opens("/")
    bench.task = 2
    assert bench.look_at() == "app.py:3"
    bench.task = 1
    assert bench.look_at() == "app.py:4, templates/home.html"
    assert bench.look_at({}) == ""
    assert bench.source("app.py:3") == "# TODO 2: Add a page."
    assert [bench.source(odd) for odd in ("app.py:99", "none.py:1", "app.py", "app.py:0", "")] == [""] * 5


ABOUT = (
    "@app.get('/')\ndef home(): return 'x'\n{between}@app.get('/about')\ndef about():\n    {inside}return 'y'\n{below}"
)


@pytest.mark.parametrize(
    ("app", "path", "place"),
    [
        (ABOUT.format(between="# TODO 1: a\n", inside="", below=""), "/", "app.py:3, app.py:5"),
        (ABOUT.format(between="# TODO 1: a\n", inside="", below=""), "/about", "app.py:5"),
        (ABOUT.format(between="", inside="# TODO 1: a\n    ", below=""), "/", "app.py:3, app.py:7"),
        (ABOUT.format(between="", inside="# TODO 1: a\n    ", below=""), "/about", "app.py:7"),
        (ABOUT.format(between="", inside="", below="# TODO 1: a\n"), "/", "app.py:3, app.py:8"),
        (ABOUT.format(between="", inside="", below="# TODO 1: a\n"), "/about", "app.py:8"),
    ],
)
def test_a_todo_of_another_view_comes_behind_the_one_that_answered(on_bench: Put, app, path, place) -> None:
    bench = on_bench(app)
    bench.begin(1)
    Visitor(bench).opens(path)
    assert bench.look_at() == place


LAYOUTS = {
    "templates/home.html": "{% extends 'page.html' %}",
    "templates/page.html": '{%- extends "frames/frame.html" -%}',
    "templates/frames/frame.html": "<main></main>",
    "templates/alone.html": "<main></main>",
    "templates/round.html": "{% extends 'round.html' %}",
}


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("home.html", "templates/frames/frame.html, templates/home.html"),
        ("alone.html", "app.py:3, templates/alone.html"),
    ],
)
def test_what_frames_a_page_is_its_outermost_layout_if_it_has_one(on_bench: Put, template, place) -> None:
    bench = on_bench(f"@app.get('/')\ndef home(): return render_template('{template}')", LAYOUTS)
    page = Visitor(bench).opens("/")
    with pytest.raises(NotYet) as raised:
        page.not_yet(expected="a bar", got="none", made=page.frame)
    assert ("Look at", place) in raised.value.finding.rows


def test_a_layout_that_extends_itself_is_looked_at_once() -> None:
    files = {name: text.encode() for name, text in LAYOUTS.items()}
    claims = {"templates": ["round.html"]}
    assert framed(files, claims) == claims


def test_a_page_that_a_post_spoilt_leads_to_the_view_that_took_it(on_bench: Put) -> None:
    bench = on_bench(
        "@app.get('/')\ndef home(): return 'x'\n@app.post('/add')\ndef add():\n    return redirect('/')",
    )
    visitor = Visitor(bench)
    visitor.posts("/add")
    page = visitor.opens("/")
    with pytest.raises(NotYet) as raised:
        page.same(1, 2, made=visitor.sent)
    assert ("Look at", "app.py:5") in raised.value.finding.rows
    with pytest.raises(NotYet) as raised:
        page.same(1, 2)
    assert ("Look at", "app.py:3") in raised.value.finding.rows

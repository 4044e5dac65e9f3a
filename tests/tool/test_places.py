"""Where a finding says to look: the task's TODO, or what made the answer, or the layout, or what took the form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.checks.bench import Bench
from autograder.checks.finding import NotYet
from autograder.checks.places import framed
from autograder.checks.visitor import Visitor
from tests.tool.conftest import APP

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


HOME = "@app.get('/')\ndef home():\n    return 'x'\n"


@pytest.mark.parametrize(
    ("now", "place"),
    [
        ("# TODO 1: Greet.\n" + HOME, "app.py:3"),
        ("# TODO 1: Greet.\n" + HOME.replace("x", "y"), "app.py:3"),
        ("# TODO 1: Greet.\n" + HOME.replace("'/'", "'/', endpoint='front'"), "app.py:4"),
        ("def greet(): return 'x'\n# TODO 1: Greet.\n" + HOME, "app.py:5"),
        ("# TODO 1: Greet.\ndef greet(): return 'x'\n\n" + HOME, "app.py:6"),
    ],
    ids=["as in the starter", "changed further down", "changed below it", "new above it", "new below it"],
)
def test_a_todo_that_somebody_has_worked_on_is_no_place_to_look_at(on_bench: Put, now: str, place: str) -> None:
    starter = {"app.py": (APP + "# TODO 1: Greet.\n" + HOME).encode()}
    bench = on_bench(now, starter=lambda: starter)
    bench.begin(1)
    Visitor(bench).opens("/")
    assert bench.look_at() == place


def test_a_todo_is_known_again_in_a_file_that_was_moved(on_bench: Put) -> None:
    starter = {"old.py": b"a = 1\n# TODO 1: Greet.\nb = 2\n"}
    bench = on_bench(HOME, {"new.py": "a = 1\n# TODO 1: Greet.\nb = 2\n"}, starter=lambda: starter)
    bench.begin(1)
    bench.app()
    assert bench.look_at() == "new.py:2"


def test_what_is_left_to_do_begins_with_what_made_the_page(on_bench: Put) -> None:
    todo = "{# TODO 1: a link #}\n"
    pages = {
        "templates/home.html": "{% extends 'frame.html' %}",
        "templates/frame.html": todo,
        "forms.py": "# TODO 1: x",
    }
    home = "@app.get('/')\ndef home(): return render_template('home.html')\n"
    app = f"{home}# TODO 1: y\n@app.get('/b')\ndef other(): return 'x'"
    bench = on_bench(app, pages)
    Visitor(bench).opens("/")
    bench.task = 1
    assert bench.look_at() == "templates/frame.html:1, app.py:5, forms.py:1"
    bench = on_bench(app, {**pages, "about.py": "# TODO 1: z", "aboard.py": "# TODO 1: z"})
    Visitor(bench).opens("/")
    bench.task = 1  # a fourth and a fifth are not named
    assert bench.look_at() == "templates/frame.html:1, app.py:5, aboard.py:1"


def test_a_guard_is_named_beside_its_view_and_a_file_of_the_check_is_not(on_bench: Put) -> None:
    app = """
from functools import wraps
from strange import strange
def guard(view):
    @wraps(view)
    def guarded():
        return view()
    return guarded
@app.get('/')
@guard
def home():
    return 'x'
app.add_url_rule('/strange', view_func=strange)
"""
    bench = on_bench(app, {"strange.py": "def strange(): return 'x'"})
    visitor = Visitor(bench)
    visitor.opens("/")
    assert bench.look_at() == "app.py:11, app.py:7"
    visitor.opens("/strange")
    assert bench.look_at() == "strange.py:1"
    del bench.copy.files["strange.py"]  # as if a check had put it beside the app
    assert bench.look_at() == ""


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


def test_a_line_of_the_students_is_found_by_how_it_begins(on_bench: Put) -> None:
    visitor = Visitor(on_bench("# colour = 1\n\n  colour  =  2\ncolours = 3"))
    assert visitor.line_of("app.py", "colour =") == "app.py:5"
    assert visitor.line_of("app.py", "size =") is None
    assert visitor.line_of("other.py", "colour =") is None

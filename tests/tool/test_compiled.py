"""Templates that a starter gives are compiled once for all, and only where that makes no difference to an app."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.preloads import given_templates
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.remote import Worker
from tests.tool.conftest import APP

GIVEN = {
    "page.html": "<p>\n  {% if true %}\n{{ name|upper }}{{ 'x'|title }}\n  {% endif %}</p>",
    "own.html": "{{ 1|studs }}",
    "broken.html": "<p>\n{{ name.first.letter }}</p>",
}
COUNTED = (
    APP
    + """
from jinja2 import Environment
compiled, inner = [], Environment.compile
def compile(self, source, name=None, *rest, **more):
    compiled.append(name)
    return inner(self, source, name, *rest, **more)
Environment.compile = compile

@app.get("/compiled")
def names(): return " ".join(compiled)

@app.get("/<name>")
def page(name): return render_template("page.html", name=name)

@app.get("/broken")
def broken(): return render_template("broken.html", name="ada")
"""
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is compiled ahead where processes do not fork")


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """Return a launcher whose workers have the given templates."""
    launcher = make_launcher("fork", (), templates=GIVEN)
    yield launcher
    launcher.close()


@pytest.fixture
def asks(launcher: Launcher, tmp_path: Path) -> Iterator[Callable[..., list[str]]]:
    """Return a function that asks an app for some pages: it is told more of the app, and a template that differs."""
    workers: list[Worker] = []

    def ask(*paths: str, more: str = "", page: str = GIVEN["page.html"]) -> list[str]:
        (tmp_path / "templates").mkdir()
        for name, template in {**GIVEN, "page.html": page}.items():
            (tmp_path / "templates" / name).write_text(template)
        (tmp_path / "app.py").write_text(COUNTED + more)
        workers.append(Worker(launcher, tmp_path, {}, real_hashing=False))
        workers[0].load(10)
        answers = [workers[0].request({"REQUEST_METHOD": "GET", "PATH_INFO": path}, b"", 10) for path in paths]
        return [str(answer.claims["error"]) if "error" in answer.claims else answer.body.decode() for answer in answers]

    yield ask
    for worker in workers:
        worker.kill()


def test_a_template_as_it_was_given_is_not_compiled_again(asks: Callable[..., list[str]]) -> None:
    page, compiled = asks("/ada", "/compiled")
    assert "ADAX" in page
    assert compiled == ""


def test_a_template_that_was_changed_is_compiled(asks: Callable[..., list[str]]) -> None:
    assert asks("/ada", "/compiled", page="{{ name|lower }}!") == ["ada!", "page.html"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True", "<p>\nADAX\n</p>"),
        ("app.jinja_env.filters['title'] = lambda _: 'mine'", "ADAmine"),
        ("app.jinja_env.filters['upper'] = pass_context(lambda _, name: f'my {name}')", "my adaX"),
        ("app.jinja_env.autoescape = False", "<B>X"),
        ("app.select_jinja_autoescape = lambda _: False", "<B>X"),
        ("app.jinja_env.add_extension('jinja2.ext.do')", "ADAX"),
        ("app.jinja_env.variable_start_string = '[['; app.jinja_env.variable_end_string = ']]'", "{{ name|upper }}"),
        ("app.jinja_env.finalize = lambda value: f'({value})'", "(ADA)"),
    ],
)
def test_an_app_that_sets_up_jinja_in_its_own_way_gets_what_it_asked_for(
    more: str, says: str, asks: Callable[..., list[str]]
) -> None:
    name = "<b>" if "autoescape" in more else "ada"
    page, compiled = asks(f"/{name}", "/compiled", more=f"from jinja2 import pass_context\n{more}")
    assert says in page
    assert compiled == "page.html"


def test_an_error_in_a_given_template_is_told_where_it_is(asks: Callable[..., list[str]]) -> None:
    told, compiled = asks("/broken", "/compiled")
    assert "'file': 'templates/broken.html', 'line': 2" in told
    assert compiled == ""


def test_a_template_that_needs_a_filter_of_the_app_is_left_to_the_app(asks: Callable[..., list[str]]) -> None:
    more = "app.jinja_env.filters['studs'] = lambda n: f'{n} stud'\n"
    more += "@app.get('/own')\ndef own(): return render_template('own.html')"
    assert asks("/own", "/compiled", more=more) == ["1 stud", "own.html"]


def test_only_one_lessons_starter_gives() -> None:
    course = Course(Path(__file__).parents[2])
    first, second = (lesson.slug for lesson in course.lessons[3:5])
    assert given_templates(course, {first}) and given_templates(course, {second})
    assert given_templates(course, {first, second}) == {}

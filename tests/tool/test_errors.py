"""How an error is shown, and that what an untrusted process tells of it is only ever text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.errors import AppError, Frame, explain, finding_rows, parse_traceback, shadowing
from autograder.checks.errors.explain import _entries
from tests.tool.broken_app import HEAD, VIEW, happens

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["type", "frames", "line"]), inner),
)
KEYS = ["type", "message", "frames", "names", "text"]
FRAME_KEYS = ["file", "line", "function", "call", "source", "around", "column", "end_column"]


def block(error: AppError, **options: object) -> str:
    return "\n".join(text for _, text in finding_rows(error, **options))


def test_an_error_is_shown_with_its_line_a_mark_and_a_sentence(tmp_path):
    told = happens(
        tmp_path,
        HEAD + '\n\n@app.get("/")\ndef hello(name="Ada"):\n    return f"<h1>Hello, {nam}!</h1>"\n',
    )
    assert block(told.by_worker, prefix="lessons/02_dynamic_urls/") == (
        "lessons/02_dynamic_urls/app.py:7   in hello(name='Ada')\n"
        '    6 |  def hello(name="Ada"):\n'
        '>   7 |      return f"<h1>Hello, {nam}!</h1>"\n'
        "      |                           ^^^\n"
        "NameError: the name `nam` does not exist here. Did you mean `name`?"
    )


def test_the_way_to_the_line_is_told_in_one_line_each(tmp_path):
    told = happens(
        tmp_path,
        "from builds import find\n" + VIEW + "return find(3)\n",
        {"builds.py": "def find(number):\n    return [][number]\n"},
    )
    assert block(told.by_print) == (
        "builds.py:2   in find\n"
        "    1 |  def find(number):\n"
        ">   2 |      return [][number]\n"
        "      |             ^^^^^^^^^^\n"
        "called from app.py:6   in home\n"
        "IndexError: this list is shorter than the number between the brackets asks for. "
        "Counting begins with 0, so the last of three has the number 2."
    )


def test_an_error_in_a_template_is_shown_in_the_template(tmp_path):
    page = "<h1>\n{{ build.title.text }}\n</h1>\n"
    told = happens(tmp_path, VIEW + "return render_template('page.html')\n", {"templates/page.html": page})
    for error in told:
        assert block(error).startswith("templates/page.html:2\n    1 |  <h1>\n>   2 |  {{ build.title.text }}\n")


def test_umlauts_and_tabs_before_the_mark_do_not_move_it(tmp_path):
    told = happens(tmp_path, HEAD + "@app.get('/')\ndef home():\n\treturn 'äöü' + nam\n")
    for error in told:
        listing = block(error).splitlines()
        assert listing[3].index("^") == listing[2].index("nam")


def test_a_function_that_calls_itself_is_shown_once(tmp_path):
    told = happens(tmp_path, VIEW + "return home()\n")
    for error in told:
        assert block(error).count("return home()") == 1


def test_a_lesson_is_named_only_where_the_course_has_it(tmp_path):
    error = happens(tmp_path, VIEW + "x = 1\n").by_worker
    assert "Lesson 01 tells more." in block(error, lessons=("00", "01"))
    assert "Lesson" not in block(error, lessons=("07",))


def test_an_error_that_nobody_knows_is_left_in_its_own_words():
    error = AppError("builds.PenguinError", "too cold", (Frame("app.py", 3, "home", "    freeze()"),))
    assert block(error) == "app.py:3   in home\n>   3 |      freeze()\nPenguinError: too cold"


def test_escapes_are_taken_out_and_invisible_characters_are_named():
    error = AppError.from_dict(
        {
            "type": "KeyError",
            "message": "'a\x1b]0;title\x07\x1b[31mb\u200b\u202e\x00'",
            "frames": [{"file": "\x1b[2Japp.py", "line": 1, "source": "\tx\u00a0= y", "column": 5, "end_column": 6}],
        }
    )
    assert block(error) == (
        "app.py:1\n"
        ">   1 |      x<U+00A0 no-break space>= y\n"
        "      |                                ^\n"
        "KeyError: the dictionary has no key 'ab<U+200B zero width space><U+202E right-to-left override><U+0000>'. "
        "Check its spelling, or ask with `.get('ab<U+200B zero width space><U+202E right-to-left override><U+0000>')`, "
        "which gives `None` when the key is missing."
    )


def test_what_is_too_long_is_cut_and_says_so():
    error = AppError.from_dict(
        {"type": "NameError", "message": f"name '{'n' * 5000}' is not defined", "frames": [{}] * 99}
    )
    assert len(error.message) == 2000
    assert len(error.frames) == 20
    error = AppError.from_dict({"type": "NameError", "message": f"name '{'n' * 500}' is not defined"})
    assert f"`{'n' * 80} (first 80 of 500 characters)`" in explain(error).says


@given(
    st.dictionaries(st.sampled_from(KEYS), ANYTHING)
    | st.fixed_dictionaries({"frames": st.lists(st.dictionaries(st.sampled_from(FRAME_KEYS), ANYTHING))})
    | ANYTHING
)
def test_whatever_a_worker_sends_becomes_text(data):
    shown = block(AppError.from_dict(data))
    assert "\x1b" not in shown
    assert all(character.isprintable() or character == "\n" for character in shown)


@given(st.text())
def test_whatever_is_printed_can_be_looked_through(text):
    parse_traceback(text, Path("/nowhere"))
    parse_traceback("Traceback (most recent call last):\n" + text, Path("/nowhere"))


@pytest.mark.parametrize(
    "entry", [ready.entry for ready in _entries()], ids=lambda entry: f"{entry.type} {entry.message[:40]}"
)
def test_an_entry_is_short_and_kind(entry):
    named = [*re.compile(entry.message).groupindex, *re.compile(entry.made_in).groupindex]
    groups = dict.fromkeys(named, "thing") | {"there": "`a.html`"}
    for text in (entry.says.format_map(groups), entry.next_step.format_map(groups)):
        assert text[-1] in ".?"
        assert len(re.findall(r"[.?:] [A-Z]", text)) <= 1, "more than two sentences"
        assert not re.search(r"\b(simply|just add|obviously|easy|easily|wrong|mistake|forgot|bad)\b", text)
    assert entry.near in ("", *groups)
    assert entry.lesson is None or re.fullmatch(r"\d\d", entry.lesson)


def test_files_that_hide_a_module_are_named():
    assert shadowing(["flask.py", "app.py", "builds.py", "templates", "token.py", "email/__init__.py", "static"]) == (
        "Your file `email/__init__.py` hides Python's own module `email`. Give it another name.",
        "Your file `flask.py` hides the package `flask`. Give it another name.",
        "Your file `token.py` hides Python's own module `token`. Give it another name.",
    )

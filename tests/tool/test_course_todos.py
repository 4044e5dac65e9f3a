"""TODOs can be taken out of a starter and planted into another base, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import replant, todos_in, without_todos

STARTER = """\
from flask import Flask

app = Flask(__name__)
# TODO 1: Give the app a secret key.


@app.get("/")
def home():
    # TODO 2: Greet by name.
    #   The name is in the address.
    return "Hello"


# TODO 3: Write a view at "/sign".
"""
BASE = """\
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello"
"""


def test_without_its_todos_a_starter_is_its_base() -> None:
    assert without_todos(STARTER) == BASE


def test_replanting_into_the_same_base_changes_nothing() -> None:
    assert replant(STARTER, BASE) == STARTER


def test_a_todo_keeps_to_the_line_below_when_that_line_changes() -> None:
    planted = replant(STARTER, BASE.replace('return "Hello"', 'return "Welcome"'))
    assert '    #   The name is in the address.\n    return "Welcome"\n' in planted


def test_a_todo_keeps_to_the_line_below_when_lines_come_in_above() -> None:
    planted = replant(STARTER, BASE.replace("    return", '    name = "you"\n    return'))
    assert '    name = "you"\n    # TODO 2: Greet by name.\n' in planted


def test_a_todo_at_the_end_stays_at_the_end() -> None:
    planted = replant(STARTER, BASE + '\n\n@app.get("/about")\ndef about():\n    return "About"\n')
    assert planted.endswith('    return "About"\n\n\n# TODO 3: Write a view at "/sign".\n')


def test_a_todo_whose_surroundings_are_gone_is_not_lost() -> None:
    planted = replant(STARTER, "print('another app')\n")
    assert [planted.count(f"TODO {number}:") for number in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize(
    "todo",
    [
        "# TODO 2: One line.\n",
        "# TODO 2: Two\n#   lines.\n",
        "    # TODO 2: Indented.\n",
        "{# TODO 2: For a template. #}\n",
        "{# TODO 2: For a template,\n    in two lines. #}\n",
        "/* TODO 2: For a style sheet. */\n",
        "// TODO 2: For a script.\n//   And more.\n",
    ],
)
def test_every_kind_of_comment_can_be_a_todo(todo: str) -> None:
    assert without_todos(f"first\n{todo}second\n") == "first\nsecond\n"
    assert replant(f"first\n{todo}second\n", "first\nsecond\n") == f"first\n{todo}second\n"


@pytest.mark.parametrize(
    "line",
    [
        "# TODO: without a number\n",
        "# todo 2: small letters\n",
        "x = 1  # TODO 2: behind code\n",
        "# TODO 2 no colon\n",
    ],
)
def test_other_comments_are_no_todos(line: str) -> None:
    assert without_todos(line) == line


def test_a_comment_below_a_todo_that_is_not_indented_deeper_stays() -> None:
    assert without_todos("# TODO 1: Do it.\n# A comment.\nx = 1\n") == "# A comment.\nx = 1\n"


def test_a_file_without_todos_is_taken_as_it_is() -> None:
    assert replant("no line end", "neither here") == "neither here"


lines = st.sampled_from(["a = 1", "b = 2", "    c = 3", "def f():", "", ""])
todos = st.sampled_from(["# TODO 1: One.", "    # TODO 2: Two.\n    #   More."])


@given(st.lists(lines | todos), st.lists(lines))
def test_replanting_only_inserts_and_twice_is_once(starter_lines: list[str], base_lines: list[str]) -> None:
    starter = "".join(f"{line}\n" for line in starter_lines)
    base = "".join(f"{line}\n" for line in base_lines)
    planted = replant(starter, base)
    assert without_todos(planted).split() == base.split()
    assert replant(planted, base) == planted
    assert planted.count("TODO") == starter.count("TODO")


def test_todos_are_found_with_their_places() -> None:
    files = {
        "templates/home.html": b"<p>\n  {# TODO 2: Draw. #}\n</p>\n",
        "plate.png": b"\x89PNG\xff# TODO 7: no",
        "long.py": b"# TODO " + b"9" * 5000 + b": no\n",
        "app.py": STARTER.replace("TODO 2", "TODO 12").encode(),
    }
    assert todos_in(files) == {
        1: ("app.py", 4),
        2: ("templates/home.html", 2),
        3: ("app.py", 14),
        12: ("app.py", 9),
    }

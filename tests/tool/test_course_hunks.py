"""A change goes into a later text in the right place, once, or says that it does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.hunks import hunks

OLD = """\
a = 1


def first():
    return a


def second():
    return a
"""
INSERTED = OLD.replace("def second", "def between():\n    return 0\n\n\ndef second")
DELETED = OLD.replace("def first():\n    return a\n\n\n", "")
REPLACED = OLD.replace("a = 1", "a = 2")


def put(old: str, new: str, text: str) -> str | None:
    """Put the changes from old to new into a text."""
    lines = text.splitlines()
    for hunk in hunks(old, new):
        changed = hunk.put_into(lines)
        if changed is None:
            return None
        lines = changed
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("new", [INSERTED, DELETED, REPLACED, OLD, OLD + "\n\nb = 2\n", "import x\n" + OLD])
def test_a_change_makes_the_old_text_the_new_one_and_is_made_once(new: str) -> None:
    assert put(OLD, new, OLD) == new
    assert put(OLD, new, new) == new


@pytest.mark.parametrize("new", [INSERTED, DELETED, REPLACED])
def test_a_change_fits_into_a_text_that_grew_around_it(new: str) -> None:
    def grown(text: str) -> str:
        return "import this\n" + text + "\n\ndef third():\n    return 3\n"

    assert put(OLD, new, grown(OLD)) == grown(new)
    assert put(OLD, new, grown(new)) == grown(new)


def test_a_change_of_lines_that_are_different_does_not_fit() -> None:
    assert put(OLD, REPLACED, OLD.replace("a = 1", "a = 3")) is None


def test_a_change_that_would_fit_in_two_places_does_not_fit() -> None:
    assert put("x\ny\nz\n", "x\nY\nz\n", "x\ny\nz\nx\ny\nz\n") is None


lines = st.lists(st.sampled_from(["a", "b", "", "    c"]), max_size=12).map(
    lambda each: "".join(f"{x}\n" for x in each)
)


@given(lines, lines)
def test_a_change_never_spoils_the_text_it_was_made_from(old: str, new: str) -> None:
    assert put(old, new, old) in (new, old, None)

"""Parsed pages: the text a visitor sees, and elements that are themselves and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.html import LONGEST_TAG, MOST_TAGS, TooMuchMarkup, parse


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("<b>one</b><i>two</i>", "onetwo"),
        ("<p>a\n\t b\u00a0c", "a b c"),
        ("one<br>two", "one two"),
        ("<td>1</td><td>2</td>", "12"),
        ("<table><tr><td>1</td><td>2</td></table>", "1 2"),
        ("<!-- no -->yes<template>no</template><script>no</script><noscript>no</noscript>", "yes"),
        ("<p hidden>no</p><textarea>yes</textarea>", "yes"),
        ("&lt;b&gt; &copy;", "<b> \u00a9"),
        ("", ""),
        ("\0", ""),
    ],
)
def test_the_text_is_what_a_visitor_sees(markup: str, text: str) -> None:
    assert parse(markup).text == text


def test_elements_that_look_the_same_are_two() -> None:
    first, second = parse("<ul><li>x</li><li>x</li></ul>").find_all("li")
    assert first != second
    assert len({first, second}) == 2
    assert first.parent == second.parent


def test_an_element_does_not_find_itself() -> None:
    inner = parse("<div><p>a</p></div>").find_all("div")[0]
    assert inner.find_all("div") == []
    assert [each.tag for each in inner.find_all("*")] == ["p"]


def test_attributes_without_a_value_are_empty() -> None:
    assert parse("<input disabled name=a>").find_all("input")[0].attributes == {"disabled": "", "name": "a"}


def test_as_many_tags_as_a_page_may_have_are_read() -> None:
    assert parse("<p>x</p>" * (MOST_TAGS // 2 - 1)).text.startswith("x x")


@pytest.mark.parametrize("markup", ["<p>" * MOST_TAGS, "<p " + "a" * LONGEST_TAG + ">"])
def test_more_than_a_page_may_have_is_refused(markup: str) -> None:
    with pytest.raises(TooMuchMarkup):
        parse(markup)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from("<p> <div> </p> </div> <b> <svg> <table> <td> </a> <a> x < > & <!-- --> \0 <?".split()))
)
def test_any_markup_can_be_read(pieces: list[str]) -> None:
    root = parse("".join(pieces))
    assert isinstance(root.text, str)
    assert all(isinstance(each.html, str) and each.parent for each in root.find_all("*"))

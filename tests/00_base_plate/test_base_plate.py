"""Lesson 00, the base plate: one line put right, a name, and a first brick."""

import re

from autograder.checks import task

COLOURS = ("firebrick", "gold", "seagreen", "royalblue", "whitesmoke", "black", "darkorange", "rebeccapurple")
NOT_AS_LISTED = "What stands between the quotes of `colour` is not written as in the list."
A_BLANK = "There is a blank beside the colour, between the quotes. It counts, as every letter does."
NOBODY = {"", "The plate of", "None", "The plate of None"}
NOT_A_NAME = {"The plate of biulder", "The plate of builder"}


@task(1)
def test_the_page_shows_the_base_plate(visitor):
    """The page opens and shows the base plate."""
    visitor.opens("/").has("svg", what="the picture of the base plate")


@task(2)
def test_the_plate_is_signed(visitor):
    """The plate is signed with a name."""
    page = visitor.opens("/")
    (heading, *_) = page.has("h1", what="a heading, signed with your name")
    if "{" in heading.text:
        page.not_yet(
            expected="your name in place of the braces",
            got=heading.text,
            made=visitor.line_of("app.py", "return"),
            reason='A text fills its braces only with an f before its quotes: f"…"',
        )
    if heading.text in NOT_A_NAME:
        page.not_yet(
            expected="your name in the heading",
            got=f"“{heading.text}”, which is what the variable is called",
            reason="Python looks a name up where braces stand around it, inside of the quotes: {builder}",
            made=visitor.line_of("app.py", "return"),
        )
    if heading.text.rstrip(" .,:!") in NOBODY:
        page.not_yet(
            expected="a heading with your name, such as “The plate of Amara”",
            got=f"“{heading.text}”, signed by nobody",
            reason="Nothing stands between the quotes of `builder`, or `sign` does not return it.",
            made=visitor.line_of("app.py", "builder ="),
        )


@task(3)
def test_the_first_brick_is_on_the_plate(visitor):
    """A brick in one of the eight colours stands on the plate."""
    page = visitor.opens("/")
    page.has("svg", what="the picture of the base plate")
    fills = {element.attributes.get("fill", "").strip().lower() for element in page.find_all("svg [fill]")}
    if fills.isdisjoint(COLOURS):
        below = " · ".join(element.text for element in page.find_all("p")) or page.text
        page.not_yet(
            expected=f"a brick in one of these colours: {', '.join(COLOURS)}",
            got=f"no such brick. Your page says: {below}",
            reason=A_BLANK if re.search(r"“\s|\s”", below) else NOT_AS_LISTED,
            made=visitor.line_of("app.py", "colour ="),
        )

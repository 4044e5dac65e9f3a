"""Pages: each sentence holds when it is so, and says what was asked, expected and found when it is not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from autograder.checks.finding import NotYet
from autograder.checks.html import LONGEST_PAGE
from autograder.checks.page import Page
from autograder.checks.visitor import Visitor

Visits = Callable[..., Visitor]

SHOP = """
@app.get("/")
def home():
    return '''<!doctype html><title>Gallery</title><h1>All   <b>bricks</b></h1><ul><li>Castle</li><li>Castle</li></ul>
      <script>let hidden = "secret"</script><p hidden>invisible</p><style>p {}</style><p>Grüße &amp; mehr</p>'''
@app.get("/json")
def as_json(): return {"studs": [1, 2]}
@app.get("/text")
def text(): return Response("\\x1b[31mred", mimetype="text/plain")
@app.get("/empty")
def empty(): return ""
@app.get("/bytes")
def some_bytes(): return Response(b"\\xff\\xfe\\x00", mimetype="image/png")
@app.get("/breaks")
def breaks(): return nam
@app.get("/teapot")
def teapot(): return "short and stout", 418
@app.get("/deep")
def deep(): return "<div>" * 20_000 + "deep down"
@app.get("/deeper")
def deeper(): return "<div>" * 3_000_000
@app.get("/attributes")
def attributes(): return "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">"
@app.get("/builds/<int:number>")
def show_build(number): return f"build {number}"
"""


@pytest.fixture
def visitor(visits: Visits) -> Visitor:
    """Sit down in front of the shop."""
    return visits(SHOP)


TRUE: list[Callable[[Visitor], object]] = [
    lambda visitor: visitor.opens("/").shows("All bricks").shows("Grüße & mehr").shows("castle".title()),
    lambda visitor: visitor.opens("/").does_not_show("secret").does_not_show("invisible").does_not_show("Gallery"),
    lambda visitor: visitor.opens("/").has("li", count=2),
    lambda visitor: visitor.opens("/").has("li", text="Castle")[1],
    lambda visitor: visitor.opens("/").has_no("table").lands_on("/").has_type("text/html"),
    lambda visitor: visitor.opens("/teapot", status=418),
    lambda visitor: visitor.opens("/json").same([1, 2], visitor.opens("/json").json["studs"]),
    lambda visitor: visitor.opens("/empty").does_not_show("anything").has_no("h1"),
    lambda visitor: visitor.opens("/bytes").has_type("image/png"),
    lambda visitor: visitor.opens("/deep").shows("deep down"),
]


@pytest.mark.parametrize("number", range(len(TRUE)))
def test_a_sentence_that_is_so_passes(visitor: Visitor, number: int) -> None:
    TRUE[number](visitor)


FALSE: list[tuple[Callable[[Page], object], str, list[str]]] = [
    (lambda page: page.shows("Tower"), "/", ["GET /", "to read “Tower”", "the page says “All bricks"]),
    (lambda page: page.does_not_show("Castle"), "/", ["not to read “Castle” here"]),
    (lambda page: page.has("h2"), "/", ["at least one <h2>", "no <h2>"]),
    (lambda page: page.has("li", count=3), "/", ["3 <li>", "2 <li>"]),
    (lambda page: page.has("li", text="Tower"), "/", ["<li> with “Tower”", "“Castle”; “Castle”"]),
    (lambda page: page.has("h2", what="a heading"), "/", ["a heading"]),
    (lambda page: page.has_no("h1"), "/", ["no <h1>", "<b>bricks</b>"]),
    (lambda page: page.clicks("Home"), "/", ["a link “Home”", "no link at all"]),
    (lambda page: page.lands_on("/other"), "/", ["to end at /other", "it ended at / (200 OK)"]),
    (lambda page: page.redirects_to("/other"), "/", ["302 or 303, on to /other", "200 OK"]),
    (lambda page: page.has_type("text/html"), "/json", ["content of the type text/html", "application/json"]),
    (lambda page: page.json, "/", ["JSON"]),
    (lambda page: page.same([1, 3], [1, 2], "the studs"), "/json", ["the studs: number 1: 3", "number 1: 2"]),
    (lambda page: page.shows("x"), "/empty", ["a page without a word"]),
    (lambda page: page.answers(200), "/buidls/3", ["no rule matches", "show_build", "<- very close"]),
    (lambda page: page.shows("Ada"), "/breaks", ["500: your function `breaks` stopped with an error", "nam"]),
    (lambda page: page.answers(200), "/teapot", ["418", "short and stout"]),
]


@pytest.mark.parametrize(("sentence", "path", "says"), FALSE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_sentence_that_is_not_so_tells_all_that_is_needed(
    visitor: Visitor, sentence: Callable[[Page], object], path: str, says: list[str]
) -> None:
    with pytest.raises(NotYet) as caught:
        sentence(visitor.gets(path))
    for part in says:
        assert part in str(caught.value)
    assert caught.value.finding.rows[0][1].endswith(path)


@pytest.mark.parametrize("path", ["/deeper", "/attributes"])
def test_a_page_that_would_take_hours_to_read_is_a_finding_at_once(visitor: Visitor, path: str) -> None:
    page = visitor.gets(path)
    assert len(page.html) > LONGEST_PAGE // 2
    began = time.process_time()
    for sentence in (lambda: page.shows("x"), lambda: page.has("p"), lambda: page.links):
        with pytest.raises(NotYet, match=r"a page of|a tag of"):
            sentence()
    assert time.process_time() - began < 5


def test_a_selector_that_is_none_is_our_mistake(visitor: Visitor) -> None:
    with pytest.raises(ValueError, match="not a CSS selector"):
        visitor.opens("/").has("h1[")


def test_302_and_303_count_as_one(visits: Visits) -> None:
    visitor = visits("@app.get('/')\ndef home(): return redirect('/x', 303)\n")
    visitor.gets("/").answers(302).answers(303)
    with pytest.raises(NotYet):
        visitor.gets("/").answers(301)

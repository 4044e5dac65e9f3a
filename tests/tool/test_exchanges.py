"""What a check asked and what came back, for a person to read."""

from __future__ import annotations

from autograder.checks.exchanges import LONGEST, MOST
from autograder.grading.job import result_from_line, result_to_line

APP = """
@app.post("/builds")
def add():
    return "<h1>No</h1>", 400

@app.get("/picture")
def picture():
    return bytes([255, 0]) * 20

@app.get("/long")
def long():
    return "x" * 10_000
"""
CHECKS = """
@task(1)
def test_passes(visitor):
    '''All is well.'''
    visitor.gets("/long").answers(200)


@task(1)
def test_sends(visitor):
    '''A build is added.'''
    visitor.posts("/builds?to=all", data={"title": "Zoë"}).answers(302)


@task(1)
def test_looks(visitor):
    '''Nothing is odd.'''
    for _ in range(9):
        visitor.gets("/picture")
    visitor.gets("/long").answers(404)
"""


def test_the_first_check_that_does_not_pass_keeps_its_requests_and_responses(grades):
    result = grades(APP, CHECKS, exchanges=True)
    _, passes, sends, looks = result.checks
    assert passes.exchanges == looks.exchanges == ()
    (exchange,) = sends.exchanges
    head, _, body = exchange.request.partition("\n\n")
    assert head.split("\n") == ["POST /builds?to=all", "Content-Type: application/x-www-form-urlencoded"]
    assert body == "title=Zo%C3%AB"
    head, _, body = exchange.response.partition("\n\n")
    assert head.startswith("400 BAD REQUEST\nContent-Type: text/html")
    assert body == "<h1>No</h1>"
    assert result_from_line(result_to_line(result)) == result


def test_the_last_ones_are_kept_and_what_is_long_or_no_text_is_measured(grades):
    looks = grades(APP, CHECKS.replace(").answers(302)", ")"), exchanges=True).checks[-1]
    assert len(looks.exchanges) == MOST
    assert looks.exchanges[0].response.endswith("\n\n(40 bytes that are not text)")
    assert looks.exchanges[-1].response.endswith(f"(first {LONGEST} of 10000 characters)")


def test_nothing_is_kept_where_nobody_asked_for_it(grades):
    assert not any(each.exchanges for each in grades(APP, CHECKS).checks)

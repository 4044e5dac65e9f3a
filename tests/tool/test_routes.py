"""Routes: which one an address belongs to, and which one was nearly meant. They are claims of the app."""

from __future__ import annotations

import time

import pytest

from autograder.checks.routes import closeness, route_table, rule_for
from autograder.sandbox.remote import Rule


def rules(*names: str) -> list[Rule]:
    """Return routes with these rules."""
    return [Rule(name, ("GET",), f"view_{number}", f"app.py:{number}") for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/", "/"),
        ("/builds/3", "/builds/<int:n>"),
        ("/builds/new", "/builds/new"),
        ("/builds/none", "/builds/<name>"),
        ("/builds/3/edit", "/builds/<int:n>/edit"),
        ("/builds/", "/builds/"),
        ("/2024-05", "/<year>-<month>"),
        ("/static/css/a.css", "/static/<path:filename>"),
        ("/nothing", "/nothing"),
        ("/builds//edit", "/builds//edit"),
        ("/a.b", "/a.b"),
    ],
)
def test_an_address_belongs_to_its_rule(path: str, rule: str) -> None:
    known = rules(
        *("/", "/builds/", "/builds/<int:n>", "/builds/<name>", "/builds/new", "/builds/<int:n>/edit"),
        *("/<year>-<month>", "/static/<path:filename>", "/axb"),
    )
    assert rule_for(path, known) == rule


@pytest.mark.parametrize(
    "rule", ["/" + "<a>" * 60, "/" + "<a>x" * 40, "/<path:a>" + "<b>" * 60, "/(a+)+$", "[", "<", "<" * 200]
)
def test_no_rule_costs_time(rule: str) -> None:
    began = time.process_time()
    path = "/" + "x" * 3000 + "!"
    assert rule_for(path, rules(*[rule] * 200)) in (path, rule)
    closeness(path, rule)
    route_table(path, rules(*[rule] * 200))
    assert time.process_time() - began < 2


def test_the_nearest_rule_is_marked_and_told() -> None:
    table, where = route_table("/builds/3", rules("/", "/buidls/<int:n>", "/about"))
    marked = [line for line in table.splitlines() if "<- very close" in line]
    assert len(marked) == 1
    assert "/buidls/<int:n>" in marked[0]
    assert where == "app.py:1"


def test_a_slash_too_many_is_named() -> None:
    assert "the slash at the end differs" in route_table("/about", rules("/about/"))[0]


def test_without_routes_there_is_something_to_say() -> None:
    assert route_table("/", []) == ("no address at all", "")

"""What a finding adds to a status: the function that no route leads to, and the one that stopped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.checks.bench import Bench
from autograder.checks.finding import NotYet
from autograder.checks.visitor import Visitor
from autograder.sandbox.remote import _loose

Visits = Callable[..., Visitor]

HOME = """
@app.get("/")
def home():
    return "x"
"""


def told(visitor: Visitor, path: str) -> dict[str, str]:
    """Return the rows of the finding for a page that does not open."""
    with pytest.raises(NotYet) as caught:
        visitor.opens(path)
    return dict(caught.value.finding.rows)


@pytest.mark.parametrize(
    "above", ["", "@app.get\n", 'app.get("/about")\n'], ids=["no decorator", "no parentheses", "no @"]
)
@pytest.mark.parametrize("name", ["about", "show_about", "About"])
def test_a_view_that_no_route_leads_to_is_named(visits: Visits, above: str, name: str) -> None:
    visitor = visits(f"{HOME}\n{above}def {name}():\n    return 'y'\n")
    rows = told(visitor, "/about")
    place = rows["Look at"]
    assert rows["Your app has"] == f"a function `{name}` in {place}, and no route leads to it"
    assert place.startswith("app.py:")


def test_functions_that_are_called_otherwise_or_have_a_route_are_not_named(visits: Visits) -> None:
    visitor = visits(HOME + "\ndef find_ships():\n    return 1\n\n@app.get('/abuot')\ndef about():\n    return 'x'\n")
    assert "Your app has" not in told(visitor, "/about")
    assert "Your app has" not in told(visitor, "/home")


def test_a_strange_module_costs_the_hint_and_nothing_else(visits: Visits) -> None:
    app = "def outer():\n    def inner():\n        return late\n    yield inner\n    late = 1\nodd = next(outer())\n"
    assert visits(HOME + app).opens("/").text == "x"


def test_twenty_functions_are_told_of_at_most(on_bench: Callable[..., Bench]) -> None:
    bench = on_bench("\n".join(f"def f{n}(): pass" for n in range(50)))
    bench.app()
    assert bench.apps.loaded is not None
    assert len(bench.apps.loaded.loose) == 20


@pytest.mark.parametrize("claim", [None, 5, "about", [5], [["about"]], [["about", 3]], [[None, None]], {"a": "b"}])
def test_a_claim_that_names_no_functions_is_left_out(claim: object) -> None:
    assert _loose(claim) == ()


def test_the_innermost_function_of_the_students_is_the_one_that_stopped(visits: Visits) -> None:
    view = "\nfrom signs import sign\n@app.get('/deep')\ndef show():\n    return sign()\n"
    rows = told(visits(HOME + view, {"signs.py": "def sign():\n    return nobody\n"}), "/deep")
    assert rows["Your app said"] == "500: `sign` in signs.py stopped with an error"


def test_a_view_that_stops_itself_is_called_yours(visits: Visits) -> None:
    assert told(visits("@app.get('/')\ndef home():\n    return nobody\n"), "/")["Your app said"] == (
        "500: your function `home` stopped with an error"
    )


def test_a_template_that_stops_is_told_as_its_view(visits: Visits) -> None:
    app = "@app.get('/')\ndef home():\n    return render_template('a.html')\n"
    rows = told(visits(app, {"templates/a.html": "{{ 1 / 0 }}"}), "/")
    assert rows["Your app said"] == "500: your function `home` stopped with an error"


def test_a_view_without_a_return_is_shown_with_its_place(visits: Visits) -> None:
    rows = told(visits("@app.get('/')\ndef home():\n    print('x')\n"), "/")
    assert rows["Look at"] == "app.py:3"

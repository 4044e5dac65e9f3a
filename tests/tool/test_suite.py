"""A student's own tests: tried on right apps, in both orders, and on apps with a bug; what they cannot pass by."""

from __future__ import annotations

import textwrap
import threading
from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks.finding import Stopped
from autograder.checks.suite_runs import SuiteRuns
from autograder.course import Course
from autograder.grading.engine import grade_all
from autograder.grading.options import Options
from autograder.model import Outcome, Submission
from autograder.model import Result as Graded
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.remote import Worker
from autograder.sandbox.suite_claims import RunTest, SuiteRun, Way, suite_run
from tests.tool.conftest import QUICK

APP = """
@app.get("/")
def home():
    return "<h1>Welcome</h1>"
@app.get("/double/<int:number>")
def double(number):
    return str(2 * number)
"""

APPS = """
[[right]]
name = "other-words"
says = "It greets in other words."
file = "app.py"
old = "Welcome"
new = "Good morning"

[[bug]]
name = "no-heading"
says = "The front page has lost its heading."
file = "app.py"
old = "<h1>Welcome</h1>"
new = "Welcome"

[[bug]]
name = "square"
says = "A number is squared."
file = "app.py"
old = "2 * number"
new = "number * number"
"""

PASSES = """
@task(1)
def test_passes(suite):
    "The tests pass on the app as it is."
    suite.passes_on()
"""

CHECKS = f"""
{PASSES}

@task(1)
def test_other_words(suite):
    "The tests pass on an app that greets otherwise."
    suite.passes_on("other-words")

@task(1)
def test_order(suite):
    "The tests pass in any order."
    suite.passes_in_any_order()

@task(2)
def test_no_heading(suite):
    "A test fails when the heading is lost."
    suite.catches("no-heading")

@task(2)
def test_square(suite):
    "A test fails when numbers are squared."
    suite.catches("square")
"""

CONFTEST = """
import pytest
from app import app

@pytest.fixture
def client():
    return app.test_client()
"""

HEADING = """
def test_heading(client):
    assert "<h1>" in client.get("/").text
"""

GOOD = f"""
import pytest
{HEADING}
@pytest.mark.parametrize(("number", "twice"), [(0, "0"), (2, "4"), (3, "6")])
def test_double(client, number, twice):
    assert client.get(f"/double/{{number}}").text == twice
"""

Tried = Callable[..., dict[str, tuple[Outcome, str]]]


@pytest.fixture
def lesson_with(course_of: Callable[..., Course]) -> Callable[..., Course]:
    """Return a function that makes a course whose one lesson has these tests for a submission."""

    def write(tests: str, conftest: str = CONFTEST, app: str = APP, apps: str = APPS, checks: str = CHECKS) -> Course:
        contents = {
            "pytest.ini": "[pytest]\ntestpaths = tests\npythonpath = .\n",
            "tests/conftest.py": conftest,
            "tests/test_app.py": textwrap.dedent(tests),
        }
        course = course_of(app, checks, contents)
        (course.tests / "01_tiny" / "apps.toml").write_text(apps)
        return course

    return write


@pytest.fixture
def tried(lesson_with: Callable[..., Course], quickest: Launcher) -> Tried:
    """Return a function that grades tests, given as text, and says of each check how it ended, and why."""

    def grade(tests: str, launcher: Launcher = quickest, **options: Any) -> dict[str, tuple[Outcome, str]]:
        patience = options.pop("patience", None)
        course = lesson_with(tests, **options)
        results: list[Graded] = []
        submission = Submission("01_tiny", course.lesson("01").starter)
        chosen = Options(7, patience=patience) if patience else Options(7)
        grade_all(course, [submission], lambda _, result: results.append(result), chosen, launcher)
        return {
            each.check.id.removeprefix("test_"): (each.outcome, str(each.finding or "")) for each in results[0].checks
        }

    return grade


def outcomes(told: dict[str, tuple[Outcome, str]]) -> dict[str, str]:
    """Return how the checks ended, without the first one, that the app starts."""
    return {name: outcome.value for name, (outcome, _) in told.items() if name != "start"}


ALL = ("passes", "other_words", "order", "no_heading", "square")


def test_good_tests_pass_on_right_apps_and_catch_each_bug(tried: Tried, launcher: Launcher) -> None:
    assert outcomes(tried(GOOD, launcher)) == dict.fromkeys(ALL, "passed")


def test_a_bug_that_got_away_is_told_in_a_sentence_and_never_as_code(tried: Tried) -> None:
    told = tried(HEADING)
    assert outcomes(told) == dict.fromkeys(ALL, "passed") | {"square": "failed"}
    assert "The bug: A number is squared." in told["square"][1]
    assert "ran your only test on an app with one bug" in told["square"][1]
    assert "this bug got away" in told["square"][1]
    assert "number *" not in told["square"][1]


def test_a_test_that_asks_for_too_much_fails_on_another_right_app_and_catches_nothing(tried: Tried) -> None:
    told = tried(GOOD + "\ndef test_greets(client):\n    assert client.get('/').text == '<h1>Welcome</h1>'\n")
    assert outcomes(told) == dict.fromkeys(ALL, "passed") | {"other_words": "failed"}
    message = told["other_words"][1]
    assert "test_greets fails" in message
    assert "tests/test_app.py:" in message and "in test_greets" in message
    assert "It greets in other words." in message
    two = tried(HEADING + "\ndef test_greets(client):\n    assert client.get('/').text == '<h1>Welcome</h1>'\n")
    assert "Only tests that pass on every app without a bug count: 1 of 2." in two["square"][1]
    only = tried("def test_greets(client):\n    assert client.get('/').text == '<h1>Welcome</h1>'\n")
    assert outcomes(only)["no_heading"] == "failed"
    assert "no test that passes on every app without a bug" in only["no_heading"][1]


def test_a_test_that_fails_on_the_app_as_it_is_says_which_and_where(tried: Tried) -> None:
    told = tried(GOOD + "\ndef test_wrong(client):\n    assert client.get('/double/4').text == '9'\n")
    outcome, message = told["passes"]
    assert outcome is Outcome.FAILED
    assert "test_wrong fails" in message
    assert ">  12 |      assert client.get('/double/4').text == '9'" in message
    assert "assert '8' == '9'" in message
    assert outcomes(told)["square"] == "passed"


DEPENDENT = """
seen = []
def test_first(client):
    seen.append(client.get("/").status)
def test_second(client):
    assert seen == ["200 OK"]
"""


def test_tests_that_need_each_other_are_found_by_turning_their_order_around(tried: Tried) -> None:
    told = tried(GOOD + DEPENDENT)
    assert outcomes(told) == dict.fromkeys(ALL, "passed") | {"order": "failed"}
    assert "test_second fails" in told["order"][1]
    assert "what another test left behind" in told["order"][1]
    assert "`scope`" in told["order"][1]


ENDINGS = {
    "os._exit(1)": ("crashed", "the process in which your tests run stopped"),
    "os.kill(os.getpid(), 9)": ("crashed", "the process in which your tests run stopped"),
    "sys.exit(1)": ("failed", "ended Python"),
    "pytest.exit('enough')": ("failed", "got away"),
    "raise KeyboardInterrupt": ("failed", "got away"),
    "pytest.skip('not today')": ("failed", "got away"),
    "pytest.xfail('I know')": ("failed", "got away"),
    "time.sleep(60)": ("timed_out", "still running, here:\ntests/test_app.py:5   exec(client.get('/ending').text)"),
}
"""What a test can do on an app with a bug instead of failing, and what becomes of that."""


def test_a_test_that_does_not_run_and_fail_catches_nothing(tried: Tried) -> None:
    apps = [
        f'[[bug]]\nname = "bug-{number}"\nsays = "It ends."\nfile = "app.py"\nold = "pass"\nnew = "{ending}"\n'
        for number, ending in enumerate(ENDINGS)
    ]
    checks = [
        f'@task(1)\ndef test_bug_{number}(suite):\n    "It is caught."\n    suite.catches("bug-{number}")\n'
        for number in range(len(ENDINGS))
    ]
    told = tried(
        """
        import os, sys, time
        import pytest
        def test_ending(client):
            exec(client.get('/ending').text)
        """,
        app="@app.get('/ending')\ndef ending():\n    return \"pass\"\n",
        apps="".join(apps),
        checks="".join(checks),
        patience=QUICK,
    )
    for number, (outcome, says) in enumerate(ENDINGS.values()):
        assert told[f"bug_{number}"][0].value == outcome
        assert says in told[f"bug_{number}"][1]


def test_a_fixture_that_fails_catches_a_bug_as_a_test_does(tried: Tried) -> None:
    conftest = f"{CONFTEST}\n@pytest.fixture\ndef four(client):\n    assert client.get('/double/3').text == '6'\n"
    assert (
        tried("def test_six(four, client):\n    client.get('/double/3')\n", conftest=conftest)["square"][0] == "passed"
    )


def test_a_file_that_only_breaks_on_an_app_with_a_bug_catches_nothing(tried: Tried) -> None:
    told = tried("from app import app\nassert '<h1>' in app.test_client().get('/').text\n" + GOOD)
    assert told["no_heading"][0] is Outcome.FAILED
    assert "no test ran" in told["no_heading"][1]


def test_tests_of_other_names_on_each_app_are_no_suite(tried: Tried) -> None:
    told = tried(
        GOOD
        + """
from app import app
@pytest.mark.parametrize("page", [app.test_client().get("/").text])
def test_page(client, page):
    assert client.get("/").text == page
"""
    )
    assert "ran for one of them only" in told["other_words"][1]
    assert outcomes(told)["no_heading"] == "passed"


@pytest.mark.parametrize(
    ("tests", "conftest", "says"),
    [
        ("def test_a(client):\n    pass", "import pytest\nfrom appp import app", "appp"),
        ("def test_a(client:\n    pass", CONFTEST, "tests/test_app.py:1"),
        ("import nowhere", CONFTEST, "nowhere"),
        ("raise SystemExit", CONFTEST, "before any test ran"),
        (
            "import pytest\n@pytest.mark.parametrize('x', [1])\ndef test_a(): pass",
            CONFTEST,
            "`test_a` does not take it",
        ),
        ("def heading(client): pass", CONFTEST, "no function called test_"),
    ],
)
def test_tests_that_cannot_run_are_explained_once(tried: Tried, tests: str, conftest: str, says: str) -> None:
    told = tried(tests, conftest=conftest)
    assert told["passes"][0] is Outcome.FAILED
    assert says in told["passes"][1]
    assert told["square"][0] in (Outcome.BLOCKED, Outcome.FAILED)
    assert "got away" not in told["square"][1]


LONG = "def test_a(client):\n    page = '<!doctype html>' + client.get('/').text * 9\n    "
SLIPS = {
    LONG + "assert 'Moon' in page": ("does not show 'Moon'", "print", "`WTF_CSRF_ENABLED`"),
    LONG + "assert 'Welcome' not in page": ("shows 'Welcome'", "flash"),
    "def test_a(clinet): pass": ("`clinet`, and there is none", "Did you mean `client`?"),
    "def test_a(client): assert 'Welcome' in client.get('/').data": ("`.data` of an answer is bytes", "`.text`"),
    "def test_a(): assert client().get('/')": ("`client` was called like a function", "between the brackets"),
    "@pytest.fixture(scope='session')\ndef long(client): pass\ndef test_a(long): pass": ("whole session", "`scope`"),
    "from sqlalchemy import create_engine, text\n"
    "def test_a(): create_engine('sqlite://').connect().execute(text('select * from x'))": (
        "no table `x` yet",
        "`db.create_all()`",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_usual_slip_in_a_test_is_explained(tried: Tried, slip: str) -> None:
    message = tried("import pytest\nfrom conftest import client\n" + slip, checks=PASSES)["passes"][1]
    assert "test_a fails" in message
    for words in SLIPS[slip]:
        assert words in message


def test_each_run_has_a_folder_and_a_process_of_its_own(tried: Tried) -> None:
    told = tried(
        GOOD
        + """
import os
from pathlib import Path
def test_leaves_nothing(client, tmp_path):
    assert not Path("left").exists() and not hasattr(os, "left")
    Path("left").write_text("x")
    os.left = (tmp_path / "too").write_text("x")
"""
    )
    assert outcomes(told) == dict.fromkeys(ALL, "passed")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Way, SuiteRun]]:
    """Every run that is made during a test, and the way it was made in."""
    made: list[tuple[Way, SuiteRun]] = []
    run_suite = Worker.run_suite

    def noted(worker: Worker, way: Way, seconds: float) -> SuiteRun:
        made.append((way, run_suite(worker, way, seconds)))
        return made[-1][1]

    monkeypatch.setattr(Worker, "run_suite", noted)
    return made


def test_a_suite_runs_once_for_all_checks_that_ask(tried: Tried, runs: list[tuple[Way, SuiteRun]]) -> None:
    """The reference, the other right app (backwards only), and each bug: four runs for eleven questions."""
    assert outcomes(tried(GOOD)) == dict.fromkeys(ALL, "passed")
    assert len(runs) == 4


def test_on_an_app_with_a_bug_the_tests_that_sound_like_it_run_first(
    tried: Tried, runs: list[tuple[Way, SuiteRun]]
) -> None:
    squares = "\ndef test_nothing_squares(client):\n    assert client.get('/double/3').text == '6'\n"
    assert outcomes(tried(GOOD + squares)) == dict.fromkeys(ALL, "passed")
    (run,) = [run for way, run in runs if "squar" in way.near]
    assert [test.name for test in run.tests] == ["tests/test_app.py::test_nothing_squares"]


def test_where_order_matters_no_test_is_put_first(tried: Tried, runs: list[tuple[Way, SuiteRun]]) -> None:
    assert outcomes(tried(GOOD + DEPENDENT))["square"] == "passed"
    assert not any(way.near for way, _ in runs)


def test_what_a_process_claims_of_its_tests_is_typed_and_capped() -> None:
    listed: list[object] = [{"name": "a", "outcome": "won", "error": 3}, {"name": 7}, "test", {"name": "b" * 999}]
    run = suite_run({"tests": [*listed, *listed * 100], "broken": "yes"})
    assert run.broken is None
    assert len(run.tests) <= 300
    assert run.tests[0] == RunTest("a", "", None)
    assert run.tests[1].name == "b" * 200
    assert suite_run({"tests": "all passed"}).tests == ()


def test_the_run_that_is_asked_for_next_begins_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.checks.suite_runs.MOST_AT_ONCE", 2)
    runs, second_began = SuiteRuns(), threading.Event()

    def attempt(name: str, _: Way) -> SuiteRun:
        if name == "second":
            second_began.set()
        return SuiteRun((RunTest(name, "passed" if second_began.wait(10) else "failed"),))

    run = runs.run(("first", Way()), [("second", Way()), ("third", Way())], attempt, 60)
    runs.close()
    assert run.tests == (RunTest("first", "passed"),)


def test_runs_that_take_too_long_together_are_stopped() -> None:
    runs = SuiteRuns()
    assert not runs.run(("a", Way()), [], lambda *_: SuiteRun(()), 0.0).tests
    with pytest.raises(Stopped, match="all runs of your tests within 0 seconds together"):
        runs.run(("b", Way()), [], lambda *_: SuiteRun(()), 0.0)
    runs.close()

"""Whatever somebody sends to a finished app, it never answers with a 500 and never hangs."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.checks.bench import Bench
from autograder.checks.visitor import Visitor
from autograder.sandbox.folder import read_submission
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.stack import EXTENSIONS
from tests.course.lessons import COURSE

SERVER_ERROR = 500
LESSONS = [lesson for lesson in COURSE.lessons if lesson.number != "00"]
NAMES = ["title", "theme", "themes", "start", "x", "y", "colour", "from_x", "from_y", "to_x", "to_y", "unknown"]
NAMES += ["username", "password", "again", "remember", "text"]
"""Names of fields; an app knows some of them."""

NUMBERS = st.one_of(st.integers(-2, 20), st.sampled_from([2**31, 2**63, 10**30, -(2**63)])).map(str)
WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["castle", "space", "empty", "night", "r", "k", "", " ", "x" * 10_000, "\0", "%", "' or 1=1 --", "小城堡"]
    ),
)
VALUES = st.one_of(NUMBERS, WORDS)
METHODS = st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    launcher = make_launcher("auto", EXTENSIONS)
    yield launcher
    launcher.close()


@pytest.fixture(scope="module", params=LESSONS, ids=lambda lesson: lesson.slug)
def visitor(request, launcher) -> Iterator[Visitor]:
    """Somebody who has the finished app of a lesson before them, with its sample data.

    Where people can register, it is a member who has a build, because much is closed to others.
    """
    files, _ = read_submission(request.param.solution)
    bench = Bench(files, launcher)
    bench.begin(0)
    visitor = Visitor(bench)
    if any(path.endswith("init_db.py") for path in files):
        assert visitor.command("init-db").exit_code == 0
    if "/register" in [rule.rule for rule in visitor.rules]:
        secret = "brick by brick"
        visitor.opens("/register").submits(username="Ngozi", password=secret, again=secret).answers(200)
        visitor.opens("/builds/new").submits(title="Lighthouse").answers(200)
    yield visitor
    bench.close()


@pytest.fixture(scope="module")
def token(visitor) -> dict[str, str]:
    """The token of a form, so that a request gets past the door."""
    rules = [rule.rule for rule in visitor.rules]
    page = visitor.gets("/builds/new") if "/builds/new" in rules else visitor.gets("/")
    fields = page.find_all("input[name=csrf_token]")
    return {"csrf_token": fields[0].attributes["value"]} if fields else {}


@settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_request_breaks_an_app(visitor, token, data):
    rules = ["/", "/static/<path:filename>", "/nobody", *(rule.rule for rule in visitor.rules)]
    rules = [rule for rule in rules if rule != "/log-out"]  # who is out sees little of the rest
    rule = data.draw(st.sampled_from(sorted(rules)), "rule")
    path = re.sub("<[^>]*>", lambda _: quoted(data.draw(VALUES, "hole")), rule)
    query = data.draw(st.dictionaries(st.sampled_from(["theme", "page", "q"]), VALUES, max_size=2), "query")
    method = data.draw(METHODS, "method")
    form = data.draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5), "form")
    address = path + ("?" + "&".join(f"{name}={quoted(value)}" for name, value in query.items()) if query else "")
    answer = visitor.sends(method, address, data={**form, **token} if method in ("POST", "PUT") else None)
    assert answer.status < SERVER_ERROR, f"{method} {address}: {answer.claims.get('error')}"


def quoted(text: str) -> str:
    """Return a text as a browser puts it into an address."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")[:2000])

"""What goes wrong in a student's own tests, before or beside what they assert."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

TEXT = r"(?P<what>'[^'\n]*'|\"[^\"\n]*\")"
PAGE = r"['\"](?:\\n)*<!doctype"

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "AssertionError",
        rf"^assert {TEXT} in {PAGE}",
        "The page does not show {what}.",
        "If you expected it there, let the test `print` the page, and read it. After a form, a 400 says that "
        "`WTF_CSRF_ENABLED` must be `False`.",
        "11",
    ),
    Entry(
        "AssertionError",
        rf"^assert {TEXT} not in {PAGE}",
        "The page shows {what}.",
        "Is it a flash? One that names a build stands in the next page of whoever sent the form.",
        "11",
    ),
    Entry(
        "FixtureLookupError",
        r"^fixture '(?P<name>\w+)' not found",
        "The test asks for a fixture `{name}`, and there is none of that name.",
        "Write it in `tests/conftest.py`, with `@pytest.fixture` above it.",
        "11",
        near="name",
    ),
    Entry(
        "Failed",
        r"^In \S*?(?P<test>\w+): function uses no (?:argument|fixture) '(?P<name>\w+)'",
        "`parametrize` hands over `{name}`, and `{test}` does not take it.",
        "Write `{name}` between the brackets of `{test}`, too.",
        "11",
    ),
    Entry(
        "Failed",
        r'^Fixture "(?P<name>\w+)" called directly',
        "The fixture `{name}` was called like a function. pytest calls fixtures, and hands over what they return.",
        "Write `{name}` between the brackets of the test, and use it without brackets.",
        "11",
    ),
    Entry(
        "Failed",
        r"^ScopeMismatch: You tried to access the (?P<short>\w+) scoped fixture (?P<name>\w+) with a (?P<long>\w+) ",
        "A fixture that lives for a whole {long} wants `{name}`, which is made anew for each {short}.",
        "Take the `scope` off the one that lives longer.",
        "11",
    ),
    Entry(
        "TypeError",
        r"^a bytes-like object is required, not 'str'",
        "`.data` of an answer is bytes, and a text cannot be in them.",
        "Look into `.text`.",
        "11",
        line=r"\.data\b",
    ),
    Entry(
        "OperationalError",
        r"no such table: (?P<name>\w+)",
        "The database of this test has no table `{name}` yet: it begins empty.",
        "Let the fixture `app` call `db.create_all()`, in an application context.",
        "11",
        file=r"^tests/",
    ),
)

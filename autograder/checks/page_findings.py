"""What a finding about a page says: what was asked for, what stopped there, and where to look.

The sentences that lead to one are in ``page.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from autograder.checks.errors import AppError, finding_rows
from autograder.checks.finding import (
    ASKED,
    DID,
    EXPECTED,
    HAS,
    KNOWS,
    LOOK,
    REASON,
    SAID,
    NotYet,
    Row,
    quoted,
    shorten,
)
from autograder.checks.places import Claims
from autograder.checks.routes import forgotten, route_table

if TYPE_CHECKING:
    from autograder.checks.page import Page

REDIRECTS = (301, 302, 303, 307, 308)
NOT_FOUND, SERVER_ERROR = 404, 500
NAMES = {
    200: "OK",
    201: "CREATED",
    302: "FOUND",
    303: "SEE OTHER",
    400: "BAD REQUEST",
    403: "FORBIDDEN",
    404: "NOT FOUND",
}


def wrong(
    page: Page,
    expected: str,
    got: str,
    label: str = SAID,
    reason: str | None = None,
    made: Claims | str | None = None,
) -> NoReturn:
    """Raise a finding about a page; if the app answered an error, that is told instead. ``made``: see ``not_yet``."""
    if page.status == SERVER_ERROR:
        wrong_status(page, 200)
    known = made if isinstance(made, str) else page.visitor.bench.look_at(made or page.claims)
    look = (LOOK, known or look_at(page))
    raise NotYet(*asked(page), (EXPECTED, expected), (label, got), (REASON, reason or ""), look)


def wrong_status(page: Page, status: int) -> NoReturn:
    """Raise a finding about an answer that should have had another status, and say what stopped if something did."""
    if page.status >= SERVER_ERROR and isinstance(page.claims.get("error"), dict):
        _broken(page)
    expected = (EXPECTED, f"{status} {NAMES.get(status, '')}".strip())
    if page.status == NOT_FOUND and "rule" not in page.claims:
        _unknown_address(page, expected)
    words = shorten(page.text, 120) if page.status not in REDIRECTS else f"on to {page.headers.get('Location')}"
    said = (SAID, f"{page.status_line}: {words}" if words else page.status_line)
    raise NotYet(*asked(page), expected, said, (LOOK, look_at(page)))


def _broken(page: Page) -> NoReturn:
    error = AppError.from_dict(page.claims["error"])
    said = (SAID, f"{page.status}: {_stopped(page, error)} stopped with an error")
    view = page.claims.get("view")
    look = (LOOK, view if isinstance(view, str) and not error.frames else "")
    raise NotYet(*asked(page), said, *finding_rows(error), look)


def _unknown_address(page: Page, expected: Row) -> NoReturn:
    path, loaded = urlsplit(page.path).path, page.visitor.bench.apps.loaded
    table, near = route_table(path, page.visitor.rules)
    name, place = forgotten(path, loaded.loose if loaded and not near else ())
    look = (LOOK, near or place or page.visitor.bench.look_at({}))  # a 404 page is there for all that is not
    has = (HAS, f"a function `{name}` in {place}, and no route leads to it" if name else "")
    said = (SAID, f"{page.status_line}   (no rule matches this address)")
    raise NotYet(*asked(page), expected, said, (KNOWS, table), has, look)


def _stopped(page: Page, error: AppError) -> str:
    """Return the innermost of the student's functions that was running, or else the view."""
    endpoint = page.claims.get("endpoint")
    view = endpoint.rpartition(".")[2] if isinstance(endpoint, str) else ""
    frame = next((frame for frame in error.frames if frame.file.endswith(".py")), None)
    if frame and frame.function.isidentifier() and frame.function != view:
        return f"`{frame.function}` in {frame.file}"
    return f"your function `{endpoint}`" if view else "your app"


def asked(page: Page) -> list[Row]:
    """Return the row about what a visitor did up to this page, their last six steps."""
    steps = page.visitor.steps[-6:]
    if len(steps) == 1:
        request, _, typed = steps[0]
        return [(ASKED, f"{request} with {typed}" if typed else request)]
    width = max(len(request) for request, _, _ in steps)
    lines = [
        (f"{request:<{width}}   {answer}", f"   with {typed}" if typed else "") for request, answer, typed in steps
    ]
    return [(DID, "\n".join(line for pair in lines for line in pair if line))]


def what_it_says(page: Page) -> str:
    """Return what a visitor reads on a page, to be told in a finding."""
    return f"the page says {quoted(page.text)}" if page.text else "a page without a word"


def look_at(page: Page) -> str:
    """Return where to look because of what made a page."""
    return page.visitor.bench.look_at(page.claims)

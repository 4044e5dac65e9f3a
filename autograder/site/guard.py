"""Who may ask, and for what: this machine's browser, from our own pages, with the token of this start.

The site starts programs, so a page from elsewhere must not be able to press its buttons. There is no cookie that a
browser could be made to send along: the token stands in our forms, where other pages cannot read it.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from autograder.site.sorry import EarlierStart
from autograder.site.study import the_study

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
"""What a browser says of a request that our own page made, or that somebody typed."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with "no-referrer" the browser would not say whose page sends a form
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def init_app(app: Flask) -> None:
    """Put the guard in front of every page."""
    app.before_request(refuse_strangers)
    app.after_request(add_headers)
    app.context_processor(lambda: {"token": the_study().token})


def refuse_strangers() -> None:
    """End the request with 403 unless it comes from our own pages, or from nobody's."""
    study = the_study()
    if request.host not in study.hosts:
        abort(403, "This address is not the one that the course listens to.")
    if request.headers.get("Sec-Fetch-Site", "none") not in OURS:
        abort(403, "Another page sent you here, and other pages cannot open or start anything in the course.")
    if request.method in READING:
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "Another page sent this form.")
    if not hmac.compare_digest(request.form.get("token", "").encode(), study.token.encode()):
        raise EarlierStart


def add_headers(response: Response) -> Response:
    """Say what our pages may do: nothing that is not ours, and nothing inside another page."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response

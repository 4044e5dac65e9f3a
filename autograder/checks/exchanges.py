"""What a check asked of an app and what came back, as text that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from autograder.checks.browser import readable, whole_status
from autograder.checks.finding import shorten
from autograder.model import Exchange
from autograder.sandbox.remote import Answer

MOST = 5
"""Exchanges that are kept of a check. It stops where something is not so, which is why the last ones count."""

LONGEST = 6000
"""Characters of one body."""

Asked = tuple[Mapping[str, str], bytes, Answer]
"""A request as a server hands it to an app, its body, and the answer."""


def exchanges_of(asked: list[Asked]) -> tuple[Exchange, ...]:
    """Return the last of what was asked in a check, in order."""
    return tuple(Exchange(_request(environ, body), _response(answer)) for environ, body, answer in asked[-MOST:])


def _request(environ: Mapping[str, str], body: bytes) -> str:
    query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    path = quote(environ["PATH_INFO"].encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~<>")
    lines = [f"{environ['REQUEST_METHOD']} {path}{query}", *_headers(environ)]
    return "\n".join(lines) + _body(body)


def _headers(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the headers that differ from one request to the next: every browser sends the others."""
    for name in ("CONTENT_TYPE", "HTTP_COOKIE", "HTTP_REFERER"):
        if environ.get(name):
            yield f"{name.removeprefix('HTTP_').replace('_', '-').title()}: {environ[name]}"


def _response(answer: Answer) -> str:
    headers = [f"{name}: {value}" for name, value in readable(answer.headers)]
    return "\n".join([whole_status(answer.status), *headers]) + _body(answer.body)


def _body(body: bytes) -> str:
    """Return a body below an empty line; one that is no text is only measured."""
    if not body:
        return ""
    try:
        return f"\n\n{shorten(body.decode(), LONGEST)}"
    except UnicodeDecodeError:
        return f"\n\n({len(body)} bytes that are not text)"

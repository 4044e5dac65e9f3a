"""A visitor's requests and cookies are those of werkzeug's own client."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder

from autograder.checks.browser import Jar, environ_of, whole_status

SENT = (("User-Agent", "Mozilla/5.0"), ("Accept", "*/*"))
STEPS = [
    ("/", ["a=1"]),
    ("/builds/3", ["b=2; Path=/builds", "c=3; Path=/; HttpOnly", "d=4"]),
    ("/builds", ["e=5; Domain=localhost", "f=6; Domain=elsewhere.org; Path=/"]),
    ("/builds/x/y", ["a=; Max-Age=0", "c=9; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]),
    ("/\u00fcber uns/100%25", ['g="x y"; Path=/\u00fcber uns']),
    ("/buildsandmore", ["h=8; Secure; SameSite=Lax"]),
    ("/", []),
]


class Server:
    """An app that answers with these cookies and remembers what it was asked."""

    def __init__(self) -> None:
        """Wait for the first request."""
        self.cookies: list[str] = []
        self.asked: dict[str, str] = {}
        self.body = b""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer."""
        self.asked = {key: value for key, value in environ.items() if isinstance(value, str)}
        self.body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [("Set-Cookie", cookie) for cookie in self.cookies])
        return [b""]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("header", [(), (("Cookie", "own=1"),)])
def test_cookies_go_where_they_belong(scheme: str, header: tuple[tuple[str, str], ...]) -> None:
    server, jar = Server(), Jar()
    client = Client(server)
    for path, server.cookies in [*STEPS, *STEPS]:
        builder = EnvironBuilder(path, f"{scheme}://localhost", headers=Headers([*SENT, *header]))
        client.open(builder)
        environ, _ = environ_of("GET", scheme, path, "", SENT + header)
        jar.send(environ)
        assert environ == {"REMOTE_ADDR": "127.0.0.1", **server.asked}
        jar.keep(environ, Headers([("Set-Cookie", cookie) for cookie in server.cookies]))
        assert [jar.get_cookie(name) for name in "abcdefgh"] == [client.get_cookie(name) for name in "abcdefgh"]


CONTENTS = {
    "nothing": lambda: {},
    "no fields": lambda: {"data": {}},
    "fields": lambda: {"data": {"title": ["Ca\u00f1on", "two"]}},
    "bytes": lambda: {"data": b"\0raw"},
    "text": lambda: {"data": "text"},
    "json": lambda: {"json": {"title": [1]}},
    "a file": lambda: {"data": {"photo": (BytesIO(b"x" * 9), "photo.png"), "title": "a"}},
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_contents_are_packed_as_always(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("werkzeug.test.time", lambda: 7.0)  # what stands between the parts of a form is made of both
    monkeypatch.setattr("werkzeug.test.random", lambda: 0.5)
    server = Server()
    headers = Headers(list(SENT))
    builder = EnvironBuilder("/a", "http://localhost", "x", method="POST", headers=headers, **CONTENTS[kind]())
    Client(server).open(builder)
    environ, body = environ_of("POST", "http", "/a", "x", SENT, **CONTENTS[kind]())
    assert environ == {"REMOTE_ADDR": "127.0.0.1", **server.asked}
    assert body == server.body


def test_one_request_does_not_change_the_next() -> None:
    environ, _ = environ_of("GET", "http", "/", "", SENT)
    environ["HTTP_COOKIE"] = "a=1"
    assert "HTTP_COOKIE" not in environ_of("GET", "http", "/", "", SENT)[0]


def test_a_status_without_words_gets_them() -> None:
    assert [whole_status(text) for text in ("404", "404 GONE FISHING", "299")] == [
        "404 NOT FOUND",
        "404 GONE FISHING",
        "299 UNKNOWN",
    ]

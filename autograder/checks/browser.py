"""What a browser adds to a request and keeps of an answer, as werkzeug's client does it, and no more.

That client also makes a request and a response of its own and works out the whole address twice, all of which nobody
looks at here: it takes longer than all other work of a check together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers
from werkzeug.http import parse_cookie
from werkzeug.test import Client, Cookie, EnvironBuilder
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_current_url

from autograder.checks.address import HOST

AGE = re.compile(r"\s*-?[0-9]{1,12}\s*")
Sent = tuple[tuple[str, str], ...]
"""The headers of a request."""
Cookies = Mapping[tuple[str, str, str], Cookie]
"""The cookies of a browser by where they belong and their names. None of them ever changes."""


class Jar(Client):
    """The cookies of one browser. The client around them is never asked to run an app."""

    def __init__(self) -> None:
        """Begin without a cookie."""
        super().__init__(lambda *_: [])

    def send(self, environ: dict[str, str]) -> None:
        """Add the cookies to a request that belong to its address."""
        cookies = (self._cookies or {}).values()
        path = _seen_path(environ["wsgi.url_scheme"], environ["PATH_INFO"])
        value = "; ".join(each._to_request_header() for each in cookies if each._matches_request(HOST, path))
        if value:
            environ["HTTP_COOKIE"] = value
        else:
            environ.pop("HTTP_COOKIE", None)

    def keep(self, environ: Mapping[str, str], headers: Headers) -> None:
        """Keep the cookies of an answer."""
        cookies = headers.getlist("Set-Cookie")
        if cookies:
            path = _seen_path(environ["wsgi.url_scheme"], environ["PATH_INFO"])
            self._update_cookies_from_response(HOST, path, cookies)

    def cookies(self) -> Cookies:
        """Return all cookies as they are now."""
        return dict(self._cookies or {})

    def hold(self, cookies: Cookies) -> None:
        """Have these cookies and no others."""
        self._cookies = dict(cookies)

    def forget_sessions(self) -> None:
        """Forget the cookies that were given no end, as a browser does when it is closed."""
        cookies = self._cookies or {}
        for key in [key for key, each in cookies.items() if each.expires is None and each.max_age is None]:
            del cookies[key]


def environ_of(
    method: str, scheme: str, path: str, query: str, headers: Sent, data: Any = None, json: Any = None
) -> tuple[dict[str, str], bytes]:
    """Return a request as a server hands it to an app, without what only a server has, and its body."""
    if data is None and json is None:
        return dict(_without_body(method, scheme, path, query, headers)), b""
    return _environ(_builder(method, scheme, path, query, headers, data=data, json=json))


@lru_cache(256)
def _without_body(method: str, scheme: str, path: str, query: str, headers: Sent) -> dict[str, str]:
    return _environ(_builder(method, scheme, path, query, headers))[0]


def _builder(method: str, scheme: str, path: str, query: str, headers: Sent, **content: Any) -> EnvironBuilder:
    base = f"{scheme}://{HOST}"
    return EnvironBuilder(path, base, query, method, headers=Headers(list(headers)), **content)


def _environ(builder: EnvironBuilder) -> tuple[dict[str, str], bytes]:
    try:
        environ = builder.get_environ()
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    finally:
        builder.close()
    return {
        "REMOTE_ADDR": "127.0.0.1",
        **{key: value for key, value in environ.items() if isinstance(value, str)},
    }, body


@lru_cache(256)
def _seen_path(scheme: str, path: str) -> str:
    """Return the path of an address as cookies are compared with it."""
    environ = {"wsgi.url_scheme": scheme, "HTTP_HOST": HOST, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": ""}
    return urlsplit(get_current_url(environ)).path


@lru_cache(256)
def whole_status(status: str) -> str:
    """Return a status with its words, where an app left them out."""
    return Response(status=status).status


def readable(pairs: Iterable[tuple[str, str]]) -> Headers:
    """Return the headers of an answer, without the cookies that are none, which a browser drops, too."""
    return Headers([pair for pair in pairs if _can_be_read(*pair)])


def _can_be_read(name: str, value: str) -> bool:
    if name.lower() != "set-cookie":
        return True
    ages = re.findall(r";\s*max-age\s*=?([^;]*)", value, re.IGNORECASE)
    try:
        named = bool(list(parse_cookie(value.partition(";")[0])))
    except UnicodeError:
        return False
    return named and all(AGE.fullmatch(age) for age in ages)

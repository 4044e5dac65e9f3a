"""How a teacher's tests look at pages: with Flask's own client and a few regular expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="?csrf_token"?[^>]*value="([^"]*)"')


def opens(client: FlaskClient, address: str, status: int = 200) -> TestResponse:
    """Open a page and wherever it leads."""
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status
    return answer


def token_of(page: TestResponse) -> dict[str, str]:
    """Return the hidden token of a page's first form, if it has one."""
    token = TOKEN.search(page.text)
    return {"csrf_token": token[1]} if token else {}


def submits(client: FlaskClient, address: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Open a page, send its form with these fields, and return the answer as it is."""
    hidden = token_of(opens(client, address))
    return client.post(to or address, data=hidden | fields)


@dataclass
class Member:
    """A builder who has joined, with the browser they did it with."""

    client: FlaskClient
    name: str
    password: str

    def another(self) -> FlaskClient:
        """Return another browser."""
        return self.client.application.test_client()


def joins(client: FlaskClient, name: str, password: str) -> Member:
    """Join with this browser, and read what the app says about it."""
    answer = submits(client, "/register", username=name, password=password, again=password)
    assert answer.status_code in (302, 303)
    client.get("/about")
    return Member(client, name, password)


def joined(client: FlaskClient, name: str, password: str) -> Member:
    """Join with this browser, and log in if joining does not do that."""
    member = joins(client, name, password)
    if name not in client.get("/about").text:
        answer = submits(client, "/log-in", username=name, password=password)
        assert answer.status_code in (302, 303)
        opens(client, answer.location)
    return member


def links(page: TestResponse) -> list[str]:
    """Return the addresses that a page links to."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page.text)
    return [urldefrag(urljoin(page.request.path, unescape(href))).url for href in found]


def form_on(page: TestResponse, *patterns: str) -> tuple[str, dict[str, str]]:
    """Return where the first form leads that has all these in it, and what is in its hidden fields."""
    forms = re.findall(r"<form\b.*?</form>", page.text, re.DOTALL)
    form = next((form for form in forms if all(re.search(each, form, re.IGNORECASE) for each in patterns)), None)
    assert form, f"no form with {patterns}"
    action = re.search(r'<form\b[^>]*\baction="([^"]*)"', form)
    hidden = {}
    for field in re.findall(r'<input\b[^>]*type="hidden"[^>]*>', form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', field) for key in ("name", "value"))
        if name:
            hidden[name[1]] = unescape(value[1]) if value else ""
    return urljoin(page.request.full_path, unescape(action[1]) if action else ""), hidden


def button_on(page: TestResponse, to: str) -> tuple[str, dict[str, str]]:
    """Return the same of the form whose button posts to this address."""
    return form_on(page, r'<form\b[^>]*\bmethod="?post\b', rf'<form\b[^>]*\baction="{to}"')


def sends(client: FlaskClient, page: TestResponse, follow: bool = False, **fields: Any) -> TestResponse:
    """Send the form of a page that has these fields, wherever it leads."""
    to, hidden = form_on(page, *(f'\\bname="{name}"' for name in fields))
    return client.post(to, data=hidden | fields, follow_redirects=follow)


def is_in(client: FlaskClient, name: str) -> bool:
    """Tell whether pages show this name, beyond what is said once."""
    return all(name in opens(client, "/about").text for _ in range(2))


def closes(client: FlaskClient) -> None:
    """Close a browser: it forgets the cookies that have no end."""
    for name in ("session", "remember_token"):
        cookie = client.get_cookie(name)
        if cookie and cookie.expires is None and cookie.max_age is None:
            client.delete_cookie(name)


def rows(app: Flask, table: str) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a table."""
    with app.app_context(), app.extensions["sqlalchemy"].engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table}")).mappings().all()

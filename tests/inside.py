"""Files ``wsgi.py`` that a check lays beside an app, to be there at moments which nobody sees from outside.

``MEETING`` lets two requests meet, ``LISTENING`` hears what the app prints and logs, ``COUNTING`` counts slow hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from autograder.checks.page import Page
from tests.by_hand import form_with

__all__ = ["COUNTING", "HASHES", "HEARD", "LISTENING", "MEETING", "sent_at_once"]

MEETING = '''
"""Your app, for two requests at once.

One is kept, and runs from its start to its end at the moment when another is about to write its first row: both have
asked what they wanted to know by then, and neither knows of the other. It is what happens on a busy day, without luck.
"""

from contextlib import suppress
from contextvars import Context

from flask.cli import find_best_app
from sqlalchemy import Engine, event
from werkzeug.test import run_wsgi_app

import app as yours


class Meeting:
    """The app, and a request that waits."""

    def __init__(self, app):
        """Nobody waits yet."""
        self.app, self.kept, self.answer = app, None, ("500 INTERNAL SERVER ERROR", [], b"")

    def __call__(self, environ, start_response):
        """Keep a request, or tell what became of it; any other goes to the app."""
        part = environ.pop("HTTP_X_MEETING", "")
        if part == "waits":
            self.kept = environ
            start_response("202 ACCEPTED", [])
            return []
        if part == "ends":
            self.comes()  # if nobody met it, it comes now
            status, headers, body = self.answer
            start_response(status, headers)
            return [body]
        return self.app(environ, start_response)

    def comes(self):
        """Run the request that waits, if there is one, as if no other were there."""
        environ, self.kept = self.kept, None
        if environ is not None:
            with suppress(Exception):  # Flask has told about it, and made a 500 of it
                chunks, status, headers = Context().run(run_wsgi_app, self.app, environ, buffered=True)
                self.answer = status, list(headers), b"".join(chunks)


app = find_best_app(yours)
app.wsgi_app = meeting = Meeting(app.wsgi_app)


@event.listens_for(Engine, "before_cursor_execute")
def is_about_to_write(connection, cursor, statement, *rest):
    """Let the other one come, unless this one keeps the database locked: then it could not."""
    first = statement.split(None, 1)[0].upper()
    if first in ("INSERT", "SAVEPOINT") and not cursor.connection.in_transaction:
        meeting.comes()
'''.lstrip()

HEARD = "/the-check-listens"
"""Where an app with ``LISTENING`` beside it tells what it has printed and logged so far."""

LISTENING = f'''
"""Your app, with everything written down that it prints or logs."""

import logging
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from flask.cli import find_best_app
from werkzeug.test import run_wsgi_app

import app as yours

heard = StringIO()


class Listening:
    """The app, and an ear at it."""

    def __init__(self, app):
        """Listen to this app."""
        self.app, self.ear = app, logging.StreamHandler(heard)

    def __call__(self, environ, start_response):
        """Tell what was heard; any other request goes to the app."""
        if environ["PATH_INFO"] == "{HEARD}":
            start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
            return [heard.getvalue().encode()]
        logging.root.addHandler(self.ear)
        try:
            with redirect_stdout(heard), redirect_stderr(heard):
                chunks, status, headers = run_wsgi_app(self.app, environ | {{"wsgi.errors": heard}}, buffered=True)
        finally:
            logging.root.removeHandler(self.ear)
        start_response(status, list(headers))
        return chunks


app = find_best_app(yours)
app.logger.setLevel(logging.DEBUG)
app.wsgi_app = Listening(app.wsgi_app)
'''.lstrip()


HASHES = "X-The-Check-Counted"
"""The header in which an app with ``COUNTING`` beside it tells how many slow hashes an answer took."""

COUNTING = f'''
"""Your app, with the slow hashes counted that each of its answers takes."""

import hashlib

counted = []


def counting(function):
    """Return a function that does the same, and counts."""

    def counts(*args, **kwargs):
        counted.append(1)
        return function(*args, **kwargs)

    return counts


hashlib.scrypt, hashlib.pbkdf2_hmac = counting(hashlib.scrypt), counting(hashlib.pbkdf2_hmac)

from flask.cli import find_best_app

import app as yours


class Counting:
    """The app, and somebody who counts."""

    def __init__(self, app):
        """Count for this app."""
        self.app = app

    def __call__(self, environ, start_response):
        """Answer as the app does, with the number in a header."""
        counted.clear()
        return self.app(environ, lambda s, h, *error: start_response(s, [*h, ("{HASHES}", str(len(counted)))], *error))


app = find_best_app(yours)
app.wsgi_app = Counting(app.wsgi_app)
'''.lstrip()


def sent_at_once(one: Page, other: Page, values: Mapping[str, str], others: Mapping[str, str]) -> tuple[Page, Page]:
    """Send the forms of two pages at once, and return both answers. It takes an app with ``MEETING`` beside it.

    The other one comes to its end first, when the app is about to write the first row for ``one``.
    """
    _send(other, others, {"X-Meeting": "waits"})
    first = _send(one, values)
    return first, other.visitor.gets("/the-check-asks-for-the-other-one", headers={"X-Meeting": "ends"})


def _send(page: Page, values: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Page:
    form = form_with(page, *values)
    address = page.visitor.local(urljoin(page.url, form.element.attributes.get("action", "") or page.url))
    return page.visitor.posts(address, dict(form.fill(dict(values)).data), headers=headers)

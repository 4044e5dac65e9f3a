"""What a visitor sees after a request, and the sentences that can be said about it.

Each sentence returns the page, so that they chain, or raises ``NotYet`` with what was asked, expected and found.
"""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from selectolax.lexbor import SelectolaxError
from werkzeug.datastructures import Headers

from autograder.checks.address import joined
from autograder.checks.finding import FOUND, LOOK, SAID, NotYet, first_difference, quoted, shorten
from autograder.checks.forms import Form, NoSuchField, Value
from autograder.checks.html import Element, TooMuchMarkup, parse, squeeze
from autograder.checks.page_findings import REDIRECTS, asked, look_at, what_it_says, wrong, wrong_status
from autograder.checks.places import Claims, framed

if TYPE_CHECKING:
    from autograder.checks.visitor import Visitor


@dataclass(frozen=True)
class Link:
    """A link of a page: its words, and its address with the query, or the whole URL if it leads elsewhere."""

    text: str
    address: str
    element: Element


class Page:
    """One answer of the app."""

    def __init__(self, visitor: Visitor, url: str, status: str, headers: Headers, body: bytes) -> None:
        """Keep an answer. ``url`` is what was asked for, whole."""
        self.visitor, self.url, self.headers, self.body = visitor, url, headers, body
        self.status_line = status
        self.status = int(status[:3])
        self.claims = dict(visitor.bench.claims)

    def seen_by(self, visitor: Visitor) -> Page:
        """Return the same answer in another browser, which goes on from here."""
        page = copy(self)
        page.visitor = visitor
        return page

    @property
    def path(self) -> str:
        """The address without the host, with its query."""
        return self.visitor.local(self.url)

    @cached_property
    def html(self) -> str:
        """The text of the answer as it came."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def root(self) -> Element:
        """The page as a browser parses it."""
        try:
            return parse(self.html)
        except TooMuchMarkup as error:
            raise NotYet(*asked(self), (SAID, str(error)), (LOOK, look_at(self))) from None

    @cached_property
    def text(self) -> str:
        """The text a visitor sees, white space collapsed."""
        return self.root.text

    @property
    def json(self) -> Any:
        """The answer read as JSON; a finding if it is not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            self.not_yet(expected="JSON", got=quoted(self.html))

    @property
    def statements(self) -> int:
        """How many SQL statements the app says it took. A claim: compare two of its pages, trust no single number."""
        claimed = self.claims.get("statements", 0)
        return claimed if type(claimed) is int and claimed >= 0 else 0

    def find_all(self, css: str) -> list[Element]:
        """Return the elements that a CSS selector finds, in the order of the page."""
        try:
            return self.root.find_all(css)
        except SelectolaxError as error:
            raise ValueError(f"{css!r} is not a CSS selector") from error

    @property
    def frame(self) -> Claims:
        """What to look at when something around the page's own content is missing: its layout, if it has one."""
        return framed(self.visitor.bench.copy.files, self.claims)

    @property
    def links(self) -> list[Link]:
        """All links of the page that lead somewhere."""
        return [
            Link(self._words(element), self.visitor.local(joined(self.url, element.attributes["href"])), element)
            for element in self.find_all("a[href]")
        ]

    @staticmethod
    def _words(link: Element) -> str:
        pictures = [e.attributes.get("alt") or e.attributes.get("aria-label", "") for e in link.find_all("img, svg")]
        return link.text or link.attributes.get("aria-label") or squeeze(" ".join(pictures))

    # --- sentences

    def answers(self, status: int) -> Page:
        """The status is this one. 302 and 303 count as one."""
        both = {302, 303}
        if self.status != status and not {self.status, status} <= both:
            wrong_status(self, status)
        return self

    def has_type(self, kind: str) -> Page:
        """The content is of this type, ``text/html`` for a page."""
        found = self.headers.get("Content-Type", "no type")
        if found.split(";")[0].strip() != kind:
            self.not_yet(expected=f"content of the type {kind}", got=f"{found}: {quoted(self.html)}")
        return self

    def shows(self, text: object, what: str | None = None) -> Page:
        """A visitor can read this text on the page."""
        if squeeze(str(text)) not in self.text:
            self.not_yet(expected=what or f"to read {quoted(str(text))}", got=what_it_says(self))
        return self

    def does_not_show(self, text: object, what: str | None = None) -> Page:
        """A visitor cannot read this text on the page."""
        if squeeze(str(text)) in self.text:
            self.not_yet(expected=what or f"not to read {quoted(str(text))} here", got=what_it_says(self))
        return self

    def has(self, css: str, text: object = None, count: int | None = None, what: str | None = None) -> list[Element]:
        """Return the elements a selector finds, if there are some (or exactly ``count``) and one holds the text."""
        found = self.find_all(css)
        if text is not None:
            matching = [element for element in found if squeeze(str(text)) in element.text]
            if not matching:
                inside = "; ".join(quoted(element.text) for element in found[:5])
                self.not_yet(expected=what or f"<{css}> with {quoted(str(text))}", got=inside or f"no <{css}>")
            found = matching
        if not found or (count is not None and len(found) != count):
            number = "at least one" if count is None else str(count)
            self.not_yet(expected=what or f"{number} <{css}>", got=f"{len(found) or 'no'} <{css}>")
        return found

    def has_no(self, css: str, what: str | None = None) -> Page:
        """There is no such element on the page."""
        found = self.find_all(css)
        if found:
            self.not_yet(expected=what or f"no <{css}>", got=shorten(found[0].html))
        return self

    def clicks(self, text: str) -> Page:
        """Follow the link with these words; the page it leads to must answer 200."""
        wanted = squeeze(text).casefold()
        links = self.links
        exact = [link for link in links if link.text.casefold() == wanted]
        near = exact or [link for link in links if wanted in link.text.casefold()]
        if not near:
            shown = "; ".join(f"{quoted(link.text)} to {link.address}" for link in links[:8])
            self.not_yet(expected=f"a link {quoted(text)}", got=f"links: {shown}" if links else "no link at all")
        return self.visitor.opens(near[0].address)

    def submits(self, **fields: Value) -> Page:
        """Fill in the form of this page that has these fields, send it, and follow where it leads."""
        forms = [Form(element) for element in self.find_all("form")]
        if not forms:
            self.not_yet(expected=f"a form with {', '.join(fields) or 'a button'}", got="no form on this page")
        form = max(forms, key=lambda form: sum(name in form.names for name in fields))
        try:
            filled = form.fill(fields)
        except NoSuchField as error:
            self.not_yet(expected=f"a form with {', '.join(fields)}", got=str(error))
        return self.visitor.sends_form(joined(self.url, filled.action or self.url), filled)

    def redirects_to(self, path: str) -> Page:
        """The answer sends the browser on, to this address."""
        target = self.visitor.local(joined(self.url, self.headers.get("Location", "")))
        if self.status not in REDIRECTS or target != path:
            on = f", on to {target}" if self.status in REDIRECTS else ""
            wrong(self, f"302 or 303, on to {path}", f"{self.status_line}{on}")
        return self

    def lands_on(self, path: str) -> Page:
        """After all redirects the browser is at this address."""
        if self.path != path:
            wrong(self, f"to end at {path}", f"it ended at {self.path} ({self.status_line})")
        return self

    def same(self, expected: object, got: object, what: str = "", made: Claims | str | None = None) -> Page:
        """Two values are equal; otherwise the first difference is told. ``made`` is as for ``not_yet``."""
        if expected != got:
            wanted, found = first_difference(expected, got)
            self.not_yet(expected=f"{what}: {wanted}" if what else wanted, got=found, made=made)
        return self

    def not_yet(self, expected: str, got: str, reason: str | None = None, made: Claims | str | None = None) -> NoReturn:
        """Raise a finding in a check's own words. If the app broke or answered an error, that is told first.

        ``made`` are the claims about what is to blame, where that is not what made this page: ``frame`` of a page,
        or ``sent`` of a visitor; or the place to look at itself, where a check knows it: ``app.py:22``.
        """
        wrong(self, expected, got, FOUND, reason, made)

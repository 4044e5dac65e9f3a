"""Forms as a stranger sends them: with values that no browser would let anybody choose, or without the page at all."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urljoin

from autograder.checks.forms import Form
from autograder.checks.html import Element, squeeze
from autograder.checks.page import Page
from autograder.checks.visitor import Visitor
from tests.written import field_of, written

__all__ = ["error_at", "filled_in", "forged", "forged_with_token", "form_of", "form_with", "new_words", "why_not"]

ALWAYS_TRUE = "without its parentheses, validate_on_submit is always true: whoever opens the page has sent a good form"
NO_TOKEN = "the form sends no token: the hidden field csrf_token is missing in it"


def form_with(page: Page, *fields: str) -> Form:
    """Return the form of a page that has these fields; a finding if there is none."""
    forms = [Form(element) for element in page.find_all("form")]
    best = max(forms, key=lambda form: sum(name in form.names for name in fields), default=None)
    if best is None or not set(fields) <= set(best.names):
        got = f"a form with {' and '.join(best.names) or 'no field at all'}" if best else "no form on this page"
        unasked = "" if best else written(page, r".*\.validate_on_submit\b(?!\()")
        expected = f"a form with fields called {' and '.join(fields)}"
        page.not_yet(expected, got, reason=ALWAYS_TRUE if unasked else None, made=unasked or None)
    return best


def filled_in(page: Page, *fields: str) -> dict[str, str]:
    """Return what the form with these fields would send if nobody touched it: what it was filled in with."""
    return dict(form_with(page, *fields).fill({}).data)


def forged(page: Page, values: Mapping[str, str], visitor: Visitor | None = None) -> Page:
    """Send what a stranger's page could: these values and no token, to where the form with these fields leads."""
    form = form_with(page, *values)
    return (visitor or page.visitor).posts(_address(page, form), dict(values))


def forged_with_token(
    page: Page, values: Mapping[str, str], instead: tuple[str, str] = ("", ""), without: str = ""
) -> Page:
    """Send the form as somebody does who changes its fields with the browser's tools: all it holds, and these values.

    ``instead`` is a part of the form's address and what stands there instead, ``without`` a field that is taken out.
    """
    form = form_with(page, *values)
    address = _address(page, form)
    data = _data(form) | dict(values)
    data.pop(without, None)
    return page.visitor.posts(address.replace(*instead) if instead[0] else address, data)


def error_at(page: Page, before: Page, field: str) -> str:
    """Return what the page says about a field now and did not say before, nothing if it says nothing there.

    Looked at is what is tied to the field: by ``aria-describedby``, by ``aria-errormessage``, or as part of its label.
    """
    known = _tied(before, field)
    return " ".join(text for text in _tied(page, field) if text and text not in known)


def new_words(page: Page, before: Page) -> str:
    """Return the words of a page that an earlier one had not, in the order of the page."""
    words, known = page.text.split(), before.text.split()
    changes = SequenceMatcher(None, known, words, autojunk=False).get_opcodes()
    return " ".join(
        word for kind, _, _, start, end in changes if kind in ("insert", "replace") for word in words[start:end]
    )


def why_not(page: Page, before: Page, expected: str, *fields: str, reason: str | None = None) -> None:
    """Complain that a form which was filled in well was not accepted, and say what may be the reason.

    ``reason`` is the usual one for what was filled in, if the page says anything about it.
    """
    if page.status in (400, 403) and not any(_elements(page, field) for field in fields):
        reason = None if _has_token(before, *fields) else NO_TOKEN
        if any(field.attributes.get("value", "").startswith("<") for field in form_with(before, *fields).fields):
            reason = "without its parentheses, csrf_token is the name of a function, and no token"
        made = {"templates": before.claims.get("templates")}
        page.not_yet(expected=expected, got=f"{page.status_line}: {page.text[:120]}", reason=reason, made=made)
    if page.status in (404, 405):
        page.answers(200)
    words = new_words(page, before)
    got = f"it was not accepted; the page now says “{words[:120]}”" if words else "it was not accepted, without a word"
    if form_with(before, *fields).element.attributes.get("method", "get").lower() != "post":
        reason = 'a form without method="post" asks, and changes nothing'
    elif not words and not _has_token(before, *fields):
        reason = "the form has no hidden field csrf_token, so it is never valid: form.hidden_tag() writes one"
    elif not words:
        reason = "a field that is not valid and whose error is not shown; print(form.errors) tells which"
    named = next((field for field in fields if error_at(page, before, field)), "")
    made = form_of(page, named, *fields) if named else None
    page.not_yet(expected=expected, got=got, reason=reason, made=made)


def form_of(page: Page, field: str, *others: str) -> str:
    """Return where the view stands that took a form, and where the form has this field: what lets a value through."""
    places = [page.visitor.sent.get("view"), field_of(page, field, *others)]
    return ", ".join(each for each in places if each) if places[1] else ""


# ---


def _address(page: Page, form: Form) -> str:
    return page.visitor.local(urljoin(page.url, form.element.attributes.get("action", "") or page.url))


def _data(form: Form) -> dict[str, Any]:
    return dict(form.fill({}).data)


def _has_token(page: Page, *fields: str) -> bool:
    hidden = [f for f in form_with(page, *fields).fields if f.attributes.get("type", "").lower() == "hidden"]
    return any(field.attributes.get("value") for field in hidden)


def _tied(page: Page, field: str) -> list[str]:
    """Return the texts that are tied to a field. What can be chosen or was typed in it is none of them."""
    found = []
    for element in _elements(page, field):
        own = element.attributes
        ids = f"{own.get('aria-describedby', '')} {own.get('aria-errormessage', '')}".split()
        found += [named for named in page.find_all("[id]") if named.attributes["id"] in ids]
        found += [label for label in page.find_all("label") if label.attributes.get("for") == own.get("id", "-")]
        around = element.parent
        while around is not None and around.tag != "form":
            found += [around] if around.tag == "label" else []
            around = around.parent
    inside = [(place.text, [part.text for part in place.find_all("select, textarea") if part.text]) for place in found]
    return [_without(text, parts) for text, parts in inside]


def _without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return squeeze(text)


def _elements(page: Page, field: str) -> list[Element]:
    return [element for element in page.find_all("input, select, textarea") if element.attributes.get("name") == field]

"""Words for the lessons in which builders have accounts: names from many places, passwords, and how one joins."""

from __future__ import annotations

import random
import re
import zlib
from base64 import urlsafe_b64decode
from typing import TypeGuard

from werkzeug.security import check_password_hash

from autograder.checks.page import REDIRECTS, Page
from autograder.checks.visitor import Visitor
from tests.by_hand import forged_with_token, why_not

__all__ = [
    "FIELDS",
    "any_name",
    "any_password",
    "fits",
    "is_slow",
    "joins",
    "name_with_other_letters",
    "said_in_cookies",
    "shows_the_form",
    "where_it_leads",
]

FIELDS = ("username", "password", "again")
BLANKS = "the password had a blank at both ends, both times it was typed: does a filter take them off one of the two?"
HIGHEST_COST = 600_000
"""What a hash may cost to be compared here: werkzeug's own scrypt is half of it. Nobody can make the grader busy."""

_FIRST = ("Amara", "Bjorn", "Chidi", "Divya", "Emeka", "Farida", "Goran", "Hana", "Ines", "Kofi", "Leilani", "Mateo")
_LAST = ("Okafor", "Lindgren", "Mehta", "Castillo", "Novak", "Haddad", "Tanaka", "Moreau", "Kowalski", "Silva")
_OTHER_LETTERS = ("Zoë", "Jürgen", "Łucja", "Ñandú", "Émile", "Ольга", "Žofie", "Ğamze", "Σοφία", "Åse")
_WORDS = ("Harbour", "Kestrel", "Pumpkin", "Gravel", "Walnut", "Meadow", "Lantern", "Copper", "Thistle", "Anchor")


def any_name(rng: random.Random) -> str:
    """Return the random name of a builder: in ASCII, with capitals and a blank, of less than 30 characters."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)} {rng.randrange(100, 1000)}"


def name_with_other_letters(rng: random.Random) -> str:
    """Return a random name with letters beyond a to z, which have a capital and a small form, too."""
    return f"{rng.choice(_OTHER_LETTERS)} {rng.randrange(100, 1000)}"


def any_password(rng: random.Random) -> str:
    """Return a random password of capitals, small letters and digits, and nothing that a page or an address changes."""
    one, other = rng.sample(_WORDS, 2)
    return f"{one}{rng.randrange(1000, 10_000)}{other}"


def joins(visitor: Visitor, name: str, password: str) -> Page:
    """Fill in the form as a new builder does, and return the answer as it is. A finding if it is not accepted."""
    form = visitor.opens("/register")
    page = forged_with_token(form, dict(zip(FIELDS, (name, password, password), strict=True)))
    if page.status >= 400 or shows_the_form(page):
        blanks = BLANKS if password != password.strip() else None
        why_not(page, form, f"“{name}” to be one of the builders", *FIELDS, reason=blanks)
    return page


def shows_the_form(page: Page) -> bool:
    """Tell whether the form for a new account is on this page."""
    return bool(page.find_all("form [name=again]"))


def where_it_leads(page: Page) -> Page:
    """Return the page an answer leads to: itself, if it is no redirect."""
    if page.status in REDIRECTS:
        return page.visitor.opens(page.headers.get("Location", "/"))
    return page


def said_in_cookies(page: Page) -> str:
    """Return what an answer stores in cookies, readable as it is for whoever has them: a session is no secret."""
    found = []
    for cookie in page.headers.getlist("Set-Cookie"):
        value = cookie.partition("=")[2].partition(";")[0].strip('"')
        found.append(value)
        payload = value.lstrip(".").partition(".")[0]
        try:
            data = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
            data = zlib.decompressobj().decompress(data, 100_000) if value.startswith(".") else data
        except (ValueError, zlib.error):
            continue
        found.append(data.decode("utf-8", "replace"))
    return "\n".join(found)


def is_slow(value: object) -> TypeGuard[str]:
    """Tell whether a stored value has the form of werkzeug's hashes, which are made to be slow."""
    return isinstance(value, str) and re.match(r"(scrypt|pbkdf2)(:[\w:]*)?\$", value) is not None


def fits(value: object, password: str) -> bool | None:
    """Tell whether a stored value is a hash of this password as werkzeug makes it; nothing if it is none of those."""
    if not is_slow(value):
        return None
    cost = 1
    for number in re.findall(r"\b\d{1,12}\b", value.partition("$")[0]):
        cost *= int(number)
    if cost > HIGHEST_COST * 2:
        return None
    try:
        return check_password_hash(value, password)
    except (ValueError, MemoryError):
        return False

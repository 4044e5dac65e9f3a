"""Words for the lessons in which a build belongs to somebody: its builder's browser, and requests made by hand."""

from __future__ import annotations

import ast
import functools
import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest

from autograder.checks.database import Database
from autograder.checks.page import Page
from autograder.checks.visitor import Visitor

__all__ = ["Owned", "everything", "owned", "posts_by_hand", "samples_in", "token_of"]

TABLES = ("build", "brick", "build_theme", "comment")


@dataclass(frozen=True)
class Owned:
    """One of the builds that ``flask init-db`` makes, and the browser in which its builder is logged in."""

    visitor: Visitor
    builder: str
    number: int
    title: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/builds/{self.number}"


def samples_in(app_files: Any) -> Mapping[str, tuple[str, str]]:
    """Return by its title, for each sample build of ``app/builds.py``, the builder and the password to log in with.

    The file is given, and read as a text: none of its lines is run here.
    """
    return _samples_of(app_files.read("app/builds.py") or "")


@functools.lru_cache(maxsize=4)
def _samples_of(source: str) -> Mapping[str, tuple[str, str]]:
    passwords: dict[str, str] = {}
    builders: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(
            isinstance(to, ast.Name) and to.id == "BUILDERS" for to in node.targets
        ):
            passwords = _texts(node.value)
        entry = _texts(node)
        if {"title", "builder"} <= entry.keys():
            builders[entry["title"]] = entry["builder"]
    known = {title: (name, passwords[name]) for title, name in builders.items() if name in passwords}
    return MappingProxyType(known)  # the same for all checks


def _texts(node: ast.AST) -> dict[str, str]:
    """Return what a dictionary in the source has as texts under texts; nothing for anything else."""
    if not isinstance(node, ast.Dict):
        return {}
    pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)]
    return {str(key.value): str(value.value) for key, value in pairs if isinstance(value, ast.Constant)}


@pytest.fixture
def owned(visitor: Visitor, app_files: Any, database: Database, rng: random.Random) -> Owned:
    """A random sample build after ``flask init-db``; its builder is logged in with this visitor's browser."""
    visitor.begins_with("init-db").succeeds()
    samples = samples_in(app_files)
    known = [row for row in database.rows("build") if row["title"] in samples]
    if not known:
        wanted = "the sample builds of app/builds.py on the board, and their builders in BUILDERS"
        visitor.opens("/log-in?next=/about").not_yet(wanted, "none of them")
    row = rng.choice(known)
    name, password = samples[row["title"]]
    visitor.begins(_is_let_in, name, password)
    return Owned(visitor, name, row["id"], row["title"])


def _is_let_in(visitor: Visitor, name: str, password: str) -> None:
    form = visitor.opens("/log-in?next=/about")  # a page that costs little
    page = form.submits(username=name, password=password)
    if page.find_all("form [name=password]"):
        page.not_yet(f"“{name}” to be let in, with the password in app/builds.py", "the form again")


def token_of(visitor: Visitor) -> dict[str, str]:
    """Return the hidden fields that a browser's own session makes valid: what a request needs to get past the token.

    Looked at first is the page that costs least: it has a button for who is logged in.
    """
    for path in ("/about", "/builds/new", "/log-in"):
        page = visitor.gets(path)
        hidden = [field.attributes for field in page.find_all("form input[type=hidden][name=csrf_token]")]
        if hidden:
            return {field["name"]: field.get("value", "") for field in hidden[-1:]}
    return {}


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all that somebody can have made: builds, bricks, pairs and comments, row by row."""
    return {table: database.rows(table) for table in TABLES if table in database.tables}


def posts_by_hand(visitor: Visitor, path: str, **values: Any) -> Page:
    """Send a request as somebody does who needs no button for it, with a valid token of this browser's session."""
    return visitor.posts(path, {**token_of(visitor), **values})

"""A finding for a page: its rows, and its paragraphs with the lines of code apart from the sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from autograder.checks.finding import ASKED, DID, KNOWS, LOOK
from autograder.model import CheckResult, Exchange
from autograder.reports.console import safe
from autograder.reports.terminal import CODE, PLACE
from autograder.reports.words import TABLE

AS_TYPED = frozenset({ASKED, DID, KNOWS, LOOK})
"""Rows with addresses, names of files and columns that stand below each other."""

TICKS = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Piece:
    """A piece of a finding: ``row`` has a label, ``text`` is a sentence, ``code`` a few lines as they stand."""

    kind: str
    text: str
    label: str = ""
    as_typed: bool = False


@dataclass(frozen=True)
class Told:
    """One check that did not pass, with what it saw."""

    id: str
    title: str
    word: str
    look: str
    task: int
    pieces: tuple[Piece, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def parts(self) -> list[tuple[bool, list[Piece]]]:
        """The pieces in their order, rows that follow each other together."""
        return [(rows, list(pieces)) for rows, pieces in groupby(self.pieces, lambda piece: piece.kind == "row")]


def ticked(text: str) -> Markup:
    """Return text in which what stands between backticks is code, as in the lessons."""
    return Markup(TICKS.sub(r"<code>\1</code>", str(escape(text))))


def breakable(text: str) -> Markup:
    """Return text whose paths may go on in the next line after a slash."""
    return Markup(str(escape(text)).replace("/", "/<wbr>"))


def told(each: CheckResult, folder: str) -> Told:
    """Return what to show of a check; places in files are named from the course's folder on."""
    words = TABLE[each.outcome]
    rows = each.finding.rows if each.finding else ()
    pieces = tuple(piece for label, text in rows for piece in _pieces(label, text, folder))
    return Told(each.check.id, safe(each.check.title), words.word, words.style, each.check.task, pieces, each.exchanges)


def _pieces(label: str, text: str, folder: str) -> Iterator[Piece]:
    if label:
        if label == LOOK:
            text = ", ".join(f"{folder}/{place}" for place in text.split(", "))
        yield Piece("row", safe(text), label, label in AS_TYPED or "\n" in text)
        return
    yield from paragraphs(PLACE.sub(lambda found: f"{found[1]}{folder}/{found[2]}", text))


def paragraphs(text: str) -> Iterator[Piece]:
    """Yield the sentences of a text and, apart from them, its lines of code: there, what stands below what matters."""
    for code, these in groupby(safe(text).split("\n"), lambda line: bool(CODE.match(line))):
        yield Piece("code" if code else "text", "\n".join(these))

"""The error translator: what an exception means in plain words, where it happened, and what to do next.

It knows the usual ones. Where it does not know, it says nothing rather than guess. The words are in ``table_*.py``.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from autograder.checks.errors import (
    table_database,
    table_flask,
    table_imports,
    table_later,
    table_layout,
    table_login,
    table_python,
    table_refused,
    table_relations,
    table_rooms,
    table_start,
    table_syntax,
    table_templates,
    table_tests,
)
from autograder.checks.errors.app_error import AppError, where_rows
from autograder.checks.errors.elsewhere import how_to_get
from autograder.checks.errors.entry import Entry

LONGEST_PART = 80
CLOSE = 0.7
SHOWN_NAMES = 8
NO_EXCEPTION = ("NoAppFile", "NoAppException")
"""Names for what is no exception of Python's, and would tell a student nothing."""


@dataclass(frozen=True)
class Explanation:
    """What an error means, what to do next, and the number of the lesson that tells more about it, if one does."""

    says: str
    next_step: str
    lesson: str | None


def explain(error: AppError) -> Explanation | None:
    """Return what is known about this error, or nothing."""
    message = _message(error)
    line, file = (error.frames[0].source, error.frames[0].file) if error.frames else ("", "")
    for entry in _entries():
        match = entry.message.search(message) if entry.type.fullmatch(error.name) else None
        made = entry.made_in.search(error.made_in)
        if match and made and entry.line.search(line) and entry.file.search(file):
            parts = {name: _cut(part or "") for name, part in (match.groupdict() | made.groupdict()).items()}
            return _filled(entry.entry, parts, error)
    return None


def finding_rows(error: AppError, prefix: str = "", lessons: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return the rows of a finding: the place with its lines, then the error in plain words.

    ``prefix`` goes in front of file names (``lessons/02_dynamic_urls/``). Of the lessons that explain more, only those
    in ``lessons`` (by number) are named.
    """
    known = explain(error)
    if known is None:
        return (*where_rows(error, prefix), ("", _own_words(error)))
    said = known.says if error.name in NO_EXCEPTION else f"{error.name}: {_small(known.says)}"
    words = f"{said} {known.next_step}"
    if known.lesson in lessons:
        words += f" Lesson {known.lesson} tells more."
    return (*where_rows(error, prefix), ("", words))


@dataclass(frozen=True)
class _Ready:
    entry: Entry
    type: re.Pattern[str]
    message: re.Pattern[str]
    line: re.Pattern[str]
    file: re.Pattern[str]
    made_in: re.Pattern[str]


@cache
def _entries() -> tuple[_Ready, ...]:
    """Return the whole table, special cases first, compiled once when the first error has to be explained."""
    modules = (
        table_tests,
        table_rooms,
        table_later,
        table_login,
        table_relations,
        table_database,
        table_refused,
        table_start,
        table_flask,
        table_syntax,
        table_templates,
        table_layout,
        table_imports,
        table_python,
    )
    entries: list[Entry] = [entry for module in modules for entry in module.ENTRIES]
    return tuple(
        _Ready(
            entry,
            re.compile(entry.type),
            re.compile(entry.message, re.DOTALL),
            re.compile(entry.line),
            re.compile(entry.file),
            re.compile(entry.made_in),
        )
        for entry in entries
    )


def _message(error: AppError) -> str:
    """Return the message as it is matched: without the file that Python puts behind a syntax error."""
    return re.sub(r" \((?!<)[^()\n]{1,300}, line \d+\)$", "", error.message.strip())


def _filled(entry: Entry, parts: dict[str, str], error: AppError) -> Explanation:
    there = _there(error)
    parts["there"] = ", ".join(f"`{name}`" for name in there[:SHOWN_NAMES]) + (
        " and others" if len(there) > SHOWN_NAMES else ""
    )
    says, next_step = entry.says.format_map(parts), entry.next_step.format_map(parts)
    meant = _closest(parts.get(entry.near, ""), there)
    if known := how_to_get(parts.get(entry.near, ""), error):
        says, next_step = known[0] or says, known[1]
    elif meant:
        next_step = f"Did you mean `{meant}`?"
    elif "{there}" in entry.next_step and not there:
        home = "app/__init__.py" if any(frame.file.startswith("app/") for frame in error.frames) else "app.py"
        next_step = f"Check its spelling, and that the folder is called `templates` and lies next to `{home}`."
    return Explanation(says, next_step, entry.lesson)


def _there(error: AppError) -> list[str]:
    """Return the names that exist where it happened; only those with a dot when it was a template that was missing."""
    if error.name.startswith("Template"):
        return [name for name in error.names if "." in name]
    return list(error.names)


def _closest(word: str, names: Iterable[str]) -> str:
    """Return the name that is meant by a misspelt word, or nothing. The student's own names win over Python's."""
    if not word:
        return ""
    best, chosen = CLOSE, ""
    for name in names:
        if name == word or len(name) > LONGEST_PART:
            continue
        matcher = SequenceMatcher(None, word.lower(), name.lower())
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        closeness = matcher.ratio() - (0.05 if hasattr(builtins, name) else 0)
        if closeness >= best:
            best, chosen = closeness + 1e-9, name
    return chosen


def _own_words(error: AppError) -> str:
    """Return the error as Python words it, for one that is not in the table."""
    message = error.message.strip()
    return f"{error.name}: {message}" if message else error.name


def _small(sentence: str) -> str:
    """Return a sentence as it goes on after a colon."""
    first = sentence.partition(" ")[0]
    articles = ("A", "An", "The", "This", "There", "Two", "These", "Something", "What", "Your", "One", "Some", "Here")
    return sentence[0].lower() + sentence[1:] if first in articles else sentence


def _cut(text: str) -> str:
    return (
        text if len(text) <= LONGEST_PART else f"{text[:LONGEST_PART]} (first {LONGEST_PART} of {len(text)} characters)"
    )

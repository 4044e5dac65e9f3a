"""Words for findings about something that did not make the page: where the code of a submission says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from autograder.checks.page import Page

__all__ = ["field_of", "last_return", "written"]

CLASS = re.compile(r"class (\w+)\(")
HEAD = re.compile(r"( *)(@|def |async def |class )")
NAME = re.compile(r"\s+(\w+)\s*=[^=]")


def written(page: Page, *patterns: str) -> str:
    """Return where the first lines of Python stand that begin with these patterns, or nothing where none does."""
    places = (_first(_lines(page), pattern) for pattern in patterns)
    return ", ".join(filter(None, places))


def field_of(page: Page, field: str, *others: str) -> str:
    """Return where the class of the form with these fields has the first of them; nothing if no class has it."""
    found, wanted = [], {field, *others}
    for names in _classes(page):
        if field in names:
            found.append((len(wanted & names.keys()) - len(names.keys() - wanted), names[field]))
    return max(found, key=lambda each: each[0], default=(0, ""))[1]


def last_return(page: Page, function: object, pattern: str = "") -> str:
    """Return where the last ``return`` with this pattern in it stands in the function at this place, or nothing."""
    lines = [*_lines(page)]
    begins = next((at for at, (place, _) in enumerate(lines) if place == function), len(lines))
    found, edge = "", -1
    for place, line in lines[begins:]:
        head = HEAD.match(line)
        if edge >= 0 and head and len(head[1]) <= edge:
            break
        if head and head[2] != "@":
            edge = len(head[1]) if edge < 0 else edge
        elif re.match(rf"\s+return\b.*{pattern}", line):
            found = place
    return found


def _lines(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each line of the submission's Python, its tests left out, with its place."""
    files: Mapping[str, bytes] = page.visitor.bench.copy.files
    for path, data in sorted(files.items()):
        if path.endswith(".py") and not path.startswith("tests/"):
            for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
                yield f"{path}:{number}", line


def _first(lines: Iterator[tuple[str, str]], pattern: str) -> str:
    begins = re.compile(rf"\s*(?:{pattern})")
    return next((place for place, line in lines if begins.match(line)), "")


def _classes(page: Page) -> Iterator[dict[str, str]]:
    """Yield for each class which names get a value in it, and where."""
    names: dict[str, str] | None = None
    for place, line in _lines(page):
        if CLASS.match(line):
            if names:
                yield names
            names = {}
        elif line[:1].strip():  # back at the left edge
            if names:
                yield names
            names = None
        elif names is not None and (match := NAME.match(line)):
            names.setdefault(match[1], place)
    if names:
        yield names

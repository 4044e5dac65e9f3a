"""Where a person should look: the TODO of a task, the view that answered, the templates it used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WHERE = re.compile(r"(.+):(\d+)")
EXTENDS = re.compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']")
MOST_FLOORS = 5

Claims = Mapping[str, Any]
"""What the app told about an answer: which view and which templates made it."""


def place(files: Mapping[str, bytes], todo: tuple[str, int] | None, claims: Claims) -> str:
    """Return the task's TODO if it is still there, or what made the answer.

    A TODO in another function comes behind the view that answered. ``claims`` are what the app told about the answer.
    """
    view, templates = claims.get("view"), claims.get("templates")
    places = [view] if isinstance(view, str) and view else []
    if todo:
        written = f"{todo[0]}:{todo[1]}"
        return ", ".join([*places, written] if places and _apart(files, todo, places[0]) else [written])
    if isinstance(templates, list):
        places += [_template(files, name) for name in templates[:2] if isinstance(name, str)]
    return ", ".join(places)


def framed(files: Mapping[str, bytes], claims: Claims) -> Claims:
    """Return claims that name the layout of a page and its template; those of the page if it extends none."""
    templates = claims.get("templates")
    own = templates[0] if isinstance(templates, list) and templates else None
    layout = own
    for _ in range(MOST_FLOORS):
        text = files.get(_template(files, str(layout)), b"").decode("utf-8", "replace")
        match = EXTENDS.search(text)
        if match is None:
            break
        layout = match[1]
    return {"templates": [layout, own]} if layout != own else claims


def _template(files: Mapping[str, bytes], name: str) -> str:
    """Return where a template is: beside the app, or inside of the package that the app has become."""
    beside = f"templates/{name}"
    inside = (path for path in sorted(files) if path.endswith(f"/{beside}"))
    return beside if beside in files else next(inside, beside)


def line_at(files: Mapping[str, bytes], where: str) -> str:
    """Return the student's line at ``app.py:22``, or nothing."""
    match = WHERE.fullmatch(where)
    lines = _lines(files, match[1]) if match else []
    return lines[int(match[2]) - 1].strip() if match and 0 < int(match[2]) <= len(lines) else ""


def _lines(files: Mapping[str, bytes], name: str) -> list[str]:
    return files.get(name, b"").decode("utf-8", "replace").splitlines()


def _apart(files: Mapping[str, bytes], todo: tuple[str, int], view: str) -> bool:
    """Tell whether a TODO stands inside or next to another function than this view of the same file."""
    match = WHERE.fullmatch(view)
    if match is None or match[1] != todo[0]:
        return False
    lines = _lines(files, todo[0])
    starts = [n for n, line in enumerate(lines, 1) if re.match(r"@|def |async def ", line)]
    heads = [n for n in starts if n == 1 or not lines[n - 2].startswith("@")]
    return _owner(todo[1], lines, heads) != _owner(int(match[2]), lines, heads)


def _owner(line: int, lines: list[str], heads: list[int]) -> int:
    """Return where the function begins that a line belongs to. One at the left edge belongs to what comes next."""
    indented = 0 < line <= len(lines) and lines[line - 1].startswith((" ", "\t"))
    before = max((head for head in heads if head <= line), default=0)
    return before if indented or line in heads else min((head for head in heads if head > line), default=before)

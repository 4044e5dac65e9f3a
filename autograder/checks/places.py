"""Where a person should look: the TODOs of a task, the view that answered, the templates it used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from autograder.course.todos import open_todos

WHERE = re.compile(r"(.+):(\d+)")
EXTENDS = re.compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']")
MOST_FLOORS, MOST_TODOS = 5, 3

Claims = Mapping[str, Any]
"""What the app told about an answer: which view, with which guards of their own, and which templates made it."""

Todo = tuple[str, int]
"""The file and the line of a TODO."""


class Signpost:
    """Knows a submission's files and which of its TODOs nobody has worked on, and points at where to look."""

    def __init__(self, files: Mapping[str, bytes], starter: Callable[[], Mapping[str, bytes]] | None = None) -> None:
        """Take the files, and how to get at those of the starter: it is asked when a place is first wanted."""
        self._files, self._starter = files, starter

    def place(self, task: int, claims: Claims) -> str:
        """Return what is still to do for a task, or else what made the answer that ``claims`` are about."""
        return place(self._files, self._todos.get(task, []), claims)

    @cached_property
    def _todos(self) -> dict[int, list[Todo]]:
        return open_todos(self._files, self._starter() if self._starter else self._files)


def place(files: Mapping[str, bytes], todos: Sequence[Todo], claims: Claims) -> str:
    """Return what is still to do for the task, or else what made the answer.

    ``todos`` are those that nobody has worked on. What made the answer goes first among them, and the view that did
    is named if they stand in another function. ``claims`` are what the app told about the answer.
    """
    view, templates = claims.get("view"), claims.get("templates")
    names = [name for name in templates if isinstance(name, str)] if isinstance(templates, list) else []
    places = [each for each in (view, *_guards(claims)) if isinstance(each, str) and _is_theirs(files, each)]
    if not todos:
        return ", ".join([*places, *(_template(files, name) for name in names[:2])])
    made = {WHERE.sub(r"\1", each) for each in places} | {floor for name in names for floor in _floors(files, name)}
    near = sorted(todos, key=lambda todo: (todo[0] not in made, _apart(files, todo, places[0]) if places else False))
    apart = places[:1] if places and _apart(files, near[0], places[0]) else []
    return ", ".join([*apart, *(f"{path}:{line}" for path, line in near[:MOST_TODOS])])


def _guards(claims: Claims) -> list[Any]:
    guards = claims.get("guards")
    return guards[:1] if isinstance(guards, list) else []


def _is_theirs(files: Mapping[str, bytes], where: str) -> bool:
    """Tell whether a place is in a file of the student's, and not in one that a check has put there."""
    match = WHERE.fullmatch(where)
    return match is not None and match[1] in files


def framed(files: Mapping[str, bytes], claims: Claims) -> Claims:
    """Return claims that name the layout of a page and its template; those of the page if it extends none."""
    templates = claims.get("templates")
    own = templates[0] if isinstance(templates, list) and templates else None
    layout = _extended(files, str(own))[-1]
    return {"templates": [layout, own]} if layout != str(own) else claims


def _extended(files: Mapping[str, bytes], name: str) -> list[str]:
    """Return a template and those that it extends, the outermost last."""
    found = [name]
    while len(found) <= MOST_FLOORS:
        match = EXTENDS.search(files.get(_template(files, found[-1]), b"").decode("utf-8", "replace"))
        if match is None:
            break
        found.append(match[1])
    return found


def _floors(files: Mapping[str, bytes], name: str) -> list[str]:
    """Return the files of a template, and of those that it extends."""
    return [_template(files, each) for each in _extended(files, name)]


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


def line_that_begins(files: Mapping[str, bytes], name: str, words: str) -> str | None:
    """Return ``app.py:22``, the first line of a file that begins with these words, or nothing."""
    wanted = words.split()
    for number, line in enumerate(_lines(files, name), 1):
        if line.split()[: len(wanted)] == wanted:
            return f"{name}:{number}"
    return None


def _lines(files: Mapping[str, bytes], name: str) -> list[str]:
    return files.get(name, b"").decode("utf-8", "replace").splitlines()


def _apart(files: Mapping[str, bytes], todo: Todo, view: str) -> bool:
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

"""TODOs: the whole-line comments that turn the previous solution into a starter.

A TODO begins with ``TODO 2:`` after the comment sign; its further lines are indented deeper. Blank lines next to
a TODO belong to it, so that code above and below it may stand apart for the eye.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.course.files import plain_lines

TODO = re.compile(
    r"""
    ^[ \t]*(?:
        \#[ ]TODO[ ](?P<hash>\d{1,4}):.*\n(?:[ \t]*\#[ \t]{2,}\S.*\n)*              # Python
      | //[ ]TODO[ ](?P<slashes>\d{1,4}):.*\n(?:[ \t]*//[ \t]{2,}\S.*\n)*           # JavaScript
      | \{\#[ ]TODO[ ](?P<braces>\d{1,4}):(?:(?!\#\}).|\n)*\#\}[ \t]*\n             # Jinja
      | /\*[ ]TODO[ ](?P<stars>\d{1,4}):(?:(?!\*/).|\n)*\*/[ \t]*\n                 # CSS
    )
    """,
    re.MULTILINE | re.VERBOSE,
)
"""One TODO with all its lines, the last line end included."""


@dataclass(frozen=True)
class _Piece:
    """A line of code, or a whole TODO, and how many blank lines come before it."""

    text: str
    gap: int
    todo: bool


def _pieces(text: str) -> list[_Piece]:
    """Take a text apart; the last piece is empty and holds the blank lines at the end."""
    if text and not text.endswith("\n"):
        text += "\n"
    pieces, gap, at = [], 0, 0
    starts = {match.start(): match for match in TODO.finditer(text)}
    while at < len(text):
        match = starts.get(at)
        end = match.end() if match else text.index("\n", at) + 1
        part = text[at:end]
        if part.strip():
            pieces.append(_Piece(part, gap, match is not None))
            gap = 0
        else:
            gap += 1
        at = end
    return [*pieces, _Piece("", gap, False)]


def _joined(pieces: list[_Piece]) -> str:
    return "".join("\n" * piece.gap + piece.text for piece in pieces)


def without_todos(text: str) -> str:
    """Return the text without its TODOs; of the blank lines around one, the larger number stays."""
    kept: list[_Piece] = []
    gap, at_a_todo = 0, False
    for piece in _pieces(text):
        gap = max(gap, piece.gap)
        if not piece.todo:
            ends = not piece.text and at_a_todo  # nothing stands below: no blank lines are left behind
            kept.append(_Piece(piece.text, 0 if ends else gap, False))
            gap = 0
        at_a_todo = piece.todo
    return _joined(kept)


def replant(starter: str, base: str) -> str:
    """Return ``base`` with the TODOs of ``starter`` put back where they stood.

    Only insertions happen, so there is nothing to merge and no conflict. A starter obeys law 1 exactly when
    ``replant(starter, previous_solution) == starter``, and replanting twice changes nothing.
    """
    if not TODO.search(starter + "\n"):
        return base
    old, new = _pieces(starter), _pieces(base)
    below, above = _places([piece.text for piece in old if not piece.todo], [piece.text for piece in new])
    planted: dict[int, list[_Piece]] = {}
    gaps: dict[int, int] = {}
    seen = 0
    for at, piece in enumerate(old):
        if not piece.todo:
            seen += 1
            continue
        following = next(later for later in old[at:] if not later.todo)
        where = below[seen] if not following.gap or not following.text else above[seen]
        planted.setdefault(where, []).append(piece)
        if new[where].text or not old[at + 1].text:  # no blank lines come to stand at the end of the file
            gaps[where] = old[at + 1].gap
    result: list[_Piece] = []
    for at, piece in enumerate(new):
        result += planted.get(at, [])
        result.append(_Piece(piece.text, gaps.get(at, piece.gap), False))
    return _joined(result)


def _places(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    """Return where a TODO that stood before each line of ``old`` goes in ``new``.

    First when it keeps to the line below it, then when it keeps to the line above it: they differ where new lines
    came in between. The last lines of both are the ends of the files, and always meet.
    """
    below, above = [len(new) - 1] * len(old), [0] * len(old)
    matcher = difflib.SequenceMatcher(None, old[:-1], new[:-1], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        for at in range(start, end):
            below[at] = min(new_start + at - start, new_end)
            above[at + 1] = below[at] + 1 if kind == "equal" else min(below[at] + 1, new_end)
    return below, above


@dataclass(frozen=True)
class Planted:
    """A TODO where it stands, with the line of code above it and the one below."""

    number: int
    path: str
    line: int
    around: tuple[str, str, str]


def planted_in(files: Mapping[str, bytes]) -> Iterator[Planted]:
    """Yield all TODOs in these files, as a starter has them."""
    for path, data in sorted(files.items()):
        try:
            text = plain_lines(data).decode("utf-8-sig")
        except UnicodeDecodeError:
            continue  # a picture, or something half-written: no TODO to point at
        if TODO.search(text if text.endswith("\n") else text + "\n"):
            yield from _planted(path, _pieces(text))


def _planted(path: str, pieces: list[_Piece]) -> Iterator[Planted]:
    line, above = 1, ""
    for at, piece in enumerate(pieces):
        line += piece.gap
        if piece.todo:
            match = TODO.match(piece.text)
            number = int(next(filter(None, match.groups()))) if match else 0
            below = next(later.text for later in pieces[at:] if not later.todo)
            yield Planted(number, path, line, (above, piece.text, below))
        else:
            above = piece.text
        line += piece.text.count("\n")


def todos_in(files: Mapping[str, bytes]) -> dict[int, tuple[str, int]]:
    """Return for each task number the file and line of its first TODO in these files, as a starter has them."""
    found: dict[int, tuple[str, int]] = {}
    for todo in planted_in(files):
        found.setdefault(todo.number, (todo.path, todo.line))
    return dict(sorted(found.items()))


def open_todos(files: Mapping[str, bytes], starter: Mapping[str, bytes]) -> dict[int, list[tuple[str, int]]]:
    """Return for each task number the file and line of those TODOs that nobody has worked on.

    They still stand between the lines that they stand between in the starter. One that was left behind, above what
    it asked for, tells nobody where to look.
    """
    untouched = {todo.around for todo in planted_in(starter)}
    found: dict[int, list[tuple[str, int]]] = {}
    for todo in planted_in(files):
        if todo.around in untouched:
            found.setdefault(todo.number, []).append((todo.path, todo.line))
    return found

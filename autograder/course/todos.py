"""TODOs: the whole-line comments that turn the previous solution into a starter.

A TODO begins with ``TODO 2:`` after the comment sign; its further lines are indented deeper. Blank lines next to
a TODO belong to it, so that code above and below it may stand apart for the eye.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
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


def todos_in(files: Mapping[str, bytes]) -> dict[int, tuple[str, int]]:
    """Return for each task number the file and line of its first TODO in these files, as a starter has them."""
    found: dict[int, tuple[str, int]] = {}
    for path, data in sorted(files.items()):
        try:
            text = plain_lines(data).decode("utf-8-sig")
        except UnicodeDecodeError:
            continue  # a picture, or something half-written: no TODO to point at
        for match in TODO.finditer(text if text.endswith("\n") else text + "\n"):
            number = int(next(group for group in match.groups() if group))
            found.setdefault(number, (path, text.count("\n", 0, match.start()) + 1))
    return dict(sorted(found.items()))

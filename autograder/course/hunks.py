"""What changed between two texts, as hunks that can be put into a third text, or say that they do not fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT = (3, 2, 1)
"""How many lines around a change must agree: as many as possible, at least one."""


@dataclass(frozen=True)
class Hunk:
    """One change: lines that became other lines, with those around them. ``line`` is where, in the new text."""

    before: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    after: tuple[str, ...]
    line: int

    def put_into(self, lines: list[str]) -> list[str] | None:
        """Return the lines with this change, the same lines if they have it already, or None if it does not fit.

        It fits where the old lines and their surroundings stand exactly once.
        """
        for context in CONTEXT:
            head = self.before[max(0, len(self.before) - context) :]
            tail = self.after[:context]
            places = _places(lines, (*head, *self.old, *tail))
            has_it = bool(_places(lines, (*head, *self.new, *tail)))
            if has_it and (not self.old or not places):
                return lines
            if len(places) == 1:
                start = places[0] + len(head)
                return [*lines[:start], *self.new, *lines[start + len(self.old) :]]
        return None


def _places(lines: list[str], wanted: tuple[str, ...]) -> list[int]:
    """Return where the wanted lines stand, one after the other."""
    size = len(wanted)
    return [at for at in range(len(lines) - size + 1) if tuple(lines[at : at + size]) == wanted]


def hunks(old: str, new: str) -> Iterator[Hunk]:
    """Yield the changes from one text to another; changes that stand close together are one."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for group in matcher.get_grouped_opcodes(max(CONTEXT)):
        changed = [opcode for opcode in group if opcode[0] != "equal"]
        (_, start, _, new_start, _), (_, _, end, _, new_end) = changed[0], changed[-1]
        yield Hunk(
            before=tuple(before[group[0][1] : start]),
            old=tuple(before[start:end]),
            new=tuple(after[new_start:new_end]),
            after=tuple(before[end : group[-1][2]]),
            line=new_start + 1,
        )

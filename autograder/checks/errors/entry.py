"""The shape of one line of the error table: what to recognise, and what to say then."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One usual error. ``type`` matches the whole name of the exception, ``message`` is searched for in its message.

    ``says`` and ``next_step`` may use the groups of ``message`` in braces, and ``{there}`` for the names there are.
    Where one of those names is close to the group ``near``, "Did you mean" takes the place of ``next_step``.
    ``lesson`` is the number of the lesson that explains it. ``line`` is searched for in the student's own line,
    ``file`` in the name of the file in which that stands, and ``made_in`` in what is known about where to look for
    what is missing; its groups can be used like those of ``message``.
    """

    type: str
    message: str
    says: str
    next_step: str
    lesson: str | None = "00"
    near: str = ""
    line: str = ""
    file: str = ""
    made_in: str = ""

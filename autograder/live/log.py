"""What a program says while it runs: text as it comes, tracebacks once they are complete, and all of it by lines."""

from __future__ import annotations

import codecs
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from autograder.checks.errors.app_error import ESCAPES
from autograder.checks.errors.traceback_text import BEGINS, USAGE

LOG_LINE = re.compile(r"^(?:\S+ - - \[| \* |\[\d{4}-\d\d-\d\d )")
HALF_ESCAPE = re.compile(r"\x1b[^@-Z\\^-z]*\Z")
MOST_LINES = 2000
LONGEST_ESCAPE = 200
LONGEST_LINE = 10_000

Rows = tuple[tuple[str, str], ...]


class Listener(Protocol):
    """Somebody who wants to know what a program says."""

    def text(self, text: str) -> None:
        """Take the next piece of what it printed, as it is, never cut within a character or an escape."""

    def explained(self, rows: Rows) -> None:
        """Take a traceback that has come by, in plain words."""


@dataclass(frozen=True)
class Line:
    """A line that a program printed, without its escapes; or, if it has ``rows``, what a traceback means."""

    number: int
    text: str
    rows: Rows = ()


class Log:
    """A listener that keeps the last lines, for readers who come when they like."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lines: deque[Line] = deque(maxlen=MOST_LINES)
        self._number = 0
        self._rest = ""
        self._changed = threading.Condition()

    def text(self, text: str) -> None:
        """Take the next piece of text."""
        *lines, rest = (self._rest + text).split("\n")
        self._rest = rest[:LONGEST_LINE]
        for line in lines:
            self._add(ESCAPES.sub("", line).rstrip("\r"))

    def explained(self, rows: Rows) -> None:
        """Take a traceback in plain words."""
        self._add("", rows)

    def after(self, number: int, timeout: float = 0.0) -> tuple[Line, ...]:
        """Return the lines with greater numbers; while there are none, wait that many seconds for one."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number, timeout)
            return tuple(line for line in self._lines if line.number > number)

    def _add(self, text: str, rows: Rows = ()) -> None:
        with self._changed:
            self._number += 1
            self._lines.append(Line(self._number, text[:LONGEST_LINE], rows))
            self._changed.notify_all()


class TracebackWatch:
    """Looks for tracebacks in a stream of text, and hands each of them over once it is complete."""

    def __init__(self, seen: Callable[[str], None]) -> None:
        """Call ``seen`` with the text of each traceback."""
        self._seen = seen
        self._lines: list[str] = []
        self._rest = ""

    def feed(self, text: str) -> None:
        """Take the next piece of text, wherever it was cut."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._take(ESCAPES.sub("", line).rstrip("\r"))

    def quiet(self) -> None:
        """Hear that nothing more came for a while."""
        if not self._rest.startswith("  "):
            self._finish()

    def _take(self, line: str) -> None:
        if line == BEGINS or USAGE.match(line):
            self._lines.append(line)
        elif self._lines and LOG_LINE.match(line):
            self._finish()
        elif self._lines and len(self._lines) < MOST_LINES:
            self._lines.append(line)

    def _finish(self) -> None:
        text, self._lines = "\n".join(self._lines), []
        if text:
            self._seen(text)


class Pieces:
    """Makes text from bytes that were cut anywhere, and holds back what is half a character or half an escape."""

    def __init__(self) -> None:
        """Begin with nothing held back."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""

    def __call__(self, data: bytes) -> str:
        """Return the text that is complete with these bytes."""
        text = self._held + self._decoder.decode(data)
        half = HALF_ESCAPE.search(text)
        self._held = half[0] if half and len(half[0]) < LONGEST_ESCAPE else ""
        return text[: len(text) - len(self._held)]

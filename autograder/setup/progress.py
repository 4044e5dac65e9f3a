"""One line that says how far the set-up is. It goes to stderr, so that nothing but answers is on stdout."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

WIDTH = 76


class Line:
    """A line that rewrites itself on a terminal; elsewhere only its first and its last state are printed."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to ``stream``, by default stderr, and start the clock."""
        self._stream = stream or sys.stderr
        plain = "--plain" in sys.argv or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._moves = self._stream.isatty() and not plain
        self._start = time.monotonic()
        self._open = False

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self._clear()
        self._stream.write(text + "\n")
        self._stream.flush()

    def step(self, text: str) -> None:
        """Show what is being done now, for as long as it lasts."""
        if self._moves:
            self._stream.write("\r" + f"  {text}"[:WIDTH].ljust(WIDTH))
            self._stream.flush()
            self._open = True

    def close(self) -> None:
        """Leave an empty line where the steps were shown."""
        self._clear()
        self._stream.flush()

    @property
    def seconds(self) -> int:
        """Whole seconds since the start, at least one."""
        return max(1, round(time.monotonic() - self._start))

    def _clear(self) -> None:
        if self._open:
            self._stream.write("\r" + " " * WIDTH + "\r")
            self._open = False

"""Runs a program and passes on what it prints as it comes, with a translation after each traceback."""

from __future__ import annotations

import codecs
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from autograder.checks.errors.app_error import ESCAPES
from autograder.checks.errors.traceback_text import BEGINS, USAGE

QUIET = 0.2
"""Seconds without a word after which a traceback is taken to be complete."""

STOPPING = 3.0
"""Seconds a program gets to stop by itself."""

LOG_LINE = re.compile(r"^(?:\S+ - - \[| \* |\[\d{4}-\d\d-\d\d )")
HALF_ESCAPE = re.compile(r"\x1b[^@-Z\\^-z]*\Z")
MOST_LINES = 2000
LONGEST_ESCAPE = 200


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


class Passage:
    """Writes a program's output on, at once, without colours where there should be none."""

    def __init__(self, out: IO[str], colours: bool) -> None:
        """Write to ``out``."""
        self._out = out
        self._colours = colours
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""

    def __call__(self, data: bytes) -> str:
        """Write these bytes and return them as text."""
        text = self._held + self._decoder.decode(data)
        half = HALF_ESCAPE.search(text)
        self._held = half[0] if half and len(half[0]) < LONGEST_ESCAPE else ""
        text = text[: len(text) - len(self._held)]
        self._out.write(text if self._colours else ESCAPES.sub("", text))
        self._out.flush()
        return text


def run(
    command: list[str], folder: Path, environment: dict[str, str], passage: Passage, watch: TracebackWatch
) -> int | None:
    """Run a program until it ends or somebody presses Ctrl+C. Return its exit code, or None after Ctrl+C."""
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=None, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert child.stdout is not None
    pieces: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_read, args=(child.stdout.fileno(), pieces), daemon=True).start()
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        _pass_on(child, pieces, passage, watch)
        return child.wait()
    except KeyboardInterrupt:
        return None
    finally:
        _stop(child)
        signal.signal(signal.SIGTERM, before)


def _pass_on(
    child: subprocess.Popen[bytes], pieces: queue.Queue[bytes], passage: Passage, watch: TracebackWatch
) -> None:
    while True:
        try:
            data = pieces.get(timeout=QUIET)
        except queue.Empty:
            watch.quiet()
            if child.poll() is not None:
                return
            continue
        if not data:
            watch.quiet()
            return
        watch.feed(passage(data))


def _read(pipe: int, pieces: queue.Queue[bytes]) -> None:
    while True:
        try:
            data = os.read(pipe, 65536)
        except OSError:
            data = b""
        pieces.put(data)
        if not data:
            return


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Let a program end, and end it if it does not. Ctrl+C in a terminal has reached it already."""
    if child.poll() is None and os.name != "nt":
        child.terminate()  # flask's reloader ends the server it started; on Windows that one would be left alone
    deadline = time.monotonic() + STOPPING
    while child.poll() is None and time.monotonic() < deadline:
        try:
            time.sleep(0.02)
        except KeyboardInterrupt:
            continue
    if child.poll() is None:
        child.kill()
        child.wait()

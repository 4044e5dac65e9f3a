"""One key at a time from the terminal, which is always left as it was."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections import deque
from typing import Self

LEAVE = "q"
ESCAPE = "\x1b"


class Keys:
    """The keys that somebody presses while this is used as a context. ``possible`` says whether there can be any."""

    def __init__(self) -> None:
        """Look whether somebody sits at a keyboard."""
        self.possible = _is_ours()
        self._waiting: deque[str] = deque()
        self._restored = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Let keys through at once, without writing them on the screen. Ctrl+C stays what it is."""
        if self.possible and sys.platform != "win32":
            import signal
            import termios
            import tty

            keyboard = sys.stdin.fileno()
            before = termios.tcgetattr(keyboard)
            self._restored.callback(termios.tcsetattr, keyboard, termios.TCSADRAIN, before)
            # While we are stopped with Ctrl+Z, shells set the terminal as they like it. Afterwards we do.
            again = signal.signal(signal.SIGCONT, lambda *_: tty.setcbreak(keyboard, termios.TCSADRAIN))
            self._restored.callback(signal.signal, signal.SIGCONT, again)
            tty.setcbreak(keyboard, termios.TCSADRAIN)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""
        self._restored.close()

    def pressed(self, seconds: float) -> str:
        """Return the next key, or nothing if none is pressed for so long. A terminal that is gone leaves by itself."""
        if not self.possible:
            time.sleep(seconds)
            return ""
        if not self._waiting:
            self._waiting.extend(_typed(seconds))
        return self._waiting.popleft() if self._waiting else ""


def _is_ours() -> bool:
    """Return whether what is typed comes to us: from a terminal, in the foreground."""
    try:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return False
        return sys.platform == "win32" or os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # closed, or not there at all
        return False


def _typed(seconds: float) -> str:
    """Return what is typed within so many seconds. Arrows and the like are no keys of ours."""
    if sys.platform == "win32":
        return _typed_on_windows(seconds)
    import select

    if not select.select([sys.stdin], [], [], seconds)[0]:
        return ""
    try:
        typed = os.read(sys.stdin.fileno(), 64)
    except OSError:
        typed = b""
    text = typed.decode(errors="replace")
    return "" if text.startswith(ESCAPE) else text or LEAVE


def _typed_on_windows(seconds: float) -> str:
    if sys.platform == "win32":  # so that types are looked up where they exist
        import msvcrt

        deadline = time.monotonic() + seconds
        while not msvcrt.kbhit():
            if time.monotonic() >= deadline:
                return ""
            time.sleep(0.02)
        key = msvcrt.getwch()
        if key in ("\0", "\xe0"):  # an arrow or the like: a second one says which
            msvcrt.getwch()
            return ""
        return key
    return ""

"""Notices that somebody saved: looks at the times and sizes of a lesson's files again and again.

That works on every system, in network folders and with every editor; a lesson has a few dozen files at most.
"""

from __future__ import annotations

import ast
import os
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.files import is_work
from autograder.sandbox.folder import LEFT_OUT, TooMuch, walk

EVERY = 0.02
"""Seconds between two looks. One costs a tenth of a millisecond."""

TYPING = 1.0
"""Seconds for which a file that cannot be Python yet, or has gone, is taken to be half saved."""

Stamps = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Saved:
    """Something has changed. ``typing`` is where somebody seems to be in the midst of it, such as ``app.py:12``."""

    typing: str = ""


class Watch:
    """A lesson's folder, looked at now and then. What is there at first is not news."""

    def __init__(self, folder: Path) -> None:
        """Look for the first time."""
        self._folder = folder
        self._stamps = self._look()
        self._open: dict[str, int] = {}  # what was saved and not yet graded, with the size it had before
        self._until = 0.0

    def news(self, now: float) -> Saved | None:
        """Return what is new since the last look; ``now`` is the time of a clock that only goes on.

        What looks half saved is said to be so at once. It is news once more, as it is, when it has stayed like that.
        """
        stamps = self._look()
        before, self._stamps = self._stamps, stamps
        names = before.keys() | stamps.keys() if stamps != before else ()
        if changed := [name for name in names if stamps.get(name) != before.get(name) and is_work(name)]:
            self._open = {name: before[name][1] if name in before else 0 for name in changed} | self._open
            if where := self._half_saved():
                self._until = now + TYPING
                return Saved(where)
        elif not self._open or now < self._until:
            return None
        self._open.clear()
        return Saved()

    def _look(self) -> Stamps:
        stamps = {}
        try:
            for name in walk(self._folder, skip=LEFT_OUT):
                try:
                    about = os.lstat(f"{self._folder}/{name}")  # a Path would take twice as long
                except OSError:  # it went while we looked
                    continue
                stamps[name] = (about.st_mtime_ns, about.st_size, about.st_ino)
        except TooMuch:  # whoever reads all of it will say so
            pass
        return stamps

    def _half_saved(self) -> str:
        """Return the first place among the changed files that cannot be meant like that, or nothing."""
        return next(
            filter(None, (_half_saved(self._folder / name, name, size) for name, size in sorted(self._open.items()))),
            "",
        )


def _half_saved(file: Path, name: str, size: int) -> str:
    try:
        data = file.read_bytes()
        with warnings.catch_warnings(action="ignore"):
            if name.endswith(".py"):
                ast.parse(data)
    except SyntaxError as error:
        return f"{name}:{error.lineno or 1}"
    except OSError:
        return name
    except (ValueError, RecursionError, MemoryError):  # not what somebody types
        return ""
    return name if size and not data else ""


def saves(folder: Path, stop: threading.Event) -> Iterator[Saved]:
    """Yield whatever is new in a folder as it happens, until ``stop`` is set."""
    watch = Watch(folder)
    while not stop.wait(EVERY):
        if (news := watch.news(time.monotonic())) is not None:
            yield news

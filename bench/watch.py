"""Runs commands, a few at once, and watches how long that takes and how much memory all their processes share."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.5
"""Seconds between two looks at the memory: one costs a few milliseconds, so it does not disturb what it measures."""

PROC = Path("/proc")
EXPECTED_CODES = (0, 1)
"""Exit codes of a run that graded everybody: all passed, or somebody did not."""


def machine() -> str:
    """Return what a figure depends on: cores, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


class WentWrong(Exception):
    """A way of grading ended before it had graded everybody; the message is what it said."""


@dataclass(frozen=True)
class Watched:
    """What a run took: seconds, and the most proportional memory in bytes, of all processes and of the first alone.

    Memory is 0 where the system does not tell it.
    """

    seconds: float
    tree: int
    first: int


def run(commands: Sequence[Sequence[str]], at_once: int, said: Path) -> Watched:
    """Run the commands and watch them; what they print goes to ``said``. Raises ``WentWrong``."""
    watcher = _Watcher()
    began = time.monotonic()
    with said.open("w") as printed, ThreadPoolExecutor(at_once) as pool, watcher:
        codes = list(pool.map(lambda command: _run(command, printed.fileno(), watcher), commands))
        seconds = time.monotonic() - began
    if not set(codes) <= set(EXPECTED_CODES):
        raise WentWrong(f"exit code {max(codes)}\n{said.read_text(errors='replace')[-2000:]}")
    return Watched(seconds, watcher.tree, watcher.first)


def _run(command: Sequence[str], printed: int, watcher: _Watcher) -> int:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)
    watcher.pid = watcher.pid or process.pid
    return process.wait()


class _Watcher:
    """A thread that keeps the highest memory it sees among this process's descendants."""

    def __init__(self) -> None:
        self.tree = self.first = self.pid = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> _Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            sizes = {pid: _proportional(pid) for pid in _descendants(os.getpid())}
            self.tree = max(self.tree, sum(sizes.values()))
            self.first = max(self.first, sizes.get(self.pid, 0))


def _descendants(pid: int) -> Iterable[int]:
    """Return the numbers of the processes that a process started, and of those that they did."""
    parents = {}
    for entry in PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new}
        found |= new
    return found


def _proportional(pid: int) -> int:
    """Return a process's memory in bytes, what it shares divided by those it shares it with."""
    with suppress(OSError):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0

"""Lets only one set-up run at a time. The system frees the lock when a process ends, in whatever way."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.setup.trouble import Trouble

PATIENCE = 600.0
"""How long to wait for another set-up, in seconds."""


@contextlib.contextmanager
def only_one(path: Path, say: Callable[[str], None], patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock ``path``; say so once when another set-up has it. Raises ``Trouble`` when that takes too long."""
    with path.open("a+b") as file:
        until = time.monotonic() + patience
        said = False
        while not _taken(file.fileno()):
            if not said:
                say("Another set-up of this course is running. Waiting for it to end ...")
                said = True
            if time.monotonic() > until:
                raise Trouble(
                    "Another set-up of this course does not end.", "End it, then type the same command again."
                )
            time.sleep(0.1)
        yield


def _taken(descriptor: int) -> bool:
    """Take the lock if it is free. Folders on some networks know no locks: there it counts as taken."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True

"""Ports of this machine: which is free, and whose app answers on one that is not."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOST = "127.0.0.1"
FIRST, LAST = 5000, 5099
PATIENCE = 0.25
"""Seconds to wait for an answer from this machine itself."""


def is_free(port: int) -> bool:
    """Return whether nobody answers on a port and we may listen there. Windows would let two servers share one."""
    with suppress(OSError), socket.create_connection((HOST, port), PATIENCE):
        return False
    with socket.socket() as trial:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        trial.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free(first: int = FIRST) -> int | None:
    """Return the first free port from ``first`` on, or None when a hundred of them are taken."""
    return next((port for port in range(first, LAST + 1) if is_free(port)), None)


def who_answers(port: int, notes: Path) -> str:
    """Return the lesson whose app runs on a port, as far as ``notes`` tell, or nothing."""
    try:
        note = json.loads(_note(port, notes).read_text(encoding="utf-8"))
        lesson, process = str(note["lesson"]), int(note["process"])
        if os.name != "nt":  # there, this would end the process instead of looking for it
            os.kill(process, 0)
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return ""
    return lesson


@contextmanager
def noted(port: int, lesson: str, notes: Path) -> Iterator[None]:
    """Note which lesson's app runs on a port, for as long as it does; where nothing can be written, go on."""
    note = _note(port, notes)
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"lesson": lesson, "process": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def _note(port: int, notes: Path) -> Path:
    return notes / f"{port}.json"

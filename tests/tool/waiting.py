"""Waits for what another process or thread does in its own time: a busy machine changes when, not whether."""

from __future__ import annotations

import time
from collections.abc import Callable


def comes_true(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Return whether it comes true within some seconds; it is asked at once, and again and again."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True

"""Files as they were at some moment, to be put back later."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

SETTLED_NS = 20_000_000
"""How old a file's last change must be for the next one to be told from it by its time: clocks of files have ticks."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class KeptFile:
    """A file as it was: when it was changed last, in nanoseconds, and its content.

    With a ``stamp``, whether it has changed since can be told without reading it: nobody can set that time.
    """

    modified: int
    data: bytes
    stamp: Stamp | None = None

    def is_at(self, path: str) -> bool:
        """Tell whether this very file is there, unchanged for certain. Raises ``OSError``."""
        return self.stamp is not None and self.stamp == _stamp(os.lstat(path))


Kept = Mapping[str, KeptFile]
"""Files by their relative names."""


def stamp_of(about: os.stat_result) -> Stamp | None:
    """Return what tells a file from its later states, or nothing where its last change is too young for that."""
    settled = os.name == "posix" and about.st_ctime_ns < time.time_ns() - SETTLED_NS
    return _stamp(about) if settled else None


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_ino, about.st_size, about.st_ctime_ns

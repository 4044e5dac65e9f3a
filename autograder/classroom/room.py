"""The empty folder that somebody's files are put into: plain files with plain names, within limits."""

from __future__ import annotations

import errno
import posixpath
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Protocol

MOST_FILES = 2000
LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 32 * 1024 * 1024
LARGEST_RATIO = 200
LONGEST_NAME = 240
OUT = "a file in it wants to be outside of its folder"
OUR_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Errors that say something about this machine and nothing about what was handed in."""


class Refused(Exception):
    """Something handed in that we do not take; the message says why, in words for an instructor."""


class Hostile(Refused):
    """Something that nobody hands in by accident: it reaches for what is not its own, or would fill a disk."""


class Readable(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return some bytes, at most this many."""


class Room:
    """A folder that fills up. The limits hold for everything that is put into it, wherever it comes from."""

    def __init__(self, folder: Path) -> None:
        """Begin with an empty folder."""
        self.folder = folder
        self._bytes = 0
        self._names: set[str] = set()

    def put(self, name: str, source: Readable) -> None:
        """Put a file with a plain name into the folder. Raises ``Refused`` for one too many, and ``OSError``."""
        if same_everywhere(name) in self._names:
            raise Refused(f"two files are called {shown(name)}")
        self._names.add(same_everywhere(name))
        if len(self._names) > MOST_FILES:
            raise Refused(f"it holds more than {MOST_FILES} files")
        data = source.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise Refused(f"{shown(name)} is larger than {LARGEST_FILE // 1024**2} MB")
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            raise Refused(f"it holds more than {MOST_BYTES // 1024**2} MB")
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    @property
    def names(self) -> frozenset[str]:
        """The names of all files, as they are on a system that ignores case."""
        return frozenset(self._names)


def plain_name(name: str) -> str:
    """Return a name from an archive as a relative path with ``/``, empty for the folder itself. Raises ``Refused``."""
    name = name.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", name) or "\0" in name:
        raise Hostile(f"{OUT}: {shown(name)}")
    if len(name) > LONGEST_NAME:
        raise Refused(f"a name in it is longer than {LONGEST_NAME} characters: {shown(name)}")
    return "" if not path.parts else path.as_posix().replace(":", "_")


def leads_out(name: str, target: str) -> bool:
    """Tell whether a link leads out of the folder in which ``name`` is a relative path."""
    target = target.replace("\\", "/")
    if target.startswith("/") or re.match("[A-Za-z]:", target):
        return True
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).split("/")[0] == ".."


def refuse_link(name: str, target: str, of: str) -> None:
    """Refuse a link in an archive: none is followed, and one that leads out is not there by accident.

    ``of`` is the path that the target counts from: the link's own, or nothing when it counts from the top.
    """
    if leads_out(of, target):
        raise Hostile(f"{shown(name)} is a link that leads out of its folder, to {shown(target)}")
    raise Refused(f"{shown(name)} is a link, and links are not followed")


def same_everywhere(name: str) -> str:
    """Return what a name is on a system that ignores case, accents' spelling, and dots and spaces at the end."""
    return "/".join(part.rstrip(". ") for part in unicodedata.normalize("NFC", name).casefold().split("/"))


def shown(name: str) -> str:
    """Return a name for a sentence: one line, nothing invisible, and its beginning only if it is long."""
    name = " ".join(name.split())
    short = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in name[:80])
    return short if len(name) <= 80 else f"{short} (first 80 of {len(name)} characters)"

"""Unpacks what somebody handed in as a zip. An archive is hostile until proved otherwise."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from autograder.course.files import is_leftover

MOST_ENTRIES = 50_000
MOST_FILES = 2000
LARGEST_ARCHIVE = 64 * 1024 * 1024
LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 32 * 1024 * 1024
LARGEST_RATIO = 200
SMALL = 64 * 1024
"""Bytes that a file may unpack to without anybody asking how far it grew."""
LONGEST_NAME = 240
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How an entry may be packed. Others want memory by the gigabyte before they give a byte."""
ENCRYPTED = 0x1
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError)
BROKEN_INSIDE = (zlib.error, struct.error, OverflowError)


class Refused(Exception):
    """An archive that we do not unpack; the message says why, in words for an instructor."""


def unpack(archive: Path, into: Path) -> None:
    """Unpack a zip into an empty folder, plain files with plain names only. Raises ``Refused``.

    What programs leave behind (``.git``, ``.venv``, caches) is passed over and does not count.
    """
    try:
        if archive.stat().st_size > LARGEST_ARCHIVE:
            raise Refused(f"the zip file is larger than {LARGEST_ARCHIVE // 1024**2} MB")
        with zipfile.ZipFile(archive) as opened:
            for name, entry in _wanted(opened.infolist()).items():
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(entry) as file:
                    data = file.read(LARGEST_FILE + 1)
                if len(data) > LARGEST_FILE:
                    raise Refused(f"{shown(name)} is larger than {LARGEST_FILE // 1024**2} MB")
                target.write_bytes(data)
    except (*UNREADABLE, *BROKEN_INSIDE) as error:
        raise Refused(f"the zip file is damaged ({shown(str(error)) or type(error).__name__})") from error


def _wanted(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the entries to unpack by their names; refuse what is too much before anything is unpacked."""
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"the zip file holds {len(entries)} entries; {MOST_ENTRIES} is the most")
    named = [(_plain_name(entry), entry) for entry in entries]
    files = [(name, entry) for name, entry in named if not entry.is_dir() and not is_leftover(name)]
    if len(files) > MOST_FILES:
        raise Refused(f"the zip file holds {len(files)} files; {MOST_FILES} is the most")
    if sum(entry.file_size for _, entry in files) > MOST_BYTES:
        raise Refused(f"the zip file unpacks to more than {MOST_BYTES // 1024**2} MB")
    seen: set[str] = set()
    for name, entry in files:
        _refuse_odd(name, entry)
        if _same_everywhere(name) in seen:
            raise Refused(f"two files are called {shown(name)}")
        seen.add(_same_everywhere(name))
    return dict(files)


def _refuse_odd(name: str, entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that is no plain file, cannot be opened, or grows like a bomb."""
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        raise Refused(f"{shown(name)} is a link or a special file")
    if entry.flag_bits & ENCRYPTED:
        raise Refused("the zip file is protected by a password")
    if entry.compress_type not in METHODS:
        raise Refused(f"{shown(name)} is packed in an unusual way (method {entry.compress_type})")
    if entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * entry.compress_size:
        raise Refused(f"{shown(name)} grows more than {LARGEST_RATIO} times when it is unpacked")


def _plain_name(entry: zipfile.ZipInfo) -> str:
    """Return the relative name of an entry. Raises ``Refused`` for one that leads elsewhere."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name or len(name) > LONGEST_NAME:
        raise Refused(f"a file in it wants to be outside of its folder: {shown(name)}")
    if not path.parts and not entry.is_dir():
        raise Refused("a file in it has no name")
    return path.as_posix()


def _same_everywhere(name: str) -> str:
    """Return what a name is on a system that ignores case, accents' spelling, and dots and spaces at the end."""
    return "/".join(part.rstrip(". ") for part in unicodedata.normalize("NFC", name).casefold().split("/"))


def shown(name: str) -> str:
    """Return a name for a sentence: one line, and its beginning only if it is long."""
    name = " ".join(name.split())
    return name if len(name) <= 80 else f"{name[:80]} (first 80 of {len(name)} characters)"

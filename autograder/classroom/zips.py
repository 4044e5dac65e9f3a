"""Zip files: what is in one, looked at as a whole before anything is unpacked."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from autograder.classroom.room import (
    LARGEST_RATIO,
    MOST_BYTES,
    MOST_FILES,
    Hostile,
    Refused,
    Room,
    plain_name,
    refuse_link,
    same_everywhere,
    shown,
)
from autograder.course.files import is_leftover

MOST_ENTRIES = 50_000
SMALL = 64 * 1024
"""Bytes that a file may unpack to without anybody asking how far it grew."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How an entry may be packed. Others want memory by the gigabyte before they give a byte."""
ENCRYPTED = 0x1
HEADER = 30
ENTRY = b"PK\x01\x02"
"""What every entry begins with in the list at the end of a zip."""
LONGEST_TARGET = 4096

Entries = list[tuple[str, zipfile.ZipInfo]]
"""Files of a zip with the names that they get."""


def refuse_long_list(file: Path, most: int) -> None:
    """Refuse a zip whose list alone would fill the memory, before ``zipfile`` reads it."""
    with file.open("rb") as opened:
        count, tail = 0, b""
        while chunk := opened.read(1024 * 1024):
            chunk = tail + chunk
            count += chunk.count(ENTRY)
            tail = chunk[-len(ENTRY) + 1 :]
    if count > most:
        raise Refused(f"the zip file holds {count} entries; {most} is the most")


def unpack_zip(file: Path, room: Room) -> None:
    """Unpack a zip. Raises ``Refused`` and what ``zipfile`` raises."""
    refuse_long_list(file, MOST_ENTRIES)
    with zipfile.ZipFile(file) as opened:
        entries = opened.infolist()
        refuse_overlaps(entries)
        put_entries(opened, named(entries), room)


def put_entries(opened: zipfile.ZipFile, entries: Entries, room: Room) -> None:
    """Unpack some entries under the names they are given here. Nothing is written before all were looked at."""
    _refuse_too_much([entry for _, entry in entries])
    seen: set[str] = set()
    for name, entry in entries:
        _refuse_odd(opened, name, entry)
        if same_everywhere(name) in seen:
            raise Refused(f"two files are called {shown(name)}")
        seen.add(same_everywhere(name))
    for name, entry in entries:
        with opened.open(entry) as source:
            room.put(name, source)


def named(entries: Iterable[zipfile.ZipInfo]) -> Entries:
    """Return the files among some entries with their plain names, without what programs leave behind."""
    found: Entries = []
    for entry in entries:
        if "\0" in entry.orig_filename:
            raise Hostile(f"a name in it hides its end: {shown(entry.orig_filename)}")
        name = plain_name(entry.filename)
        if _is_folder(entry) or is_leftover(name):
            continue
        if not name:
            raise Refused("a file in it has no name")
        found.append((name, entry))
    return found


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith(("/", "\\")) or stat.S_ISDIR(entry.external_attr >> 16)


def refuse_overlaps(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: that is how a small zip unpacks to more than any disk holds."""
    places = sorted((entry.header_offset, entry.header_offset + HEADER + entry.compress_size) for entry in entries)
    if any(after[0] < before[1] for before, after in pairwise(places)):
        raise Hostile("files in it lie over each other, as in a zip bomb")


def _refuse_too_much(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise Refused(f"the zip file holds {len(entries)} files; {MOST_FILES} is the most")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_BYTES:
        told = f"the zip file unpacks to more than {MOST_BYTES // 1024**2} MB"
        if unpacked > LARGEST_RATIO * packed:
            raise Hostile(f"{told} and grows more than {LARGEST_RATIO} times, as a zip bomb does")
        raise Refused(told)


def _refuse_odd(opened: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that is no plain file, cannot be opened, or grows like a bomb."""
    if entry.flag_bits & ENCRYPTED:
        raise Refused("the zip file is protected by a password")
    if entry.compress_type not in METHODS:
        raise Refused(f"{shown(name)} is packed in an unusual way (method {entry.compress_type})")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        with opened.open(entry) as source:
            refuse_link(name, source.read(LONGEST_TARGET).decode("utf-8", "replace"), of=name)
    if kind not in (0, stat.S_IFREG):
        raise Hostile(f"{shown(name)} is a device, a pipe or another special file")
    if entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * entry.compress_size:
        raise Refused(f"{shown(name)} grows more than {LARGEST_RATIO} times when it is unpacked")

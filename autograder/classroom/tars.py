"""Tar files, packed or not: read from front to back, once, and never further than there is reason to."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from pathlib import Path
from typing import IO, cast

from autograder.classroom.room import (
    LARGEST_RATIO,
    Hostile,
    Readable,
    Refused,
    Room,
    plain_name,
    refuse_link,
    shown,
)
from autograder.course.files import is_leftover

MOST_ENTRIES = 50_000
MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes that we read through at most. Much of it may be what programs left behind, such as a ``.venv``."""
SMALL = 4 * 1024 * 1024
"""Bytes that a tar may unpack to without anybody asking how far it grew."""
MOST_MEMORY = 128 * 1024 * 1024
LARGEST_HEADER = 64 * 1024
"""Bytes of a long name or of pax records, which ``tarfile`` reads in one piece."""
CHUNK = 64 * 1024
HEADERS = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)


def unpack_tar(file: Path, room: Room) -> None:
    """Unpack a tar. Raises ``Refused`` and what ``tarfile`` and the packers raise."""
    ended = False

    class Header(tarfile.TarInfo):
        """A header that may not claim whatever it likes, and a note of the empty one at the end."""

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
            nonlocal ended
            ended = not any(buf)
            header = super().frombuf(buf, encoding, errors)
            if header.size < 0 or (header.type in HEADERS and header.size > LARGEST_HEADER):
                raise Hostile(f"a header in it claims {header.size} bytes")
            return header

    with file.open("rb") as opened:
        stream = _Counted(_plain(opened), file.stat().st_size)
        # a stream of ours is read and nothing else: `r|` neither seeks nor asks for more
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", tarinfo=Header, bufsize=CHUNK) as tar:
            for count, member in enumerate(tar, 1):
                if count > MOST_ENTRIES:
                    raise Refused(f"the tar file holds more than {MOST_ENTRIES} entries")
                _put(tar, member, room)
    if not ended:
        raise tarfile.ReadError("it ends too early")


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, room: Room) -> None:
    name = plain_name(member.name)
    if member.isdir() or is_leftover(name):
        return
    if not name:
        raise Refused("a file in it has no name")
    if member.issym() or member.islnk():
        refuse_link(name, member.linkname, of=name if member.issym() else "")
    if member.ischr() or member.isblk() or member.isfifo():
        raise Hostile(f"{shown(name)} is a device, a pipe or another special file")
    source = None if member.issparse() or not member.isreg() else tar.extractfile(member)
    if source is None:
        raise Refused(f"{shown(name)} is packed in an unusual way")
    with source:
        room.put(name, source)


def _plain(opened: IO[bytes]) -> Readable:
    """Return what gives the tar itself, whichever of three ways it is packed in, or none."""
    start = opened.read(6)
    opened.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=opened)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(opened)
    if start == b"\xfd7zXZ\0":
        return _Xz(opened)
    return opened


class _Xz:
    """What an xz file holds. Python's own reader has no limit for the memory that a file may ask for."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)

    def read(self, size: int) -> bytes:
        data = b""
        while not data and not self._unpacker.eof:
            packed = self._file.read(CHUNK) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not packed:
                raise EOFError("it ends too early")
            data = self._unpacker.decompress(packed, size)
        return data


class _Counted:
    """A stream that knows how far it grew, and stops when it grows like a bomb."""

    def __init__(self, stream: Readable, packed: int) -> None:
        self._stream, self._count = stream, 0
        self._most = min(MOST_UNPACKED, max(SMALL, packed * LARGEST_RATIO))

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._count += len(data)
        if self._count > MOST_UNPACKED:
            raise Refused(f"the tar file unpacks to more than {MOST_UNPACKED // 1024**2} MB")
        if self._count > self._most:
            raise Hostile(f"the tar file grows more than {LARGEST_RATIO} times when it is unpacked, as a bomb does")
        return data

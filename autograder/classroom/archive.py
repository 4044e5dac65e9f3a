"""Unpacks what somebody handed in as a zip or a tar. An archive is hostile until proved otherwise."""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from autograder.classroom.room import OUR_DISK, Refused, Room, shown
from autograder.classroom.tars import unpack_tar
from autograder.classroom.zips import unpack_zip

LARGEST_ARCHIVE = 64 * 1024 * 1024
ZIPS = (".zip",)
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
CLOSED = {b"Rar!": "RAR", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"\x28\xb5\x2f\xfd": "Zstandard", b"%PDF": "PDF"}
"""What else is sent under the name of an archive: how it begins, and what it is."""
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, EOFError, OSError, ValueError, LookupError, OverflowError, MemoryError),
)
"""What the libraries raise for bytes that are not what they should be."""


def unpack(archive: Path, room: Room) -> None:
    """Unpack a zip or a tar, plain files with plain names only, and no archive inside it. Raises ``Refused``.

    What programs leave behind (``.git``, ``.venv``, caches) is passed over and does not count.
    """
    kind = "zip" if archive.name.lower().endswith(ZIPS) else "tar"
    try:
        if archive.stat().st_size > LARGEST_ARCHIVE:
            raise Refused(f"the {kind} file is larger than {LARGEST_ARCHIVE // 1024**2} MB")
        with archive.open("rb") as opened:
            start = opened.read(512)
        for sign, name in CLOSED.items():
            if start.startswith(sign):
                raise Refused(f"it is a {name} file; zip and tar files are unpacked")
        kind = _kind(start) or kind
        (unpack_zip if kind == "zip" else unpack_tar)(archive, room)
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno in OUR_DISK:
            raise
        raise Refused(f"the {kind} file is damaged ({shown(str(error)) or type(error).__name__})") from error


def is_archive(name: str) -> bool:
    """Tell whether a file's name says that it is an archive of a kind that we unpack."""
    return name.lower().endswith((*ZIPS, *TARS))


def stem(name: str) -> str:
    """Return a file's name without its ending, which is ``.tar.gz`` as a whole."""
    endings = [each for each in (*ZIPS, *TARS) if name.lower().endswith(each)]
    return name[: -len(max(endings, key=len))] or name if endings else PurePosixPath(name).stem


def _kind(start: bytes) -> str:
    """Return what a file is by how it begins: people rename, and Windows hides endings."""
    if start.startswith(b"PK"):
        return "zip"
    packed = start.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"))
    return "tar" if packed or start[257:262] == b"ustar" else ""

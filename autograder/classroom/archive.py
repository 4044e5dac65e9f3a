"""Unpacks what somebody handed in as a zip. An archive is hostile until proved otherwise."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath

MOST_FILES = 2000
LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 32 * 1024 * 1024
LARGEST_RATIO = 200


class Refused(Exception):
    """An archive that we do not unpack; the message says why, in words for an instructor."""


def unpack(archive: Path, into: Path) -> None:
    """Unpack a zip into an empty folder, plain files with plain names only. Raises ``Refused``."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _look_at(entries)
            seen: set[str] = set()
            for entry in entries:
                name = _plain_name(entry)
                if name.casefold() in seen:
                    raise Refused(f"two files are called {name}")
                seen.add(name.casefold())
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(entry) as file:
                    data = file.read(LARGEST_FILE + 1)
                if len(data) > LARGEST_FILE:
                    raise Refused(f"{name} is larger than {LARGEST_FILE // 1024**2} MB")
                target.write_bytes(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused(f"the zip file cannot be read: {error}") from error


def _look_at(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what is too much before anything is unpacked."""
    if len(entries) > MOST_FILES:
        raise Refused(f"the zip file holds {len(entries)} files; {MOST_FILES} is the most")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refused(f"the zip file unpacks to more than {MOST_BYTES // 1024**2} MB")
    for entry in entries:
        if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 100):
            raise Refused(f"{entry.filename[:80]} grows more than {LARGEST_RATIO} times when it is unpacked")


def _plain_name(entry: zipfile.ZipInfo) -> str:
    """Return the relative name of an entry. Raises ``Refused`` for one that leads elsewhere, or is no plain file."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name or len(name) > 240:
        raise Refused(f"a file in it wants to be outside of its folder: {name[:80]}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise Refused(f"{name[:80]} is a link or a special file")
    return name

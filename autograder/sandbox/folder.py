"""The private copy of a submission: plain files only, put back between checks by the trusted side."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

MOST_FILES = 500
LARGEST_FILE = 4 * 1024 * 1024
MOST_BYTES = 16 * 1024 * 1024
LEFT_OUT = frozenset(
    {
        ".git",
        ".venv",
        "venv",
        "env",
        "__pycache__",
        ".pytest_cache",
        "node_modules",
        ".baseplate",
        "instance",
        ".idea",
        ".vscode",
    }
)
"""Folders that are not part of a submission. ``instance`` holds the student's own database: checks have another one."""

SQLITE = b"SQLite format 3\0"
"""What a database file begins with."""

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where Linux keeps files in memory: a database there does not wait for a disk at each commit. Else the usual place."""


PREFIX = "baseplate-{}-"
"""How the folder of a private copy begins: with the number of the process that made it and will remove it."""


class TooMuch(Exception):
    """A submission has more files or bytes than any lesson needs."""


def read_submission(folder: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a submission by their relative names, and sentences about what was passed over.

    Links and special files are never followed. Raises ``TooMuch``.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    total = 0
    for name in _walk(folder, skip=LEFT_OUT):
        data = _read_plain(folder / name)
        if data is None:
            notes.append(f"{name} was left out: it is a link, not a plain file, or larger than 4 MB.")
            continue
        files[name] = data
        total += len(data)
        if len(files) > MOST_FILES or total > MOST_BYTES:
            raise TooMuch(f"the folder has more than {MOST_FILES} files or {MOST_BYTES // 1024**2} MB")
    return files, tuple(notes[:10])


def _walk(folder: Path, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the relative names of everything that is not a folder, in order, following no link."""
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if Path(base, name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in skip and name not in links)
        for name in sorted([*names, *(link for link in links if link not in skip)]):
            yield Path(base, name).relative_to(folder).as_posix()


def _read_plain(path: Path, most: int = LARGEST_FILE) -> bytes | None:
    """Return the content of a plain file of sane size, at ``most`` its first bytes, or nothing."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
            return None
        return file.read(most)


class PrivateCopy:
    """A throw-away folder with a submission's files, in which the student's app runs."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Keep the files; ``lay_out`` writes them."""
        self.files = files
        self._home = Path(tempfile.mkdtemp(prefix=PREFIX.format(os.getpid()), dir=IN_MEMORY)).resolve()
        self.folder = self._home / "app"
        self._kept: dict[str, tuple[int, bytes]] = {}

    def lay_out(self, overlay: Mapping[str, str]) -> None:
        """Write all files afresh, with those of ``overlay`` in place of the student's."""
        _clear(self.folder)
        contents = {**self.files, **{name: text.encode() for name, text in overlay.items()}}
        for name, data in contents.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def remember(self) -> None:
        """Remember every file as it is now, to put it back later."""
        self._kept = {}
        for name in _walk(self.folder):
            about = (self.folder / name).lstat()
            data = _read_plain(self.folder / name)
            if data is not None:
                self._kept[name] = (about.st_mtime_ns, data)

    def put_back(self) -> None:
        """Undo whatever the app did to its files since ``remember``. Raises ``OSError`` when it cannot."""
        for name in list(_walk(self.folder)):
            path = self.folder / name
            kept = self._kept.get(name)
            # contents, not times: two writes can fall into one tick of the clock
            if kept is None or _read_plain(path) != kept[1]:
                path.unlink(missing_ok=True)
        for name, (modified, data) in self._kept.items():
            path = self.folder / name
            if path.is_dir():
                _clear(path)
                path.rmdir()
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                os.utime(path, ns=(modified, modified))

    def copy_database(self, name: str) -> Path:
        """Return a folder of its own that holds one database file, for the reader.

        Its ``-wal`` holds what is committed and not yet in the file, its ``-journal`` what the file must lose again.
        """
        home = self._home / "read"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for ending in ("", "-wal", "-journal"):
            data = _read_plain(self.folder / (name + ending))
            if data is not None:
                (home / ("copy.db" + ending)).write_bytes(data)
        return home

    def databases(self) -> list[str]:
        """Return the relative names of the SQLite files the app has made."""
        names = list(_walk(self.folder))
        return [name for name in names if _read_plain(self.folder / name, len(SQLITE)) == SQLITE]

    def remove(self) -> None:
        """Remove the copy."""
        _remove(self._home)


def remove_copies_of(pid: int) -> None:
    """Remove the private copies that another process left behind when it was killed."""
    for left in Path(IN_MEMORY or tempfile.gettempdir()).glob(PREFIX.format(pid) + "*"):
        _remove(left)


def _remove(folder: Path) -> None:
    """Remove a folder as far as that can be done; an app may have nested folders deeper than anybody's."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Make a folder empty, whatever an app did to it. What cannot be removed is moved out of the way."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    _remove(folder)
    if folder.exists():
        folder.rename(tempfile.mkdtemp(prefix="baseplate-left-", dir=IN_MEMORY))
    folder.mkdir()

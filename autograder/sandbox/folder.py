"""The private copy of a submission: plain files only, put back between checks by the trusted side."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.kept import Kept, KeptFile, stamp_of
from autograder.sandbox.removal import clear_folder, remove_folder

MOST_FILES = 500
LARGEST_FILE = 4 * 1024 * 1024
MOST_BYTES = 16 * 1024 * 1024
MOST_WRITTEN = 64 * 1024 * 1024
MOST_ENTRIES, DEEPEST = 3000, 40
LEFT_OUT = frozenset(
    ".git .venv venv env __pycache__ .pytest_cache node_modules .baseplate instance .idea .vscode".split()
)
"""Folders that are not part of a submission. ``instance`` holds the student's own database: checks have another one."""

SQLITE = b"SQLite format 3\0"
"""What a database file begins with."""


def _in_memory(folder: str = "/dev/shm") -> str | None:
    """Return where Linux keeps files in memory, unless that is small: Docker's has room for one app that fills it."""
    if not os.access(folder, os.W_OK):
        return None
    about = os.statvfs(folder)
    return folder if about.f_blocks * about.f_frsize >= 8 * MOST_WRITTEN else None


IN_MEMORY = _in_memory()
"""A database there does not wait for a disk at each commit. Without it, the usual place for temporary files."""

PREFIX = "baseplate-{}-"
"""How the folder of a private copy begins: with the number of the process that made it and will remove it."""


class TooMuch(Exception):
    """A submission has more files or bytes than any lesson needs."""


@dataclass(frozen=True)
class Room:
    """Where private copies are made: a folder as we reach it, the same as the app's process sees it, and its user."""

    outside: str | None = None
    inside: str | None = None
    user: int | None = None


def read_submission(folder: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a submission by their relative names, and sentences about what was passed over.

    Links and special files are never followed. Raises ``TooMuch``.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    total = 0
    for name in walk(folder, skip=LEFT_OUT):
        data = _read_plain(folder / name)
        if data is None:
            notes.append(f"{name} was left out: it is a link, not a plain file, or larger than 4 MB.")
            continue
        files[name] = data
        total += len(data)
        if len(files) > MOST_FILES or total > MOST_BYTES:
            raise TooMuch(f"the folder has more than {MOST_FILES} files or {MOST_BYTES // 1024**2} MB")
    return files, tuple(notes[:10])


def measure(folder: Path) -> None:
    """Look how much an app has written. Raises ``TooMuch`` when that is more than any lesson needs."""
    size = 0
    for name in walk(folder):
        with contextlib.suppress(OSError):  # it may go while we look
            size += (folder / name).lstat().st_size
        if size > MOST_WRITTEN:
            raise TooMuch(f"it wrote more than {MOST_WRITTEN // 1024**2} MB")


def walk(folder: Path, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the relative names of everything that is not a folder, in order, following no link. Raises ``TooMuch``.

    It is called before every check, so it does without ``Path``, which would take most of its time.
    """
    count, below = 0, [""]
    while below:
        here = below.pop()
        if here and os.path.islink(f"{folder}/{here[:-1]}"):  # it was a folder when we saw it
            continue
        try:
            with os.scandir(f"{folder}/{here}") as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        count += len(found)
        if count > MOST_ENTRIES or here.count("/") > DEEPEST:
            raise TooMuch(f"there are more than {MOST_ENTRIES} files, or folders in more than {DEEPEST} folders")
        folders = [entry.name for entry in found if entry.is_dir(follow_symlinks=False)]
        for entry in found:
            if entry.name not in folders and not (entry.name in skip and entry.is_dir()):
                yield here + entry.name
        below += [f"{here}{name}/" for name in reversed(folders) if name not in skip]


def _read_plain(path: Path | str, most: int = LARGEST_FILE) -> bytes | None:
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

    def __init__(self, files: Mapping[str, bytes], room: Room | None = None) -> None:
        """Keep the files; ``lay_out`` writes them."""
        self.files = files
        self._laid_out: Mapping[str, bytes] = {}
        self.move_to(room or Room())

    def move_to(self, room: Room) -> None:
        """Go to another room, where nothing is laid out yet."""
        self.room = room
        home = Path(tempfile.mkdtemp(prefix=PREFIX.format(os.getpid()), dir=room.outside or IN_MEMORY))
        self._home = home if room.inside else home.resolve()
        if room.user is not None:
            self._home.chmod(0o711)
        self.folder = self._home / "app"

    def seen(self, path: Path) -> Path:
        """Return one of our paths as the app's process sees it."""
        return Path(self.room.inside, self._home.name, path.relative_to(self._home)) if self.room.inside else path

    def lay_out(self, overlay: Mapping[str, str]) -> None:
        """Write all files afresh, with those of ``overlay`` in place of the student's."""
        clear_folder(self.folder)
        self._hand_over(self.folder)
        self._laid_out = {**self.files, **{name: text.encode() for name, text in overlay.items()}}
        for name, data in self._laid_out.items():
            self._write(self.folder / name, data)

    def remember(self, known: Kept | None = None) -> Kept:
        """Return every file as it is now, for ``put_back``; what is ``known`` and unchanged needs no second look.

        Raises ``OSError`` or ``TooMuch``.
        """
        kept: dict[str, KeptFile] = {}
        size = 0
        for name in walk(self.folder):
            path = f"{self.folder}/{name}"
            file = known.get(name) if known else None
            if file is None or not file.is_at(path):
                file = self._keep(name, path)
            if file is not None:
                kept[name] = file
                size += len(file.data)
            if size > MOST_WRITTEN:
                raise TooMuch(f"it wrote more than {MOST_WRITTEN // 1024**2} MB")
        return kept

    def _keep(self, name: str, path: str) -> KeptFile | None:
        about, data = os.lstat(path), _read_plain(path)
        if data is None:
            return None
        # databases are not compared by time: what is written through mapped memory changes none
        stamp = stamp_of(about) if self._laid_out.get(name) == data else None
        return KeptFile(about.st_mtime_ns, data, stamp)

    def put_back(self, files: Kept) -> None:
        """Make all files what they were when ``remember`` returned these. Raises ``OSError`` or ``TooMuch``."""
        as_it_was = set()
        for name in list(walk(self.folder)):
            path, kept = f"{self.folder}/{name}", files.get(name)
            if kept is not None and (kept.is_at(path) or _read_plain(path) == kept.data):
                as_it_was.add(name)
            else:
                (self.folder / name).unlink(missing_ok=True)
        for name, file in files.items():
            if name in as_it_was:
                continue
            if (lost := self.folder / name).is_dir():
                clear_folder(lost)
                lost.rmdir()
            if not lost.exists():
                self._write(lost, file.data)
                os.utime(lost, ns=(file.modified, file.modified))

    def copy_database(self, name: str) -> Path:
        """Return a folder of its own that holds one database file, for the reader.

        Its ``-wal`` holds what is committed and not yet in the file, its ``-journal`` what the file must lose again.
        """
        home = self._home / "read"
        clear_folder(home)  # it stays the same folder: the reader lives in it
        self._hand_over(home)
        for ending in ("", "-wal", "-journal"):
            if (data := _read_plain(self.folder / (name + ending))) is not None:
                self._write(home / ("copy.db" + ending), data)
        return home

    def databases(self) -> list[str]:
        """Return the names of the SQLite files. Raises ``TooMuch``, or ``OSError`` when a file goes meanwhile."""
        return [name for name in walk(self.folder) if self._is_database(name)]

    def _is_database(self, name: str) -> bool:
        path, given = f"{self.folder}/{name}", self._laid_out.get(name, b"")
        # to open each template each time would take longer than to read a database
        is_other = given and not given.startswith(SQLITE) and os.lstat(path).st_size == len(given)
        return not is_other and _read_plain(path, len(SQLITE)) == SQLITE

    def remove(self) -> None:
        """Remove the copy."""
        remove_folder(self._home)

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file that is not there yet, through no link, for the user whose process runs the app."""
        made = list(itertools.takewhile(lambda folder: not folder.exists(), path.parents))
        for folder in reversed(made):
            folder.mkdir()
            self._hand_over(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
            file.write(data)
        self._hand_over(path)

    def _hand_over(self, path: Path) -> None:
        if self.room.user is not None:
            os.chown(path, self.room.user, self.room.user, follow_symlinks=False)


def remove_copies_of(pid: int) -> None:
    """Remove the private copies that another process has left behind."""
    for left in Path(IN_MEMORY or tempfile.gettempdir()).glob(PREFIX.format(pid) + "*"):
        remove_folder(left)

"""What lies in the folder, or the one large zip, that an instructor names: files and folders, opened in their turn."""

from __future__ import annotations

import calendar
import contextlib
import os
import stat
import zipfile
from collections.abc import Iterator
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from autograder.classroom.archive import DAMAGED, LARGEST_ARCHIVE
from autograder.classroom.room import OUR_DISK, Readable, Refused, Room, shown
from autograder.classroom.zips import Entries, named, put_entries, refuse_long_list, refuse_overlaps
from autograder.course import CourseError
from autograder.course.files import LEFTOVER_FOLDERS, is_leftover

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_OF_A_CLASS = 2_000_000
"""Entries of the one zip that holds the work of everybody."""
MOST_OF_A_FOLDER = 50_000
"""Files and folders that we look at in one person's folder."""
DEEPEST = 60
"""Folders inside each other: a thousand stop programs that walk through them."""
CHUNK = 1024 * 1024


class OnDisk:
    """A file or a folder in a folder. A link counts as a file, and as none that can be opened."""

    def __init__(self, path: Path) -> None:
        """Take a path."""
        self.path, self.name = path, path.name
        self.is_link = path.is_symlink()
        self.is_folder = path.is_dir() and not self.is_link

    def children(self) -> list[Item]:
        """Return what a folder holds, in the order of the names; one that may not be read holds nothing."""
        try:
            return [OnDisk(path) for path in sorted(self.path.iterdir()) if not is_leftover(path.name)]
        except OSError:
            return []

    def modified(self) -> float:
        """Return when the newest file of it was changed, in seconds."""
        if not self.is_folder:
            return self.path.lstat().st_mtime
        newest = 0.0
        with contextlib.suppress(Refused):  # it is refused when it is opened, too
            for each in everything_in(self.path, LEFTOVER_FOLDERS):
                about = each.stat(follow_symlinks=False)
                newest = newest if stat.S_ISDIR(about.st_mode) else max(newest, about.st_mtime)
        return newest

    def read(self) -> BinaryIO:
        """Open a plain file. Raises ``Refused`` for anything else."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self.path, flags)
        except OSError as error:
            raise Refused(f"{shown(self.name)} cannot be opened ({error.strerror})") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Refused(f"{shown(self.name)} is not a plain file")
        return os.fdopen(descriptor, "rb")

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text."""
        with TextIOWrapper(self.read(), "utf-8", "replace") as text:
            yield from text

    def put(self, name: str, room: Room) -> None:
        """Put a file into a room under this name. Raises ``Refused``."""
        with self.read() as source:
            room.put(name, source)

    def save(self, file: Path) -> None:
        """Copy a file as it is. Raises ``Refused``."""
        with self.read() as source:
            _copy(source, file, self.name)


class InZip:
    """A file or a folder in the one zip of a class."""

    is_link = False

    def __init__(self, opened: zipfile.ZipFile, name: str, entries: Entries, is_folder: bool) -> None:
        """Take the entries of one name, their own names beginning below it."""
        self.opened, self.name, self.entries, self.is_folder = opened, name, entries, is_folder

    def children(self) -> list[Item]:
        """Return what a folder holds, in the order of the names."""
        found: dict[str, Entries] = {}
        for name, entry in self.entries:
            first, _, rest = name.partition("/")
            found.setdefault(first, []).append((rest, entry))
        return [
            InZip(self.opened, name, inside, is_folder=any(rest for rest, _ in inside))
            for name, inside in sorted(found.items())
        ]

    def modified(self) -> float:
        """Return when the newest file of it was changed, in seconds."""
        return float(max((calendar.timegm((*each.date_time, 0, 0, 0)) for _, each in self.entries), default=0))

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text."""
        with TextIOWrapper(self.opened.open(self.entries[0][1]), "utf-8", "replace") as text:
            yield from text

    def put(self, name: str, room: Room) -> None:
        """Put all of it into a room, below this name. Raises ``Refused``."""
        put = [(f"{name}/{inside}".strip("/"), entry) for inside, entry in self.entries]
        try:
            put_entries(self.opened, put, room)
        except DAMAGED as error:
            raise _refused(error) from error

    def save(self, file: Path) -> None:
        """Copy a file as it is. Raises ``Refused``."""
        try:
            with self.opened.open(self.entries[0][1]) as source:
                _copy(cast(Readable, source), file, self.name)
        except DAMAGED as error:
            raise _refused(error) from error


class _Reopened(RawIOBase):
    """A file that is open only while it is read: nobody has to close the zip of a class, however a run ends."""

    def __init__(self, path: Path) -> None:
        self._path, self._at = path, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = (0, self._at, self._path.stat().st_size)[whence]
        if start + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._at)
            count = file.readinto(buffer)
        self._at += count
        return count


Item = OnDisk | InZip


def items_of(source: Path) -> list[Item]:
    """Return what lies in a folder or a zip. Raises ``CourseError`` for what is neither."""
    if source.is_dir():
        return [item for item in OnDisk(source).children() if not item.name.startswith(".")]
    try:
        refuse_long_list(source, MOST_OF_A_CLASS)
        opened = zipfile.ZipFile(BufferedReader(_Reopened(source), CHUNK))
        refuse_overlaps(opened.infolist())
        items = InZip(opened, source.stem, named(opened.infolist()), is_folder=True).children()
    except (Refused, *DAMAGED) as error:
        told = "It should be a folder, or a zip file as a learning platform makes it"
        raise CourseError(f"{source} cannot be read: {shown(str(error))}. {told}.") from error
    return [item for item in items if not item.name.startswith(".")]


def everything_in(folder: Path, skip: frozenset[str]) -> Iterator[os.DirEntry[str]]:
    """Yield whatever lies in a folder at any depth, but not in folders of some names; no link is followed.

    Raises ``Refused`` for more, or deeper, than anybody's work is.
    """
    waiting, count = [(str(folder), 0)], 0
    while waiting:
        here, depth = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted((each for each in entries if each.name not in skip), key=lambda each: each.name)
        except OSError:
            continue
        count += len(found)
        if count > MOST_OF_A_FOLDER:
            raise Refused(f"it holds more than {MOST_OF_A_FOLDER} files and folders")
        if depth > DEEPEST:
            raise Refused(f"its folders lie more than {DEEPEST} deep")
        yield from found
        waiting += [(each.path, depth + 1) for each in found if each.is_dir(follow_symlinks=False)]


def readable(name: str) -> str:
    """Return a name that can be written anywhere: a file system may hold bytes that are no text."""
    return os.fsencode(name).decode("utf-8", "replace")


def _copy(source: Readable, file: Path, name: str) -> None:
    size = 0
    with file.open("wb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_ARCHIVE:
                raise Refused(f"{shown(name)} is larger than {LARGEST_ARCHIVE // 1024**2} MB")
            target.write(chunk)


def _refused(error: Exception) -> Exception:
    """Return what an error of a library says about what was handed in; one of our own disk stays what it is."""
    if isinstance(error, OSError) and error.errno in OUR_DISK:
        return error
    return Refused(f"its part of the zip file is damaged ({shown(str(error)) or type(error).__name__})")

"""Opens what somebody handed in at one time: a folder as it lies, or one that is filled for a while."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.classroom.archive import is_archive, unpack
from autograder.classroom.attempts import Attempt
from autograder.classroom.room import Refused, Room
from autograder.classroom.shelf import Item, OnDisk


@contextmanager
def opened(attempt: Attempt) -> Iterator[Path]:
    """Give the folder with somebody's work, unpacked for a while if need be. Raises ``Refused`` before giving it."""
    if any(item.is_link for item, _ in attempt.pieces):
        raise Refused("it is a link, and links are not followed")
    if attempt.why_not:
        raise Refused(attempt.why_not)
    first, _ = attempt.pieces[0]
    if isinstance(first, OnDisk) and first.is_folder:
        if not os.access(first.path, os.R_OK | os.X_OK):
            raise Refused("its folder may not be read")
        yield first.path
        return
    with tempfile.TemporaryDirectory(prefix="baseplate-intake-", ignore_cleanup_errors=True) as home:
        room = Room(Path(home, "work"))
        room.folder.mkdir()
        for item, place in attempt.pieces:
            if item.is_folder or place:
                item.put(place, room)
            else:
                _unpack(item, room, Path(home))
        if room.names and all(is_archive(name) for name in room.names):
            raise Refused("it holds another archive, and one inside another is not unpacked")
        yield room.folder


def _unpack(item: Item, room: Room, home: Path) -> None:
    """Unpack an archive where it lies, or a copy of it when it lies in an archive itself."""
    if isinstance(item, OnDisk):
        item.read().close()
        unpack(item.path, room)
        return
    copy = home / f"archive{''.join(Path(item.name).suffixes[-2:])}"
    item.save(copy)
    try:
        unpack(copy, room)
    finally:
        copy.unlink()

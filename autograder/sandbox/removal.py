"""Removes what an app leaves behind, whatever it did to it: folders without rights, or nested without end."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from pathlib import Path


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, as far as that can be done."""
    _empty(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _empty(folder: Path) -> None:
    """Remove what is in a folder, whatever an app did to it: without rights, or nested without end.

    What lies deeper is moved up first, so no path gets long and nothing here calls itself.
    """
    number = itertools.count()
    waiting, emptied = [folder], []
    while waiting:
        here = waiting.pop()
        emptied.append(here)
        with contextlib.suppress(OSError):
            here.chmod(0o700)
            with os.scandir(here) as entries:
                for entry in list(entries):
                    with contextlib.suppress(OSError):
                        if entry.is_dir(follow_symlinks=False):
                            Path(entry.path).chmod(0o700)
                            up = folder.with_name(f"{folder.name}.{next(number)}")
                            waiting.append(Path(entry.path).rename(up))
                        else:
                            Path(entry.path).unlink()
    for each in emptied[:0:-1]:
        with contextlib.suppress(OSError):
            each.rmdir()


def clear_folder(folder: Path) -> None:
    """Make sure of an empty folder. One that is there stays the same one: a process may live in it, and only in it."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    if folder.exists():
        _empty(folder)
        if any(folder.iterdir()):  # what cannot be removed is moved out of the way
            folder.rename(tempfile.mkdtemp(prefix="baseplate-left-", dir=folder.parent))
    folder.mkdir(exist_ok=True)

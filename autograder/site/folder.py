"""A folder of pages that were exported: written again and again, and nothing in it lost that is not ours.

A list beside the pages, ``.baseplate-export``, has the digest of everything that was written. What agrees with it is
ours and may be replaced or removed; anything else belongs to somebody.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from autograder.course import CourseError
from autograder.course.files import Files, has_files, plain_lines, read_bytes, read_text, write_whole

LIST = ".baseplate-export"

Digests = frozenset[tuple[str, str]]
"""Digest and path of each file."""


def publish(folder: Path, files: Files) -> None:
    """Write files into a new or empty folder, or in the place of those that were exported there before.

    Raises ``CourseError``, before anything is changed, where somebody else's file would be lost.
    """
    try:
        before = _listed(folder)
        _refuse(folder, files, before)
        now = frozenset((_digest(data), path) for path, data in files.items())
        # While pages are being written, old ones and new ones are both ours: stopped here, the next export goes on.
        _write_list(folder, before | now)
        for path, data in files.items():
            write_whole(folder / path, data)
        for digest, path in before - now:
            if path not in files and _digest_of(folder / path) == digest:
                _remove(folder, path)
        _write_list(folder, now)
    except OSError as error:
        raise CourseError(f"The pages cannot be written to {folder} ({error.strerror}).") from error


def _refuse(folder: Path, files: Files, before: Digests) -> None:
    """Raise a CourseError where something is in the way that was not exported."""
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file. Nothing was changed. Name a folder that is new or empty.")
    if not before and has_files(folder):
        raise CourseError(
            f"{folder} holds files that are not from an export, and yours must not be lost. Nothing was changed. "
            "Name a folder that is new or empty."
        )
    for path in files:
        inside = [folder / path, *(folder / parent for parent in list(Path(path).parents)[:-1])]
        wrong = [each for each in inside[1:] if each.exists() and not each.is_dir()]
        if inside[0].exists() and (_digest_of(inside[0]), path) not in before:
            wrong.append(inside[0])
        if wrong:
            raise CourseError(
                f"{wrong[0]} is not as it was exported: somebody changed it, or put it there. Nothing was changed. "
                "Move it away, or name a folder that is new or empty."
            )


def _listed(folder: Path) -> Digests:
    if not (folder / LIST).is_file():
        return frozenset()
    lines = read_text(folder / LIST).splitlines()
    return frozenset((digest, path) for digest, _, path in (line.partition("  ") for line in lines))


def _write_list(folder: Path, digests: Digests) -> None:
    lines = sorted(f"{digest}  {path}\n" for digest, path in digests)
    write_whole(folder / LIST, "".join(lines).encode())


def _digest(data: bytes) -> str:
    """Return the digest of a file, the same on a system that ends its lines otherwise."""
    return hashlib.sha256(plain_lines(data)).hexdigest()


def _digest_of(file: Path) -> str:
    return _digest(read_bytes(file)) if file.is_file() else ""


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    (folder / path).unlink()
    with suppress(OSError):  # not empty: somebody's, or another page's
        for parent in list(Path(path).parents)[:-1]:
            (folder / parent).rmdir()

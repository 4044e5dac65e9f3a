"""Folders of small files: what counts as somebody's work, and reading and writing it whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from threading import get_ident

from autograder.course.errors import CourseError

Files = dict[str, bytes]
"""A folder's files: the path inside it, with ``/``, and the bytes."""

LEFTOVER_FOLDERS = frozenset(
    (
        *("__pycache__", "instance", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".venv", "venv", "node_modules"),
        *(".git", ".baseplate", ".idea", ".vscode", ".vs", "__MACOSX"),
    )
)
LEFTOVER_FILES = (
    *("*.pyc", "*.swp", "*.swo", "*.swx", "*~", "#*#", ".#*", "*.bak", "*.tmp", "*.orig", "*.rej", "4913"),
    *(".DS_Store", "._*", "Thumbs.db", "desktop.ini", ".gitkeep", ".coverage"),
)
"""What editors, systems and Python itself leave behind. It is nobody's work: never compared, copied or removed."""

TEXT_PARTS = ("README.md", "lesson.toml", "images/")
"""What lies beside a starter and is not part of it."""

LARGEST = 10_000_000
"""Bytes. What is larger is no source of a lesson's app: like a leftover, it is never compared, copied or removed."""


def is_leftover(path: str) -> bool:
    """Tell whether a relative path is something that a program left behind."""
    *folders, name = path.split("/")
    return any(folder in LEFTOVER_FOLDERS for folder in folders) or any(
        fnmatch(name, pattern) for pattern in LEFTOVER_FILES
    )


def is_work(path: str) -> bool:
    """Tell whether a path in a lesson's folder is part of the student's work."""
    return not path.startswith(TEXT_PARTS) and not is_leftover(path)


def only_work(files: Files) -> Files:
    """Return the files of a lesson's folder that are the student's work."""
    return {path: data for path, data in files.items() if is_work(path)}


def has_files(folder: Path) -> bool:
    """Tell whether a folder holds a file that is no leftover, without looking at all of them."""
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFTOVER_FOLDERS]
        if any(not is_leftover(name) for name in names):
            return True
    return False


def paths_in(folder: Path) -> list[str]:
    """Return the relative paths of a folder's files, sorted, without leftovers; links to folders are not followed."""
    found: list[str] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFTOVER_FOLDERS]
        inside = Path(here).relative_to(folder)
        files = (name for name in names if Path(here, name).is_file() and Path(here, name).stat().st_size <= LARGEST)
        found += [(inside / name).as_posix() for name in files]
    return sorted(path for path in found if not is_leftover(path))


def read_files(folder: Path) -> Files:
    """Return a folder's files without leftovers; a folder that is not there has none."""
    return {path: read_bytes(folder / path) for path in paths_in(folder)}


def read_bytes(file: Path) -> bytes:
    """Read a file whole, or say in a sentence why that does not work."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CourseError(f"this file cannot be read ({error.strerror}).", file) from error


def read_text(file: Path) -> str:
    """Read a text of the course: UTF-8, with or without a byte order mark, any line ends."""
    data = read_bytes(file)
    try:
        return plain_lines(data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CourseError("this is not UTF-8 text. Save the file as UTF-8.", file, line) from error


def plain_lines(data: bytes) -> bytes:
    r"""Return the bytes with ``\n`` as the only line end, so that a checkout on Windows compares equal."""
    return data.replace(b"\r\n", b"\n")


def same(mine: Mapping[str, bytes], other: Mapping[str, bytes]) -> bool:
    """Tell whether two folders hold the same files, whatever their line ends."""
    return mine.keys() == other.keys() and all(
        mine[path] == other[path] or plain_lines(mine[path]) == plain_lines(other[path]) for path in mine
    )


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it: beside it first, then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}.{get_ident()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files into a folder, making it when needed; what else it holds stays."""
    for path, data in files.items():
        write_whole(folder / path, data)

"""What somebody handed in at one time: a folder, an archive, or loose files that belong together."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from autograder.classroom.archive import is_archive
from autograder.classroom.shelf import Item, readable

AGAIN = re.compile(r"-\d+(?=\.[^.]*$|$)")
"""What Canvas adds to a file's name when its owner handed in one of the same name before."""
PAGES = frozenset({".html", ".htm", ".jinja", ".j2"})
LOOKS = frozenset({".css", ".js", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp"})


@dataclass(frozen=True)
class Attempt:
    """What somebody handed in at one time: items with their places, "" for a folder's or an archive's contents."""

    pieces: tuple[tuple[Item, str], ...]
    rank: float | None = None
    what: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    why_not: str = ""

    def order(self) -> float:
        """Return what tells the later of two: the number or time that a platform gave, else the time of the files."""
        return max(item.modified() for item, _ in self.pieces) if self.rank is None else self.rank

    def called(self) -> str:
        """Return how to call this attempt in a sentence."""
        changed = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(self.order()))
        return self.what or f"{readable(self.pieces[0][0].name)}, changed {changed}"


@dataclass(frozen=True)
class File:
    """A loose file of somebody: the name that its owner gave it, and what tells a later one."""

    item: Item
    name: str
    rank: float | None = None


def attempts_of_folder(item: Item) -> tuple[Attempt, ...]:
    """Return what a person's folder is: the work, or, when it holds nothing but files, perhaps archives with it."""
    children = item.children()
    if any(is_archive(child.name) for child in children) and not any(child.is_folder for child in children):
        return gathered([File(child, readable(child.name)) for child in children])
    return (Attempt(((item, ""),)),)


def gathered(
    files: Sequence[File], notes: tuple[str, ...] = (), remarks: tuple[str, ...] = (), flat: str = ""
) -> tuple[Attempt, ...]:
    """Return the attempts that loose files make: all of them one, or one for each archive when there is no code.

    ``flat`` is the platform that keeps no folders: pages and pictures go where Flask looks for them.
    """
    archives = [file for file in files if is_archive(file.name)]
    if archives and not any(file.name.endswith(".py") for file in files):
        return tuple(Attempt(((file.item, ""),), file.rank, _called(file), notes) for file in archives)
    if not files:
        return ()
    places = {file: "" if file in archives else _place(file.name) if flat else file.name for file in files}
    moved = [file.name for file, place in places.items() if place not in ("", file.name)]
    if moved:
        notes += (f"{flat} keeps no folders, so we put {', '.join(moved)} where Flask looks for such files.",)
    ranks = [file.rank for file in files if file.rank is not None]
    pieces = tuple((file.item, place) for file, place in places.items())
    return (Attempt(pieces, max(ranks, default=None), "", notes, remarks),)


def _called(file: File) -> str:
    return "" if file.rank is None else f"{file.name}, file {file.rank:.0f}"


def as_uploaded(files: Sequence[File]) -> tuple[list[File], tuple[str, ...]]:
    """Return the files of one Canvas user as they were called, without the ``-1`` of one handed in again.

    Of two Python files of one name the later one counts. Other files keep their number where two would become one:
    only their owner knows. Archives are attempts of their own, and keep it too. What was left out is remarked on.
    """
    count = Counter(AGAIN.sub("", file.name) for file in files)
    found: dict[str, File] = {}
    for file in sorted(files, key=lambda file: file.rank or 0):
        name = AGAIN.sub("", file.name)
        again = name.endswith(".py") or (count[name] == 1 and not is_archive(name))
        found[name if again else file.name] = replace(file, name=name if again else file.name)
    remarks = [
        f"{count[name]} files called {name}; the later one (file {file.rank:.0f}) counts"
        for name, file in found.items()
        if name.endswith(".py") and count[name] > 1
    ]
    return list(found.values()), tuple(remarks)


def _place(name: str) -> str:
    """Return where Flask looks for a file of this name."""
    ending = PurePosixPath(name).suffix.lower()
    return f"templates/{name}" if ending in PAGES else f"static/{name}" if ending in LOOKS else name

"""Knows a learning platform's download by its naming, and finds whose file is whose."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from autograder.classroom.archive import DAMAGED, is_archive, stem
from autograder.classroom.attempts import Attempt, File, as_uploaded, attempts_of_folder, gathered
from autograder.classroom.gradescope import METADATA, Listed, read_metadata
from autograder.classroom.room import Refused, shown
from autograder.classroom.roster import Who
from autograder.classroom.shelf import InZip, Item, readable
from autograder.course import CourseError

CANVAS = re.compile(
    r"(?:(?P<name>.+?)_)??(?P<late>late_)?(?P<user>\d+|anon_[a-z\d]+)_"
    r"(?:(?P<file>\d+)_(?P<rest>.+)|(?P<typed>text|link)\.html)$",
    re.IGNORECASE,
)
"""``dialloamina_LATE_4711_90210_work.zip``: the name's letters, the user, the file, and what its owner called it."""
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?$")
"""``Amina Diallo_815_assignsubmission_file_``: a folder, or the beginning of a file's name. The number is Moodle's
own for a participant of one assignment."""
TYPED = "something typed in, or a link, was handed in; files were expected"
A_FILE = "it is a file; a folder, a zip or a tar file was expected"
NOT_WORK = frozenset(
    {".md", ".txt", ".csv", ".tsv", ".toml", ".json", ".yml", ".yaml", ".ods", ".xlsx", ".pdf", ".html"}
)
"""Files beside the submissions with these endings are an instructor's own. Any other is somebody's attempt."""
Named = tuple[Item, re.Match[str]]
"""An item of a platform's download with what its name says."""


@dataclass(frozen=True)
class Handed:
    """Everything from one person: whose it seems to be, how to call them, their number, and what they handed in."""

    who: Who
    label: str
    number: str = ""
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class Download:
    """A download as we understand it: where it is from, the people in it, and the files that are nobody's."""

    kind: str
    people: tuple[Handed, ...]
    passed_over: tuple[str, ...] = ()


def recognise(items: Sequence[Item], work: frozenset[str] = frozenset()) -> Download:
    """Say whose is what. A platform is known by the names of most items. Raises ``CourseError``.

    ``work`` are names that lie in somebody's work: a folder around everything holds none of them.
    """
    items = _unwrapped(items, work)
    passed = tuple(readable(item.name) for item in items if _is_nobodys(item))
    others = [item for item in items if not _is_nobodys(item)]
    match _platform(items):
        case "Gradescope":
            return _gradescope(items)
        case "Canvas":
            return Download("Canvas's download", *_known(items, CANVAS, _canvas))
        case "Moodle":
            return Download("Moodle's download", *_known(items, MOODLE, _moodle))
    return Download("a folder or an archive each", tuple(_plain(others)), passed)


def _platform(items: Sequence[Item]) -> str:
    """Return the platform that a download is from, or nothing."""
    if any(item.name == METADATA and not item.is_folder for item in items):
        return "Gradescope"
    for platform, pattern in (("Canvas", CANVAS), ("Moodle", MOODLE)):
        known = [pattern.match(readable(item.name)) is not None for item in items]
        others = [not _is_nobodys(item) for item, is_known in zip(items, known, strict=True) if not is_known]
        if sum(known) > sum(others):
            return platform
    return ""


def _unwrapped(items: Sequence[Item], work: frozenset[str]) -> Sequence[Item]:
    """Return what lies in the one folder around everything, if there is nothing else and it is not somebody's own."""
    if len(items) != 1 or not items[0].is_folder:
        return items
    inside = items[0].children()
    people = any(item.is_folder or is_archive(item.name) for item in inside)
    own = any(item.name.casefold() in work for item in inside)
    packed = isinstance(items[0], InZip) and people and not own
    return _unwrapped(inside, work) if packed or _platform(inside) else items


def _known(
    items: Sequence[Item], pattern: re.Pattern[str], people_of: Callable[[list[Named]], list[Handed]]
) -> tuple[tuple[Handed, ...], tuple[str, ...]]:
    """Return the people of a platform's download and the files that are nobody's."""
    named = [(item, match) for item in items if (match := pattern.match(readable(item.name)))]
    rest = [item for item in items if not pattern.match(readable(item.name))]
    people = (*people_of(named), *_plain([item for item in rest if not _is_nobodys(item)]))
    return people, tuple(readable(item.name) for item in rest if _is_nobodys(item))


def _canvas(items: Iterable[Named]) -> list[Handed]:
    """Return the people of a Canvas download: several files of one user are what that user uploaded together."""
    found: dict[str, list[Named]] = {}
    for item, match in items:
        found.setdefault(match["user"], []).append((item, match))
    people = []
    for user, theirs in found.items():
        name = theirs[0][1]["name"] or user
        files = [File(item, match["rest"], float(match["file"])) for item, match in theirs if match["file"]]
        late = ("Canvas marks it as late.",) if any(match["late"] for _, match in theirs) else ()
        files, remarks = as_uploaded(files)
        attempts = gathered(files, late, remarks, flat="Canvas")
        typed = Attempt(((theirs[0][0], ""),), 0, why_not=TYPED)
        people.append(Handed(Who(name, (user,)), name, user, attempts or (typed,)))
    return people


def _moodle(items: Iterable[Named]) -> list[Handed]:
    """Return the people of a Moodle download: a folder each, or files that begin with their names."""
    found: dict[tuple[str, str], list[Named]] = {}
    for item, match in items:
        found.setdefault((match["name"], match["number"] or ""), []).append((item, match))
    people = []
    for (name, number), theirs in found.items():
        work = [(item, match["rest"] or item.name) for item, match in theirs if match["kind"] != "onlinetext"]
        attempts = [attempt for item, _ in work if item.is_folder for attempt in attempts_of_folder(item)]
        attempts += gathered([File(item, rest) for item, rest in work if not item.is_folder], flat="Moodle")
        typed = Attempt(((theirs[0][0], ""),), 0, why_not=TYPED)
        who = Who(name, (f"participant {number}",) if number else ())
        people.append(Handed(who, name, number, tuple(attempts) or (typed,)))
    return people


def _gradescope(items: Sequence[Item]) -> Download:
    """Return what an export of Gradescope holds: its list says whose each folder is, in groups several people's."""
    folders = {item.name: item for item in items if item.is_folder}
    found: dict[Who, list[Attempt]] = {}
    for listed in _list_of(next(item for item in items if item.name == METADATA and not item.is_folder)):
        folder = folders.pop(listed.folder, None)
        for who in listed.submitters or [Who(listed.folder)]:
            theirs = found.setdefault(who, [])
            if folder is not None:
                names = ", ".join(other.name for other in listed.submitters if other != who)
                notes = (f"Handed in together with {names}.",) if names else ()
                theirs += [
                    replace(each, rank=listed.created or each.rank, what=listed.folder, notes=(*each.notes, *notes))
                    for each in attempts_of_folder(folder)
                ]
    people = [
        Handed(who, who.name or who.email or who.ids[0], "".join(who.ids), tuple(attempts))
        for who, attempts in found.items()
    ]
    passed = tuple(readable(item.name) for item in items if not item.is_folder and item.name != METADATA)
    return Download("Gradescope's export", (*people, *_plain(list(folders.values()))), passed)


def _list_of(item: Item) -> list[Listed]:
    try:
        return read_metadata(item.lines())
    except (Refused, *DAMAGED) as error:
        raise CourseError(f"{METADATA} cannot be read: {shown(str(error))}.") from error


def _plain(items: Sequence[Item]) -> list[Handed]:
    """Return one person for each item, by its name, with the ending where that tells two apart.

    Clones from a classroom of repositories are called ``lab-02-ada``: the part before a ``-`` that all share is not
    needed to find who that is.
    """
    short = [item.name if item.is_folder else stem(item.name) for item in items]
    count = Counter(short)
    shared = _shared([name.split("-") for name in short])
    people = []
    for item, its in zip(items, short, strict=True):
        name, label = readable(its), readable(item.name if count[its] > 1 else its)
        if item.is_folder:
            attempts = attempts_of_folder(item)
        elif is_archive(item.name) or item.is_link:
            attempts = (Attempt(((item, ""),)),)
        else:
            attempts = (Attempt(((item, ""),), why_not=A_FILE),)
        people.append(
            Handed(Who(name, (name, name.removeprefix(shared)), name if "@" in name else ""), label, attempts=attempts)
        )
    return people


def _shared(names: list[list[str]]) -> str:
    """Return how all of several names begin, with the ``-`` at the end of it."""
    if len(names) < 2:
        return ""
    parts = itertools.takewhile(lambda parts: len(set(parts)) == 1, zip(*names, strict=False))
    return "".join(f"{part}-" for part, *_ in parts)


def _is_nobodys(item: Item) -> bool:
    return PurePosixPath(item.name).suffix.lower() in NOT_WORK and not item.is_folder and not item.is_link

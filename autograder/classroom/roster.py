"""Who should be there: a roster, read from a CSV file, and whose work is whose."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import CourseError
from autograder.course.files import read_text

COLUMNS = {
    "id": ("id", "student id", "sid", "identifier", "id number"),
    "login": ("login", "username", "sis login id", "login id"),
    "name": ("name", "student", "student name", "full name"),
    "first": ("first name", "given name"),
    "last": ("last name", "surname", "family name"),
    "email": ("email", "e-mail", "email address", "mail"),
    "section": ("section", "group", "class"),
}
"""What a roster's columns may be called: our own word first, then those of the platforms' exports."""
NOBODY = "points possible"
"""The name in a row of Canvas's gradebook that is about the assignment."""


@dataclass(frozen=True)
class Person:
    """Somebody on the roster. ``label`` tells two people of one name apart."""

    id: str
    name: str
    email: str = ""
    section: str = ""
    login: str = ""
    label: str = ""


@dataclass(frozen=True)
class Who:
    """What a submission says about whose it is. ``ids`` are numbers and logins that a platform gave."""

    name: str
    ids: tuple[str, ...] = ()
    email: str = ""


class Roster:
    """Everybody who should be there, in the order of the file."""

    def __init__(self, people: Iterable[Person]) -> None:
        """Take the people and learn by which words each can be found."""
        people = tuple(people)
        names = Counter(one_form(person.name) for person in people)
        self.people = tuple(_labelled(person, names[one_form(person.name)] > 1) for person in people)
        self._ids = _index((key, person) for person in self.people for key in (_number(person.id), person.login))
        self._emails = _index((person.email, person) for person in self.people)
        self._names = _index((key, person) for person in self.people for key in _orders(person.name))

    def find(self, who: Who) -> tuple[Person | None, str]:
        """Return whose a submission is, by id, else by email, else by name; or nobody, and why. It never guesses."""
        named = self._names.get(letters(who.name), [])
        for keys, found in ((who.ids, self._ids), ((who.email,), self._emails)):
            people = [person for key in keys if key for person in found.get(one_form(key), [])]
            if people and named and people[0] not in named:
                return None, f"by its number or email it is {people[0].label}'s, by its name {named[0].label}'s"
            if people:
                return people[0], ""
        if len(named) > 1:
            return None, f"{len(named)} people have this name"
        return (named[0], "") if named else (None, "")


def read_roster(file: Path) -> Roster:
    """Read a roster: CSV in UTF-8 with the columns id and name, perhaps email and section. Raises ``CourseError``."""
    text = read_text(file)
    if not text.strip():
        raise CourseError("this roster is empty. Its first line should be `id,name`.", file)
    first = next(line for line in text.splitlines() if line.strip())
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    people: list[Person] = []
    known: dict[tuple[str, str], Person] = {}
    try:
        columns = _columns(next(row for row in rows if any(cell.strip() for cell in row)), file)
        for row in rows:
            cells = {word: row[at].strip() for word, at in columns.items() if at < len(row)}
            name = cells.get("name") or " ".join(cells[word] for word in ("first", "last") if cells.get(word))
            if not any(cell.strip() for cell in row) or name.casefold() == NOBODY:
                continue
            for word, cell in (("id", cells.get("id")), ("name", name)):
                if not cell:
                    raise CourseError(f"there is no {word} in this line.", file, rows.line_num)
            person = Person(cells["id"], name, *(cells.get(word, "") for word in ("email", "section", "login")))
            for word, key in (("id", person.id), ("email", person.email)):
                other = known.setdefault((word, one_form(key)), person) if key else person
                if other is not person:
                    told = f"the {word} {key} is both {other.name}'s and {name}'s."
                    raise CourseError(told, file, rows.line_num)
            people.append(person)
    except csv.Error as error:
        raise CourseError(f"this line is no CSV: {error}.", file, rows.line_num) from error
    if not people:
        raise CourseError("this roster has a first line and nobody below it.", file)
    return Roster(people)


def _columns(header: list[str], file: Path) -> dict[str, int]:
    """Return where our columns are. Raises ``CourseError`` for one that is missing or there twice."""
    found: dict[str, int] = {}
    for word, names in COLUMNS.items():
        places = [at for name in names for at, cell in enumerate(header) if one_form(cell) == name]
        if len(places) > 1 and one_form(header[places[0]]) == one_form(header[places[1]]):
            raise CourseError(f"two columns are called `{header[places[0]].strip()}`.", file, 1)
        if places:
            found[word] = places[0]
    for word in ("id", "name"):
        if word not in found and not (word == "name" and {"first", "last"} <= found.keys()):
            told = ", ".join(cell.strip() for cell in header)
            raise CourseError(f"this roster has no column `{word}`. Its first line is: {told}", file, 1)
    return found


def _labelled(person: Person, common: bool) -> Person:
    label = f"{person.name} ({person.id})" if common else person.name
    return Person(person.id, person.name, person.email, person.section, person.login, label)


def _index(pairs: Iterable[tuple[str, Person]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for key, person in pairs:
        people = found.setdefault(one_form(key), [])
        if person not in people:
            people.append(person)
    found.pop("", None)
    return found


def _number(id: str) -> str:
    """Return an id; that of a participant in Moodle's grading worksheet, in any language, as in its downloads."""
    return re.sub(r"^[^\W\d][^\d]* (?=\d+$)", "participant ", id)


def _orders(name: str) -> Iterator[str]:
    """Yield the ways in which a name may be written: ``Last, First``, and any word of it first."""
    if name.count(",") == 1:
        last, first = name.split(",")
        yield from (letters(last) + letters(first), letters(first) + letters(last))
        return
    words = [letters(word) for word in name.split()]
    for at in range(len(words)):
        yield "".join(words[at:] + words[:at])


def letters(name: str) -> str:
    """Return what platforms leave of a name: its letters and digits, in one form and size."""
    return re.sub(r"[\W_]", "", one_form(name))


def one_form(text: str) -> str:
    """Return a text in the one form in which two spellings of the same are equal."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())

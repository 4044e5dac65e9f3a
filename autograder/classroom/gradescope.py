"""Reads who handed in what from the one list in Gradescope's export, ``submission_metadata.yml``."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.classroom.roster import Who
from autograder.course import CourseError

METADATA = "submission_metadata.yml"
SUBMISSION = re.compile(r"['\"]?([^\s'\":]+)['\"]?:\s*$")
SECTION = re.compile(r"  :(\w+):(?: (.*))?$")
SUBMITTER = re.compile(r" +(- |  ):(\w+):(?: (.*))?$")
NOTHING = ("", "~", "null")
UNKNOWN = tuple("!&*|>{[%@`")
"""How values begin that no name, number or address is written as."""
WHEN = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)? ?(Z|[+-]\d\d:?\d\d)?$")


@dataclass
class Listed:
    """One submission of the list. ``created`` is in seconds, 0 when it is not told."""

    folder: str
    submitters: list[Who] = field(default_factory=list)
    created: float = 0.0


def read_metadata(lines: Iterable[str]) -> list[Listed]:
    """Return the submissions that the list names, in its order. Raises ``CourseError`` for what we do not understand.

    It reads three keys of each submission, by their indentation, and passes over the rest: results and history, with
    everything that students' programs printed. See ``docs/decisions/0021-gradescopes-list.md``.
    """
    found: list[Listed] = []
    section = ""
    people: list[dict[str, str]] = []
    for number, ended in enumerate(lines, 1):
        line = ended.rstrip("\r\n")
        if top := SUBMISSION.match(line):
            people = []
            found.append(Listed(top[1]))
            section = ""
        elif not found or not line.startswith("  "):
            continue
        elif key := SECTION.match(line):
            section = key[1]
            if section == "created_at":
                found[-1].created = _seconds(_scalar(key[2] or "", number))
        elif section == "submitters":
            person = SUBMITTER.match(line)
            if person is None:
                raise CourseError(f"{METADATA}, line {number}: we do not understand who handed this in.")
            if person[1] == "- ":
                people.append({})
                found[-1].submitters.append(Who(""))
            if people:
                people[-1][person[2]] = _scalar(person[3] or "", number)
                found[-1].submitters[-1] = _who(people[-1])
    return found


def _who(keys: dict[str, str]) -> Who:
    return Who(keys.get("name", ""), tuple(filter(None, [keys.get("sid", "")])), keys.get("email", ""))


def _scalar(text: str, line: int) -> str:
    """Return one value: plain, or in one of two kinds of quotation marks."""
    text = text.strip()
    try:
        if len(text) > 1 and text[0] == text[-1] == "'":
            return text[1:-1].replace("''", "'")
        if text.startswith('"'):
            return str(json.loads(text))
        if text.startswith(("'", *UNKNOWN)):
            raise ValueError
    except ValueError as error:
        raise CourseError(f"{METADATA}, line {line}: we do not understand the value {text[:60]}.") from error
    return "" if text in NOTHING else text


def _seconds(text: str) -> float:
    """Return a time as seconds, or 0 for what is none."""
    match = WHEN.match(text)
    if match is None:
        return 0.0
    day, clock, fraction, zone = match.groups("")
    when = datetime.datetime.fromisoformat(f"{day} {clock}{zone.replace('Z', '') or '+00:00'}")
    return when.timestamp() + float(fraction or 0)

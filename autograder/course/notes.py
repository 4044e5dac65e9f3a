"""Places in a text where people write something down: ``<!-- note: the-order-of-the-lines -->``, alone on its line.

GitHub shows nothing of it; the course site shows a field, and keeps what is written there for the student alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import CourseError, place
from autograder.course.files import write_whole
from autograder.course.layout import Lesson
from autograder.course.state import State
from autograder.course.text import CHECKED, Text

_NOTE = re.compile(r"^<!-- note: ([a-z]+(?:-[a-z]+)*) -->$")
_COMMENT = re.compile(r"^\s*<!--")


@dataclass(frozen=True)
class Note:
    """One field: ``name`` is what it is kept under, and its label in small letters."""

    name: str

    @property
    def label(self) -> str:
        """What stands above the field: the words of the name."""
        return self.name.replace("-", " ").capitalize()


def note_in(line: str) -> Note | None:
    """Return the note that a line of a text marks, if it marks one."""
    match = _NOTE.match(line.strip())
    return Note(match[1]) if match else None


def notes_of(text: Text) -> Iterator[tuple[int, Note]]:
    """Yield the notes of a text, each with its line."""
    for number, line in text.prose():
        if note := note_in(line):
            yield number, note


def markers(lesson: Lesson) -> list[str]:
    """Markers: a comment in a text means something to the course, and a note has a name that no other has."""
    where, seen = place(lesson.readme), set()
    found = [
        f"{where}:{number}: nothing here understands {line.strip()}. A note is `<!-- note: a-name-of-words -->`."
        for number, line in lesson.text.prose()
        if _COMMENT.match(line) and not note_in(line) and not CHECKED.match(line)
    ]
    for number, note in notes_of(lesson.text):
        if note.name in seen:
            found.append(f"{where}:{number}: two notes are called {note.name}. Give each a name of its own.")
        seen.add(note.name)
    return found


def kept_notes(state: State, lesson: Lesson) -> dict[str, str]:
    """Return what was written into the fields of a lesson, by the names of its notes."""
    try:
        found = json.loads(_file(state, lesson).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}


def keep_note(state: State, lesson: Lesson, note: Note, text: str) -> None:
    """Keep what somebody wrote, for themselves. Raises ``CourseError`` where nothing can be written."""
    notes, file = kept_notes(state, lesson) | {note.name: text}, _file(state, lesson)
    try:
        write_whole(file, (json.dumps(notes, indent=1) + "\n").encode())
    except OSError as error:
        raise CourseError(f"it could not be kept ({error.strerror}).", file) from error


def _file(state: State, lesson: Lesson) -> Path:
    return state.folder / "notes" / f"{lesson.slug}.json"

"""The one error of this room: something in the course's own files is not as it must be."""

from __future__ import annotations

import re
from pathlib import Path


class CourseError(Exception):
    """A course, a lesson or a file of one cannot be read; ``str()`` is one sentence for a person.

    ``file`` and ``line`` (from 1) say where, when that is known.
    """

    def __init__(self, message: str, file: Path | None = None, line: int | None = None) -> None:
        """Keep the sentence and the place; the place comes first in ``str()``."""
        self.message, self.file, self.line = message, file, line
        super().__init__(f"{place(file, line)}: {message}" if file else message)


def place(file: Path, line: int | None = None) -> str:
    """Return ``lessons/03_templates/app.py:10``: from the course on if the file is in a lesson."""
    parts = file.parts
    starts = [
        at
        for at, (part, inside) in enumerate(zip(parts, (*parts[1:], ""), strict=True))
        if part == ".baseplate" or (part in ("lessons", "solutions", "tests") and re.match(r"\d\d_", inside))
    ]
    shown = "/".join(parts[starts[0] :]) if starts else file.as_posix()
    return f"{shown}:{line}" if line else shown

"""The files of a class, made from its journal: ``grades.csv`` and a text for each student."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from autograder.classroom.gradebook import Row, file_name, write_grades, write_whole
from autograder.classroom.journal import Journal

GRADES, SO_FAR, TEXTS = "grades.csv", "grades-so-far.csv", "feedback"

TextOf = Callable[[str, list[Row]], str]
"""Makes a student's text from their rows."""


class GradeBook:
    """Writes the files of a class into its folder. Without a folder nothing is written."""

    def __init__(self, out: Path | None, journal: Journal, text_of: TextOf) -> None:
        """Take the journal that the files are made from."""
        self.out, self.journal, self._text_of = out, journal, text_of

    @property
    def grades(self) -> Path:
        """The table of a finished run."""
        return (self.out or Path()) / GRADES

    @property
    def so_far(self) -> Path:
        """The table of a run that was stopped."""
        return (self.out or Path()) / SO_FAR

    @property
    def texts(self) -> Path:
        """The folder with a text for each student."""
        return (self.out or Path()) / TEXTS

    def text(self, student: str) -> None:
        """Write one student's text, unless the one that is there was made from the same."""
        if self.out is None:
            return
        made_from = self.journal.state_of(student)
        name, before = self.journal.text(student)
        if before == made_from and (self.texts / name).is_file():
            return
        name = name or self._free_name(student)
        write_whole(self.texts / name, self._text_of(student, self.journal.rows_of(student)))
        self.journal.remember_text(student, name, made_from)

    def _free_name(self, student: str) -> str:
        name = file_name(student)
        while self.journal.is_taken(f"{name}.txt"):
            name += "_"
        return f"{name}.txt"

    def finish(self) -> None:
        """Write the grades of everybody and the texts that are not there yet; remove those of people who are gone."""
        self.journal.finish()
        if self.out is None:
            return
        for student in self.journal.students():
            self.text(student)
        write_grades(self.grades, self.journal.rows())
        self.so_far.unlink(missing_ok=True)
        for name in self.journal.forget_texts():
            (self.texts / name).unlink(missing_ok=True)

    def stop(self) -> None:
        """Write the grades so far, beside those of an earlier run that was finished, as well as that can be done."""
        if self.out is not None:
            with contextlib.suppress(OSError):  # the disk may be what stopped the run
                write_grades(self.so_far, self.journal.rows())

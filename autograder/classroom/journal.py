"""What is known about a class, in one SQLite file that is written as results finish.

A result is kept under student and lesson, with the digests of the work and of the checks it came from. Whoever asks
again with the same digests gets it back; with others it is graded again. A process that is killed loses nothing that
was kept, and a table is only ever made from what was kept.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import hashlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from autograder.classroom.gradebook import Adjustment, Row, adjusted
from autograder.classroom.journal_file import NAME, JournalTrouble, open_journal
from autograder.classroom.status import Status
from autograder.grading.job import result_from_line, result_to_line

WAIT_FOR_DISK = 5.0
"""Seconds that a full disk is given to have room again."""
ROWS = """
select r.student, r.lesson, r.points, r.max_points, r.status, r.isolation, a.points, a.why, a.who, a.time, {result}
from results r left join adjustments a on a.number =
    (select max(number) from adjustments where student = r.student and lesson = r.lesson)
"""


@dataclass(frozen=True)
class Key:
    """What a result depends on: the work, the checks with all they rest on and the confinement, and the seed."""

    work: str
    checks: str
    seed: int


class Journal:
    """The journal of one class. Without a folder it is a temporary file that nobody sees."""

    def __init__(self, out: Path | None, there: bool = False) -> None:
        """Open the journal in a folder, or begin one. Raises ``JournalTrouble``, also when it must be ``there``."""
        self.file = out / NAME if out else None
        if there and self.file and not self.file.is_file():
            raise JournalTrouble(f"There is no {NAME} in {out}. Name the folder that `grade --out` wrote.")
        if out:
            out.mkdir(parents=True, exist_ok=True)
        self._database = open_journal(self.file)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *stopped_by: object) -> None:
        """Keep what is not yet kept, unless something went wrong, and let go of the file."""
        with contextlib.suppress(sqlite3.Error):  # a full disk was told when a result could not be kept
            if not any(stopped_by):
                self._database.commit()
        self._database.close()

    def copy(self) -> Journal:
        """Return a copy in a temporary file that nobody sees."""
        self._database.commit()
        other = Journal(None)
        self._database.backup(other._database)
        return other

    # --- settings of the run

    def setting(self, name: str) -> str | None:
        """Return what the last run was told, such as ``folder``, or nothing."""
        row = self._database.execute("select value from settings where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set(self, **values: str) -> None:
        """Remember what this run was told."""
        self._database.executemany("insert or replace into settings values (?, ?)", values.items())
        self._database.commit()

    # --- results

    def begin(self) -> None:
        """Begin a run: nobody is in its table yet. What is known stays known."""
        self._database.execute("update results set place = null where place is not null")
        self._database.execute("insert or replace into settings values ('finished', '')")

    def finish(self) -> None:
        """Say that everybody is in the table of this run."""
        self.set(finished="yes")

    def find(self, student: str, lesson: str, key: Key, place: int) -> Row | None:
        """Return the row of work that was graded with this key, and give it its place in this run's table.

        What we could not grade through our own fault is not known: it is tried again.
        """
        found = self._database.execute(
            "update results set place = ? where student = ? and lesson = ? and work = ? and checks = ? and seed = ?"
            " and not ours",
            (place, student, lesson, key.work, key.checks, key.seed),
        )
        return self.row(student, lesson) if found.rowcount else None

    def keep(self, row: Row, key: Key, place: int) -> Row:
        """Keep one row, for good when this returns, and return it with what an instructor changed."""
        ours = Status.of(row.status) is Status.LOOK
        result = result_to_line(row.result) if row.result else None
        values = (row.student, row.lesson, place, key.work, key.checks, key.seed, row.points, row.max_points)
        self._change(
            f"insert or replace into results values ({', '.join('?' * 12)})",
            (*values, row.status.encode(errors="backslashreplace").decode(), row.isolation, ours, result),
        )
        return replace(self.row(row.student, row.lesson) or row, result=row.result)

    def row(self, student: str, lesson: str, with_result: bool = False) -> Row | None:
        """Return one row, or nothing when nothing is known."""
        which = "where r.student = ? and r.lesson = ?"
        return next(self._rows(which, (student, lesson), "r.result" if with_result else "null"), None)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the last run in the order of its table, without their results."""
        return self._rows("where r.place is not null order by r.place")

    def lessons(self) -> list[str]:
        """Return the lessons of the last run."""
        found = self._database.execute("select distinct lesson from results where place is not null order by lesson")
        return [lesson for (lesson,) in found]

    def rows_in(self, lesson: str) -> Iterator[Row]:
        """Yield the rows of one lesson in the last run, with their results."""
        return self._rows("where r.lesson = ? and r.place is not null order by r.place", (lesson,), "r.result")

    def rows_of(self, student: str) -> list[Row]:
        """Return the rows of one student in the last run, with their results."""
        return list(self._rows("where r.student = ? and r.place is not null order by r.place", (student,), "r.result"))

    def _rows(self, which: str, values: tuple[object, ...] = (), result: str = "null") -> Iterator[Row]:
        for each in self._database.execute(f"{ROWS.format(result=result)} {which}", values):
            student, lesson, points, most, status, isolation, *change, kept = each
            row = Row(student, lesson, points, most, status, result_from_line(kept) if kept else None, isolation)
            yield row if change[0] is None else adjusted(row, Adjustment(*change))

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        """Change something and keep it. Raises ``JournalTrouble``; then it is as it was before.

        A full disk is waited for: an app that filled it is ended within moments, and what it wrote goes with it.
        """
        end = time.monotonic() + WAIT_FOR_DISK
        while True:
            try:
                self._database.execute(statement, values)
                self._database.commit()
                return
            except sqlite3.OperationalError as error:
                with contextlib.suppress(sqlite3.Error):
                    self._database.rollback()
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL or time.monotonic() > end:
                    raise JournalTrouble(
                        f"{self.file} could not be written ({error}). What was kept before is safe."
                    ) from error
            time.sleep(0.2)

    # --- adjustments

    def adjust(self, student: str, lesson: str, points: int | None, why: str) -> None:
        """Give somebody other points than the checks did, or with nothing for ``points`` take that back."""
        try:
            who = getpass.getuser()
        except (OSError, KeyError, ImportError):  # an account without a name
            who = ""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._change(
            "insert into adjustments (student, lesson, points, why, who, time) values (?, ?, ?, ?, ?, ?)",
            (student, lesson, points, why, who, now),
        )

    # --- other journals

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield all that is kept about each row of the last run, by the names of the columns."""
        found = self._database.execute("select * from results where place is not null order by place")
        names = [column[0] for column in found.description]
        return (dict(zip(names, row, strict=True)) for row in found)

    def take(self, entry: dict[str, Any]) -> bool:
        """Take an entry of another journal, not yet for good; return whether it agrees with what is known here."""
        which = "from results where student = :student and lesson = :lesson"
        known = self._database.execute(f"select work, checks, seed, points, status {which}", entry).fetchone()
        if known is not None:
            self._database.execute(f"update results set place = :place {which.removeprefix('from results ')}", entry)
            return bool(known == tuple(entry[name] for name in ("work", "checks", "seed", "points", "status")))
        names = ", ".join(f":{name}" for name in entry)
        self._database.execute(f"insert into results ({', '.join(entry)}) values ({names})", entry)
        return True

    def take_adjustments(self, other: Journal) -> None:
        """Take what an instructor changed in another journal, once."""
        columns = "student, lesson, points, why, who, time"
        for change in other._database.execute(f"select {columns} from adjustments order by number"):
            known = self._database.execute(f"select 1 from adjustments where ({columns}) is (?, ?, ?, ?, ?, ?)", change)
            if known.fetchone() is None:
                self._database.execute(f"insert into adjustments ({columns}) values (?, ?, ?, ?, ?, ?)", change)

    # --- texts

    def students(self) -> list[str]:
        """Return who is in the last run, in the order of its table."""
        found = self._database.execute(
            "select student from results where place is not null group by student order by min(place)"
        )
        return [student for (student,) in found]

    def state_of(self, student: str) -> str:
        """Return a number for all that a student's text is made from."""
        found = self._database.execute(
            "select lesson, work, checks, seed, points, status, (select max(number) from adjustments a"
            " where a.student = r.student and a.lesson = r.lesson) from results r"
            " where student = ? and place is not null order by place",
            (student,),
        )
        return hashlib.sha256(repr(found.fetchall()).encode()).hexdigest()

    def text(self, student: str) -> tuple[str, str]:
        """Return the name of a student's text and what it was made from; both are empty before there is one."""
        found = self._database.execute("select file, made_from from texts where student = ?", (student,)).fetchone()
        return found or ("", "")

    def is_taken(self, file: str) -> bool:
        """Tell whether some student's text has this name already, in capital letters or small ones."""
        found = self._database.execute("select 1 from texts where folded = ?", (file.casefold(),))
        return found.fetchone() is not None

    def remember_text(self, student: str, file: str, made_from: str) -> None:
        """Remember where a student's text is, and what it was made from."""
        self._change("insert or replace into texts values (?, ?, ?, ?)", (student, file, file.casefold(), made_from))

    def forget_texts(self) -> list[str]:
        """Return the names of the texts of people who are not in the last run, and forget them."""
        gone = "from texts where student not in (select student from results where place is not null)"
        files = [file for (file,) in self._database.execute(f"select file {gone}")]
        self._change(f"delete {gone}", ())
        return files

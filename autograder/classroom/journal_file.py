"""The journal's file: its format, and opening it so that nothing in a file that is not ours, or damaged, is changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from autograder.course import CourseError

NAME = "journal.sqlite"
OURS = 0x42617365
"""Stands in the file's header, so that another program's database is not taken for a journal."""
VERSION = 1
TABLES = """
create table settings (name text primary key, value text not null) without rowid;
create table results (
    student text not null, lesson text not null, place integer,
    work text not null, checks text not null, seed integer not null,
    points integer not null, max_points integer not null, status text not null, isolation text not null,
    ours integer not null, result text,
    primary key (student, lesson)
);
create index places on results (place);
create table adjustments (
    number integer primary key, student text not null, lesson text not null, points integer, why text not null,
    who text not null, time text not null
);
create index adjusted on adjustments (student, lesson);
create table texts (
    student text primary key, file text not null, folded text not null unique, made_from text not null
) without rowid;
"""
"""``place`` is a row's place in the last run's table, or nothing for what was not in it; ``ours`` marks a mistake of
ours. An adjustment without points takes the earlier one back."""


class JournalTrouble(CourseError):
    """The journal cannot be used; the message says why and what to do. It was left as it is."""


def open_journal(file: Path | None) -> sqlite3.Connection:
    """Open a journal, or begin one; without a file a temporary one. Raises ``JournalTrouble``."""
    database = sqlite3.connect(file or "", timeout=1)
    try:
        _begin(database)
        trouble = _trouble(database, file)
    except sqlite3.DatabaseError as error:
        trouble = _why(error, file)
    if trouble:
        database.close()
        raise JournalTrouble(trouble)
    return database


def _begin(database: sqlite3.Connection) -> None:
    """Take the file for ourselves; it is free again when our process ends, however it ends."""
    database.execute("pragma locking_mode=exclusive")
    database.execute("begin immediate")
    fresh = not database.execute("select count(*) from sqlite_master").fetchone()[0]
    database.commit()
    if fresh:
        _write_ahead(database)
        database.execute("begin")
        database.execute(f"pragma application_id={OURS}")
        database.execute(f"pragma user_version={VERSION}")
        for statement in TABLES.split(";"):
            database.execute(statement)
        database.commit()


def _write_ahead(database: sqlite3.Connection) -> None:
    """Append what is kept to a log beside the file: no result waits for the disk, and none is lost with our process."""
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=normal")


def _trouble(database: sqlite3.Connection, file: Path | None) -> str:
    about = ("application_id", "user_version")
    ours, version = (database.execute(f"pragma {name}").fetchone()[0] for name in about)
    if ours != OURS:
        return f"{file} is not a journal of this program. Name another folder with --out."
    if version != VERSION:
        return (
            f"{file} was written by another version of this program (its format is {version}, ours is {VERSION}). "
            "Use that version, or name another folder with --out. Nothing in it was changed."
        )
    if (found := database.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)
    _write_ahead(database)
    return ""


def _why(error: sqlite3.DatabaseError, file: Path | None) -> str:
    """Return what an error of SQLite means for a person."""
    if "locked" in str(error):
        return f"Another program is using {file}, such as a second `grade`. Wait for it, or stop it."
    if isinstance(error, sqlite3.OperationalError):
        return f"{file} cannot be opened or written: {error}."
    return (
        f"{file} is damaged, or not a journal ({error}). Nothing in it was changed. "
        "Name another folder with --out, or move the file away to begin anew."
    )

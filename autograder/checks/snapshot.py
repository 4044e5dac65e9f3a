"""What lies in the app's database files, read by a process that runs no student code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox.folder import PrivateCopy, TooMuch
from autograder.sandbox.remote import Gone, Hung, Worker

MOST_KNOWN = 10
Tables = dict[str, dict[str, Any]]


class Snapshot:
    """The tables of a private copy. They are read once and kept until ``forget``: the app was asked something."""

    def __init__(self, copy: PrivateCopy, start_reader: Callable[..., Worker]) -> None:
        """Read from ``copy``; ``start_reader`` gets the folder that the reader works in."""
        self._copy, self._start_reader = copy, start_reader
        self._reader: Worker | None = None
        self._tables: Tables | None = None
        self._known: dict[str, Tables] = {}

    def tables(self, app: Callable[[], Worker], seconds: float) -> Tables:
        """Return the tables of every database file, each read within so many seconds, while the app stands still.

        Raises ``Hung`` or ``Gone``.
        """
        if self._tables is None:
            with app().still():
                self._tables = self._read_all(seconds)
        return self._tables

    def _read_all(self, seconds: float) -> Tables:
        found: Tables = {}
        try:
            for name in self._copy.databases():
                found.update(self._read(name, seconds))
        except (OSError, TooMuch) as error:  # the app changes its files under our hands, or has too many
            raise Gone(str(error)) from error
        return found

    def forget(self) -> None:
        """Read afresh next time."""
        self._tables = None

    def close(self) -> None:
        """End the reader."""
        if self._reader is not None:
            self._reader.kill()
        self._reader = None

    def _read(self, name: str, seconds: float) -> Tables:
        """Return the tables of one file. Most checks begin with the same content, which is read for the first alone."""
        home = self._copy.copy_database(name)
        content = hashlib.sha256()
        for path in sorted(home.iterdir()):
            data = path.read_bytes()
            content.update(f"{path.name} {len(data)} ".encode() + data)
        if content.hexdigest() not in self._known:
            if len(self._known) == MOST_KNOWN:
                self._known.clear()
            self._known[content.hexdigest()] = self._ask(self._copy.seen(home), seconds)
        return self._known[content.hexdigest()]

    def _ask(self, home: Path, seconds: float) -> Tables:
        if self._reader is None:
            self._reader = self._start_reader(home)
        try:
            reply = self._reader.read(str(home / "copy.db"), seconds)
        except (Hung, Gone):
            self._reader = None  # the next check gets another one
            raise
        tables = reply.get("tables")
        return tables if isinstance(tables, dict) else {}

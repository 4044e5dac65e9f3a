"""The app's SQLite database as it lies on the disk, read from outside by a process that runs no student code."""

from __future__ import annotations

from typing import Any

from autograder.checks.bench import Bench
from autograder.checks.finding import EXPECTED, FOUND, NotYet


class Database:
    """The tables of the app's database, read afresh each time."""

    def __init__(self, bench: Bench) -> None:
        """Look at the data of the app on this bench."""
        self._bench = bench

    @property
    def tables(self) -> list[str]:
        """The names of the tables."""
        return sorted(self._bench.tables())

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table; a finding if there is no such table."""
        tables = self._bench.tables()
        if table not in tables:
            names = ", ".join(sorted(tables)) or "none"
            raise NotYet((EXPECTED, f"a table `{table}` in the database"), (FOUND, f"tables: {names}"))
        found = tables[table]
        return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(found["rows"]) for name, found in self._bench.tables().items()}

    def unique(self, table: str) -> list[set[str]]:
        """Return which columns, taken together, the database itself allows only once in a table."""
        return [set(columns) for columns in self._bench.tables().get(table, {}).get("unique", [])]

    def points(self, table: str) -> dict[str, str]:
        """Return the foreign keys of a table: for each such column the table where its value must be found."""
        return dict(self._bench.tables().get(table, {}).get("points", []))

    def lengths(self, table: str) -> dict[str, int]:
        """Return for how long a text some columns were declared. SQLite takes longer ones, other databases do not."""
        return dict(self._bench.tables().get(table, {}).get("lengths", []))

    def text(self) -> str:
        """Return everything that is stored, as one text: for what must not be in it."""
        return "\n".join(
            str(value) for found in self._bench.tables().values() for row in found["rows"] for value in row
        )

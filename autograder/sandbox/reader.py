"""Reads a database file that a student's app has written, in a process that never runs student code."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

MOST_TABLES = 50
MOST_ROWS = 5000
MOST_TEXT = 4000
STEPS = 10_000
LONGEST_VALUE = 1_000_000
"""In bytes. A generated column can be as long as somebody likes."""


def read_tables(path: str) -> dict[str, Any]:
    """Return columns and rows of each table, what is unique in it, how long texts may be, and where it points.

    ``path`` is a private copy; its ``-wal`` or ``-journal`` lies beside it.
    """
    patience = iter(range(2000))
    connection = sqlite3.connect(path)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    try:
        connection.execute("pragma trusted_schema=off")
        connection.execute("pragma cell_size_check=on")
        connection.set_progress_handler(lambda: next(patience, None) is None, STEPS)
        names = connection.execute(
            "select name from sqlite_master where type='table' limit ?", (MOST_TABLES,)
        ).fetchall()
        return {"tables": {name: _table(connection, name) for (name,) in names if not name.startswith("sqlite_")}}
    except sqlite3.Error as error:
        return {"unreadable": str(error)[:MOST_TEXT]}
    finally:
        connection.close()


def _table(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    quoted = '"' + name.replace('"', '""') + '"'
    cursor = connection.execute(f"select * from {quoted} limit ?", (MOST_ROWS,))
    columns = [column[0] for column in cursor.description]
    rows = [[_plain(value) for value in row] for row in cursor.fetchall()]
    return {
        "columns": columns,
        "rows": rows,
        "unique": _unique(connection, name),
        "points": _points(connection, name),
        "lengths": _lengths(connection, name),
    }


def _unique(connection: sqlite3.Connection, name: str) -> list[list[str]]:
    """Return the sets of columns that SQLite allows only once each, in whichever way it was told so."""
    indexes = connection.execute(
        'select name from pragma_index_list(?) where "unique" and not partial limit ?', (name, MOST_TABLES)
    )
    columns = "select name from pragma_index_info(?)"
    return [[str(column) for (column,) in connection.execute(columns, index)] for index in indexes.fetchall()]


def _points(connection: sqlite3.Connection, name: str) -> list[list[str]]:
    """Return the foreign keys: each as its column and the table it points to."""
    found = connection.execute('select "from", "table" from pragma_foreign_key_list(?) limit ?', (name, MOST_TABLES))
    return [[str(column), str(table)] for column, table in found]


def _lengths(connection: sqlite3.Connection, name: str) -> list[list[Any]]:
    """Return the columns that were declared for texts of some length, as ``VARCHAR(80)``: SQLite takes longer ones."""
    found = connection.execute("select name, type from pragma_table_info(?) limit ?", (name, MOST_TABLES))
    sizes = [
        (str(column), re.fullmatch(r".*(?:CHAR|TEXT).*\(\s*(\d{1,9})\s*\)", str(kind).upper()))
        for column, kind in found
    ]
    return [[column, int(size[1])] for column, size in sizes if size]


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value[:MOST_TEXT]
    return value if isinstance(value, int | float | None) else repr(value)[:MOST_TEXT]

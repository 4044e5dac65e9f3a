"""The reader: whatever lies in a database file, it answers in time and in plain data."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from autograder.sandbox.reader import read_tables


def made(path: Path, *statements: str) -> str:
    """Make a database of some statements and return its name."""
    connection = sqlite3.connect(path / "app.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return str(path / "app.db")


def test_tables_come_with_columns_and_rows(tmp_path: Path) -> None:
    file = made(tmp_path, "create table build (id integer primary key, title)", "insert into build values (1, 'x')")
    table = read_tables(file)["tables"]["build"]
    assert (table["columns"], table["rows"]) == (["id", "title"], [[1, "x"]])


def test_odd_names_and_values_are_plain_data(tmp_path: Path) -> None:
    file = made(
        tmp_path,
        """create table "a ""b; drop table x" (c)""",
        """insert into "a ""b; drop table x" values (x'00ff'), (1.5), (null), (cast(x'ff' as text)), ('\x1b[2J')""",
    )
    (table,) = read_tables(file)["tables"].values()
    assert table["rows"] == [["b'\\x00\\xff'"], [1.5], [None], ["\ufffd"], ["\x1b[2J"]]
    json.dumps(table)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_has_no_tables(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "app.db").write_bytes(content)
    found = read_tables(str(tmp_path / "app.db"))
    assert found.get("tables", {}) == {}


def test_much_is_cut(tmp_path: Path) -> None:
    file = made(
        tmp_path,
        "create table build (title)",
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 7000) insert into build select i from n",
        "insert into build values (printf('%.*c', 100000, 'x'))",
    )
    rows = read_tables(file)["tables"]["build"]["rows"]
    assert len(rows) == 5000


def test_a_column_that_grows_when_it_is_read_costs_no_memory(tmp_path: Path) -> None:
    column = "x generated always as (hex(zeroblob(400000000))) virtual"
    file = made(tmp_path, f"create table build (id, {column})", "insert into build (id) values (1), (2), (3)")
    began = time.process_time()
    assert "too big" in read_tables(file)["unreadable"]
    assert time.process_time() - began < 3

"""The process that reads a database tells every row, and what the database allows only once."""

import sqlite3

import pytest

from autograder.sandbox.reader import read_tables


@pytest.fixture
def database(tmp_path):
    """Return a function that makes a database of these statements, and reads it."""

    def made(*statements):
        connection = sqlite3.connect(tmp_path / "yard.db")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return read_tables(str(tmp_path / "yard.db"))["tables"]

    return made


@pytest.mark.parametrize(
    "statements",
    [
        ["create table brick (id integer primary key, x, y, unique (x, y))"],
        ["create table brick (x, y, primary key (x, y))"],
        ["create table brick (id integer primary key, x, y)", "create unique index once on brick (x, y)"],
    ],
)
def test_what_is_unique_is_told_in_whichever_way_it_was_asked_for(database, statements):
    assert database(*statements)["brick"]["unique"] == [["x", "y"]]


def test_what_may_be_there_twice_is_not_unique(database):
    made = database("create table brick (id integer primary key, x, y)", "create index fast on brick (x, y)")
    assert made["brick"]["unique"] == []


def test_an_index_for_some_of_the_rows_makes_nothing_unique(database):
    made = database("create table brick (x, y)", "create unique index once on brick (x) where y = 3")
    assert made["brick"]["unique"] == []


def test_all_rows_of_a_usual_board_are_read(database):
    made = database(
        "create table brick (x)",
        "insert into brick with recursive n(x) as (values (1) union all select x + 1 from n where x < 3000) "
        "select * from n",
    )
    assert len(made["brick"]["rows"]) == 3000


def test_a_foreign_key_tells_where_it_points(database):
    made = database(
        "create table build (id integer primary key)",
        "create table brick (id integer primary key, build_id integer references build (id), x)",
    )
    assert made["brick"]["points"] == [["build_id", "build"]]
    assert made["build"]["points"] == []

"""The reader tells what a database allows only once, in whichever way it was told so, and how long texts may be."""

import sqlite3

import pytest

from autograder.sandbox.reader import read_tables


@pytest.fixture
def brick(tmp_path):
    """Return a function that makes a table `brick` with these statements, and tells all about it."""

    def found(*statements):
        connection = sqlite3.connect(tmp_path / "yard.db")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return read_tables(str(tmp_path / "yard.db"))["tables"]["brick"]

    return found


@pytest.fixture
def unique(brick):
    """Return a function that makes a table `brick` with these statements, and tells what is unique in it."""
    return lambda *statements: brick(*statements)["unique"]


@pytest.mark.parametrize(
    "statements",
    [
        ["create table brick (id integer primary key, x, y, unique (x, y))"],
        ["create table brick (x, y, primary key (x, y))"],
        ["create table brick (id integer primary key, x, y)", "create unique index once on brick (x, y)"],
    ],
)
def test_a_rule_a_key_and_an_index_are_all_unique(unique, statements):
    assert unique(*statements) == [["x", "y"]]


def test_an_index_that_only_makes_things_fast_is_not(unique):
    assert unique("create table brick (id integer primary key, x, y)", "create index fast on brick (x, y)") == []


def test_an_index_for_some_of_the_rows_is_not(unique):
    assert unique("create table brick (x, y)", "create unique index once on brick (x) where y = 3") == []


def test_a_column_for_texts_of_some_length_is_told_with_it(brick):
    told = brick(
        "create table brick (id integer, colour VARCHAR(1), note text, weight NUMERIC(4), name nvarchar( 80 ))"
    )
    assert told["lengths"] == [["colour", 1], ["name", 80]]

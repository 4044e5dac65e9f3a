"""The database as checks see it: read from outside, afresh each time."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable

import pytest

from autograder.checks.bench import Bench
from autograder.checks.database import Database
from autograder.checks.finding import NotYet
from autograder.checks.visitor import Visitor
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.remote import Worker

Put = Callable[..., Bench]

APP = """
from flask_sqlalchemy import SQLAlchemy
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///gallery.db"
db = SQLAlchemy(app)
class Build(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String)
with app.app_context():
    db.create_all()
@app.get("/add/<title>")
def add(title):
    db.session.add(Build(title=title))
    if request.args.get("forgets") is None:
        db.session.commit()
    else:
        db.session.flush()
    return "added"
"""


def test_rows_are_read_from_outside(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(APP, launcher=launcher)
    visitor, database = Visitor(bench), Database(bench)
    bench.begin(1)
    assert database.tables == ["build"]
    assert database.rows("build") == []
    visitor.opens("/add/Castle")
    assert database.rows("build") == [{"id": 1, "title": "Castle"}]
    assert database.counts == {"build": 1}
    assert "Castle" in database.text()
    bench.begin(1)
    assert database.rows("build") == []


def test_what_was_not_committed_is_not_there(on_bench: Put) -> None:
    bench = on_bench(APP)
    Visitor(bench).opens("/add/Castle?forgets=1")
    assert Database(bench).rows("build") == []


def test_a_table_that_is_missing_is_a_finding_with_those_there_are(on_bench: Put) -> None:
    with pytest.raises(NotYet, match="tables: build"):
        Database(on_bench(APP)).rows("builds")
    with pytest.raises(NotYet, match="tables: none"):
        Database(on_bench("")).rows("builds")


def test_a_file_that_only_looks_like_a_database_is_no_trouble(on_bench: Put) -> None:
    bench = on_bench("open('evil.db', 'wb').write(b'SQLite format 3\\0' + b'\\xff' * 9000)\n")
    assert Database(bench).tables == []


@pytest.mark.parametrize("handed_in", [b"", None, "its own", b"version https://example.com/a-pointer\n"])
def test_a_database_is_found_whatever_was_handed_in_under_its_name(on_bench: Put, tmp_path, handed_in) -> None:
    if handed_in == "its own":
        with contextlib.closing(sqlite3.connect(tmp_path / "made.db")) as made:
            made.execute("create table other (id integer)")
        handed_in = (tmp_path / "made.db").read_bytes()
    app = APP.replace("sqlite:///gallery.db", "sqlite:///" + '" + app.root_path + "/gallery.db')
    if handed_in and handed_in.startswith(b"version"):
        app = "import os; os.remove('gallery.db')" + app
    bench = on_bench(app, {} if handed_in is None else {"gallery.db": handed_in})
    Visitor(bench).opens("/add/Castle")
    assert Database(bench).rows("build") == [{"id": 1, "title": "Castle"}]


def test_tables_are_read_once_until_the_app_is_asked_something(on_bench: Put, monkeypatch) -> None:
    bench = on_bench(APP)
    visitor, database = Visitor(bench), Database(bench)
    visitor.opens("/add/Castle")
    assert database.rows("build") == [{"id": 1, "title": "Castle"}]
    bench._snapshot.close()  # no reader is there to ask, and none is started
    monkeypatch.delattr(Worker, "still")  # nor is the app stopped for it
    assert database.rows("build") == [{"id": 1, "title": "Castle"}]
    assert bench._snapshot._reader is None
    monkeypatch.undo()
    visitor.opens("/add/Rocket")
    assert [row["title"] for row in database.rows("build")] == ["Castle", "Rocket"]


def test_a_reader_that_ended_is_replaced(on_bench: Put) -> None:
    bench = on_bench(APP)
    visitor, database = Visitor(bench), Database(bench)
    assert database.tables == ["build"]
    assert bench._snapshot._reader is not None
    bench._snapshot._reader._process.end()
    visitor.opens("/add/Castle")
    with pytest.raises(Exception, match="ended"):
        _ = database.tables
    assert database.tables == ["build"]

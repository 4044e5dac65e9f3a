"""The journal of a class: what was kept is there again, and a file that is not a good journal is left as it is."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classroom.gradebook import Row, graded, lost
from autograder.classroom.journal import Journal, Key
from autograder.classroom.journal_file import JournalTrouble
from autograder.grading.job import Job, job_from_line, result_from_line, result_to_line
from autograder.model import Check, CheckResult, Finding, Outcome, Result

START = CheckResult(Check("start", "The app starts", 0, 0, guard=True), Outcome.PASSED)
FINDING = Finding((("We found", "a lone \udc80 and\ntwo lines"), ("", "\x1b[31m")))
RESULT = Result(
    "02_names",
    (START, CheckResult(Check("test_one", "One", 1, 2), Outcome.PASSED, FINDING, 0.25, 2)),
    7,
    "process",
    ("a note",),
)
KEY = Key("work", "checks", 7)


def test_a_result_and_a_job_come_back_from_their_lines_as_they_were():
    assert result_from_line(result_to_line(RESULT)) == RESULT
    job = Job("Zoë", "02_names", {"app.py": b"\xff\x00", "templates/a.html": b""}, ("left out",), "unread")
    assert job_from_line(job.to_line()) == job
    assert "\n" not in job.to_line() + result_to_line(RESULT)


def test_a_disk_that_is_full_for_a_moment_is_waited_for(tmp_path, monkeypatch):
    with Journal(tmp_path) as journal:
        full = journal._database.execute("pragma page_count").fetchone()[0]
        journal._database.execute(f"pragma max_page_count={full}")
        waited = []

        def make_room(seconds: float) -> None:
            waited.append(seconds)
            journal._database.execute("pragma max_page_count=1000")

        monkeypatch.setattr("autograder.classroom.journal.time.sleep", make_room)
        many = replace(RESULT, notes=("x" * 20_000,))
        assert journal.keep(graded("Ada", many), KEY, 0).points == 2
        assert len(waited) == 1
    with Journal(tmp_path, there=True) as journal:
        assert [row.student for row in journal.rows()] == ["Ada"]


def test_a_disk_that_stays_full_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.classroom.journal.WAIT_FOR_DISK", 0.0)
    with Journal(tmp_path) as journal:
        full = journal._database.execute("pragma page_count").fetchone()[0]
        journal._database.execute(f"pragma max_page_count={full}")
        with pytest.raises(JournalTrouble, match="could not be written"):
            journal.keep(graded("Ada", replace(RESULT, notes=("x" * 20_000,))), KEY, 0)


@pytest.mark.parametrize(
    "other",
    [
        Job("Ada", "02_names", {"app.py": b"ab", "b.py": b""}),
        Job("Ada", "02_names", {"app.py": b"a", "b.py": b"b"}),
        Job("Ada", "02_names", {"app.pya": b"", "b.py": b"b"}),
        Job("Ada", "02_names", {"app.py": b"a"}),
        Job("Ada", "02_names", {"app.py": b"a", "b.py": b""}, ("a note",)),
    ],
)
def test_other_work_has_another_digest_and_the_student_does_not_count(other):
    job = Job("Ada", "02_names", {"app.py": b"a", "b.py": b""})
    assert job.digest != other.digest
    assert job.digest == Job("Bo", "02_names", {"b.py": b"", "app.py": b"a"}).digest


def test_what_was_kept_is_found_again_with_the_same_key_only(tmp_path):
    with Journal(tmp_path) as journal:
        journal.keep(graded("Ada", RESULT), KEY, 0)
    with Journal(tmp_path) as journal:
        journal.begin()
        assert not list(journal.rows())
        for other in (Key("other", "checks", 7), Key("work", "other", 7), Key("work", "checks", 8)):
            assert journal.find("Ada", "02_names", other, 0) is None
        assert journal.find("Bo", "02_names", KEY, 0) is None
        assert journal.find("Ada", "02_names", KEY, 3) == Row("Ada", "02_names", 2, 2, "graded", None, "process")
        assert [row.student for row in journal.rows()] == ["Ada"]
        assert journal.rows_of("Ada")[0].result == RESULT


def test_what_we_could_not_grade_is_tried_again(tmp_path):
    with Journal(tmp_path) as journal:
        row = journal.keep(lost("Ada", "02_names", 4, "the grader's\nprocess stopped"), KEY, 0)
        assert row.status == "look at this: our mistake: the grader's process stopped"
        assert row.needs_a_look
        assert journal.find("Ada", "02_names", KEY, 0) is None


def test_an_adjustment_stays_when_the_work_is_graded_again_and_can_be_taken_back(tmp_path):
    with Journal(tmp_path) as journal:
        journal.keep(graded("Ada", RESULT), KEY, 0)
        journal.adjust("Ada", "02_names", 1, "copied from Bo")
        row = journal.keep(graded("Ada", RESULT), Key("new work", "checks", 7), 0)
        assert (row.points, row.status) == (1, "adjusted from 2 to 1: copied from Bo")
        assert row.adjustment is not None
        assert row.adjustment.earned == 2
        journal.adjust("Ada", "02_names", None, "it was Bo who copied")
        assert journal.row("Ada", "02_names") == Row("Ada", "02_names", 2, 2, "graded", None, "process")


# --- files that are not a good journal


def trouble(out: Path) -> str:
    """Open a journal that cannot be used, and return what is said about it; the file must stay as it was."""
    before = (out / "journal.sqlite").read_bytes()
    with pytest.raises(JournalTrouble) as caught:
        Journal(out)
    assert (out / "journal.sqlite").read_bytes() == before
    return str(caught.value)


def test_a_damaged_journal_is_told_and_left_as_it_is(tmp_path):
    with Journal(tmp_path) as journal:
        for place in range(200):
            journal.keep(graded(f"student {place}", RESULT), KEY, place)
    file = tmp_path / "journal.sqlite"
    data = bytearray(file.read_bytes())
    data[8192:24576] = b"\xa5" * 16384
    file.write_bytes(data)
    assert "damaged" in trouble(tmp_path)
    file.write_bytes(b"no database at all" * 100)
    assert "damaged" in trouble(tmp_path)


def test_a_journal_of_another_version_is_told_and_left_as_it_is(tmp_path):
    Journal(tmp_path).__exit__()
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        database.execute("pragma user_version=99")
    database.close()
    assert "another version" in trouble(tmp_path)


def test_another_programs_database_is_told_and_left_as_it_is(tmp_path):
    with sqlite3.connect(tmp_path / "journal.sqlite") as database:
        database.execute("create table theirs (x)")
    database.close()
    assert "not a journal" in trouble(tmp_path)


def test_two_commands_do_not_write_to_one_journal_at_a_time(tmp_path):
    with Journal(tmp_path), pytest.raises(JournalTrouble, match="Another program is using"):
        Journal(tmp_path)
    Journal(tmp_path).__exit__()

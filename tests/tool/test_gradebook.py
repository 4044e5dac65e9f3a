"""The table of a class: nothing in it is a formula, nothing is half written, nobody is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import gradebook
from autograder.classroom.gradebook import GradeBook, Row, file_name, graded, write_grades
from autograder.model import Check, CheckResult, Finding, Outcome, Result


def row(student: str = "Ada", status: str = "graded") -> Row:
    """Return a row of somebody."""
    return Row(student, "02_names", 3, 4, status)


def read(file: Path) -> list[dict[str, str]]:
    """Return a table's rows."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_columns_are_the_promised_ones(tmp_path):
    write_grades(tmp_path / "grades.csv", [row()])
    text = (tmp_path / "grades.csv").read_bytes()
    assert text == b"student,lesson,points,max_points,status\nAda,02_names,3,4,graded\n"


@pytest.mark.parametrize("name", ['Lovelace, Ada "Countess"', "O'Brien; Flann", "Zoë Łukasz 李", "two\nlines", " Ada "])
def test_a_name_comes_back_as_it_was(tmp_path, name):
    write_grades(tmp_path / "grades.csv", [row(name)])
    assert read(tmp_path / "grades.csv")[0]["student"] == name


@pytest.mark.parametrize("name", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_a_spreadsheet_sees_no_formula(tmp_path, name):
    write_grades(tmp_path / "grades.csv", [row(name, status=name)])
    [told] = read(tmp_path / "grades.csv")
    assert told["student"] == told["status"] == f"'{name}"


def test_what_would_end_a_line_halfway_is_replaced(tmp_path):
    write_grades(tmp_path / "grades.csv", [row("a\rb\0c")])
    assert [each["student"] for each in read(tmp_path / "grades.csv")] == ["a\ufffdb\ufffdc"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1), st.text())
def test_no_text_whatever_becomes_a_formula_or_another_column(tmp_path, name, status):
    file = tmp_path / "grades.csv"
    write_grades(file, [row(name, status)])
    [told] = read(file)
    assert None not in told
    assert told["points"] == "3"
    assert not told["student"].startswith(gradebook.FORMULA)


def test_a_failure_while_writing_leaves_the_old_table_and_no_crumbs(tmp_path, monkeypatch):
    write_grades(tmp_path / "grades.csv", [row("Ada")])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_grades(tmp_path / "grades.csv", [row("Bo")])
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]
    assert read(tmp_path / "grades.csv")[0]["student"] == "Ada"


@pytest.mark.parametrize(
    ("student", "name"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c:d", "a_b_c_d"),
        ("CON", "_CON"),
        ("com1.x", "_com1.x"),
        ("...", "student"),
        ("Zoë 李", "Zoë 李"),
    ],
)
def test_a_file_name_suits_every_system(student, name):
    assert file_name(student) == name


@given(st.text())
def test_a_file_name_never_leads_elsewhere_and_is_never_too_long(student):
    name = file_name(student)
    assert name
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in (".", "..")
    assert len(name.encode()) <= gradebook.LONGEST_NAME + 1


def test_two_students_whose_names_look_alike_get_a_file_each(tmp_path):
    book = GradeBook(tmp_path)
    for student in ("a/b", "a:b", "A_B"):
        book.feedback(student, student)
    texts = {path.name: path.read_text() for path in book.texts.iterdir()}
    assert texts == {"a_b.txt": "a/b", "a_b_.txt": "a:b", "A_B__.txt": "A_B"}


def test_an_older_run_in_the_same_folder_is_replaced_whole(tmp_path):
    for students in (["Ada", "Bo"], ["Bo", "Cy"]):
        book = GradeBook(tmp_path)
        for student in students:
            book.add(row(student))
            book.feedback(student, student)
        book.finish()
    assert [each["student"] for each in read(tmp_path / "grades.csv")] == ["Bo", "Cy"]
    assert sorted(path.name for path in book.texts.iterdir()) == ["Bo.txt", "Cy.txt"]


def test_files_of_somebody_else_in_that_folder_stay(tmp_path):
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "my notes.txt").write_text("mine")
    book = GradeBook(tmp_path)
    book.add(row())
    book.finish()
    assert (tmp_path / "feedback" / "my notes.txt").exists()


def test_a_run_that_was_stopped_leaves_the_older_grades_alone(tmp_path):
    book = GradeBook(tmp_path)
    book.add(row("Ada"))
    book.finish()
    stopped = GradeBook(tmp_path)
    stopped.add(row("Bo"))
    stopped.stop()
    assert read(stopped.grades)[0]["student"] == "Ada"
    assert read(stopped.so_far)[0]["student"] == "Bo"
    whole = GradeBook(tmp_path)
    whole.finish()
    assert not whole.so_far.exists()


def test_nothing_is_written_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = GradeBook(None)
    book.add(row())
    book.feedback("Ada", "well done")
    book.finish()
    book.stop()
    assert not list(tmp_path.iterdir())


START = Check("start", "The app starts", 0, 0, guard=True)
ONE = Check("test_one", "One", 1)


@pytest.mark.parametrize(
    ("start", "one", "status", "look"),
    [
        (Outcome.PASSED, Outcome.PASSED, "graded", False),
        (Outcome.PASSED, Outcome.FAILED, "graded", False),
        (Outcome.FAILED, Outcome.BLOCKED, "graded: the app does not start", False),
        (Outcome.TIMED_OUT, Outcome.BLOCKED, "graded: the app does not start", False),
        (Outcome.PASSED, Outcome.TIMED_OUT, "graded: an address did not answer in time", False),
        (Outcome.PASSED, Outcome.CRASHED, "graded: the app's process stopped", False),
        (Outcome.PASSED, Outcome.OUR_MISTAKE, "look at this: a check crashed", True),
        (Outcome.NOT_GRADED, Outcome.NOT_GRADED, "could not be read: too much", True),
    ],
)
def test_a_status_says_what_an_instructor_must_know(start, one, status, look):
    finding = Finding((("", "too much"),)) if start is Outcome.NOT_GRADED else None
    result = Result("02_names", (CheckResult(START, start, finding), CheckResult(ONE, one)), 1, "process")
    told = graded("Ada", result)
    assert (told.status, told.needs_a_look) == (status, look)

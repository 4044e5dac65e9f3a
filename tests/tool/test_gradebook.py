"""The table of a class: nothing in it is a formula, nothing is half written, nobody is lost."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import gradebook
from autograder.classroom.book import GradeBook
from autograder.classroom.gradebook import Row, file_name, graded, write_grades
from autograder.classroom.journal import Journal, Key
from autograder.model import Check, CheckResult, Finding, Outcome, Result


def row(student: str = "Ada", status: str = "graded") -> Row:
    """Return a row of somebody."""
    return Row(student, "02_names", 3, 4, status, None, "bubblewrap+landlock+seccomp")


def read(file: Path) -> list[dict[str, str]]:
    """Return a table's rows."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_columns_are_the_promised_ones(tmp_path):
    write_grades(tmp_path / "grades.csv", [row()])
    text = (tmp_path / "grades.csv").read_bytes()
    assert text == (
        b"student,lesson,points,max_points,status,isolation\nAda,02_names,3,4,graded,bubblewrap+landlock+seccomp\n"
    )


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


@pytest.fixture
def book(tmp_path) -> Iterator[Callable[..., GradeBook]]:
    """Return a function that runs a class of the students it is given; each one's text is their name."""

    def run(*students: str, out: Path | None = tmp_path) -> GradeBook:
        journal.begin()
        for place, student in enumerate(students):
            journal.keep(row(student), Key(student, "checks", 7), place)
        return GradeBook(out, journal, lambda student, rows: f"{student} {len(rows)}")

    with Journal(None) as journal:
        yield run


def test_two_students_whose_names_look_alike_get_a_file_each_and_keep_it(book):
    for students in (("a/b", "a:b", "A_B"), ("A_B", "a/b")):
        made = book(*students)
        made.finish()
    texts = {path.name: path.read_text() for path in made.texts.iterdir()}
    assert texts == {"a_b.txt": "a/b 1", "A_B__.txt": "A_B 1"}


def test_an_older_run_in_the_same_folder_is_replaced_whole(tmp_path, book):
    book("Ada", "Bo").finish()
    made = book("Bo", "Cy")
    made.finish()
    assert [each["student"] for each in read(tmp_path / "grades.csv")] == ["Bo", "Cy"]
    assert sorted(path.name for path in made.texts.iterdir()) == ["Bo.txt", "Cy.txt"]


def test_files_of_somebody_else_in_that_folder_stay(tmp_path, book):
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "my notes.txt").write_text("mine")
    book("Ada").finish()
    assert (tmp_path / "feedback" / "my notes.txt").exists()


def test_a_run_that_was_stopped_leaves_the_older_grades_alone(book):
    book("Ada").finish()
    stopped = book("Bo")
    stopped.stop()
    assert read(stopped.grades)[0]["student"] == "Ada"
    assert read(stopped.so_far)[0]["student"] == "Bo"
    whole = book("Bo", "Cy")
    whole.finish()
    assert not whole.so_far.exists()


def test_a_text_is_written_again_only_when_what_it_says_has_changed(book):
    made = book("Ada")
    made.finish()
    file = made.texts / "Ada.txt"
    file.write_text("not touched")
    made.finish()
    assert file.read_text() == "not touched"
    made.journal.adjust("Ada", "02_names", 4, "a good question")
    made.finish()
    assert file.read_text() == "Ada 1"


def test_nothing_is_written_without_a_folder(tmp_path, monkeypatch, book):
    monkeypatch.chdir(tmp_path)
    made = book("Ada", out=None)
    made.finish()
    made.stop()
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
        (Outcome.OUR_MISTAKE, Outcome.NOT_GRADED, "look at this: our mistake: too much", True),
        (Outcome.NOT_GRADED, Outcome.NOT_GRADED, "could not be read: too much", True),
    ],
)
def test_a_status_says_what_an_instructor_must_know(start, one, status, look):
    finding = Finding((("", "too much"),)) if one is Outcome.NOT_GRADED else None
    result = Result("02_names", (CheckResult(START, start, finding), CheckResult(ONE, one)), 1, "process")
    told = graded("Ada", result)
    assert (told.status, told.needs_a_look) == (status, look)

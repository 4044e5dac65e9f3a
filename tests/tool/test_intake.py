"""Who handed in what: folders, zips, whole clones, and everything that only looks like one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.classroom.intake import HandedIn, Intake
from autograder.course import Course, CourseError
from tests.tool.sample_zips import packed

APP = "from flask import Flask\n"
SLUG = "02_names"

Look = Callable[..., list[HandedIn]]


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """Return the folder that submissions are put into."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    return folder


@pytest.fixture
def put(handed: Path) -> Callable[..., Path]:
    """Return a function that writes a file below the submissions."""

    def write(name: str, content: str | bytes = APP) -> Path:
        file = handed / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


@pytest.fixture
def look(tiny_course: Course, handed: Path) -> Look:
    """Return a function that looks through the submissions for some lessons, the second without any."""

    def at(*lessons: str) -> list[HandedIn]:
        chosen = [tiny_course.lesson(name) for name in lessons or ["02"]]
        return list(Intake(tiny_course, handed, chosen).handed_in())

    return at


def place(each: HandedIn, handed: Path) -> str:
    """Return where somebody's work was found, as seen from the submissions."""
    assert each.submission is not None, each.why
    return each.submission.folder.relative_to(handed).as_posix()


@pytest.mark.parametrize(
    "inside",
    ["", "02_names", "lessons/02_names", "course-main/lessons/02_names", "my work", "a/b/c", "02_NAMES"],
)
def test_the_work_is_found_wherever_people_put_it(look, put, handed, inside):
    put(f"Ada/{inside}/app.py".replace("//", "/"))
    [each] = look()
    assert place(each, handed) == f"Ada/{inside}".rstrip("/")


def test_a_clone_is_looked_at_in_its_lessons_and_nowhere_else(look, put, handed):
    for tree in ("backup", "lessons", "solutions", "tests"):
        put(f"Ada/{tree}/02_names/app.py")
    put("Ada/.baseplate/pristine/02_names/app.py")
    assert place(look()[0], handed) == "Ada/lessons/02_names"


def test_the_solution_in_a_clone_is_nobodys_work(look, put):
    put("Ada/solutions/02_names/app.py")
    [each] = look()
    assert each.submission is None
    assert each.why == "nothing handed in: no folder 02_names"


def test_another_lessons_app_is_not_taken_for_this_one(look, put):
    put("Ada/lessons/01_hello/app.py")
    assert look()[0].why == "nothing handed in: no folder 02_names"


def test_work_without_an_app_is_graded_all_the_same(look, put, handed):
    put("Ada/main.py")
    assert place(look()[0], handed) == "Ada"


@pytest.mark.parametrize("rubbish", [".gitkeep", ".DS_Store", "__MACOSX/._app.py", "__pycache__/app.pyc"])
def test_rubbish_is_nothing(look, put, rubbish):
    put(f"Ada/{rubbish}", b"")
    assert look()[0].why == "nothing handed in"


def test_several_lessons_are_found_by_the_names_of_their_folders(look, put):
    put("Ada/01_hello/app.py")
    put("Ada/02_names/app.py")
    put("Bo/app.py")
    found = look("01", "02")
    assert [(each.student, each.lesson, each.submission is not None) for each in found] == [
        ("Ada", "01_hello", True),
        ("Ada", "02_names", True),
        ("Bo", "01_hello", False),
        ("Bo", "02_names", False),
    ]
    assert [each.why for each in found[2:]] == [f"nothing handed in: no folder {each.lesson}" for each in found[2:]]


def test_a_zip_is_unpacked_when_its_turn_comes_and_removed_afterwards(tiny_course, handed, put):
    put("Ada.zip", packed({"x/app.py": APP.encode()}))
    put("Bo/app.py")
    looking = Intake(tiny_course, handed, [tiny_course.lesson("02")]).handed_in()
    ada = next(looking)
    assert ada.submission is not None
    folder = ada.submission.folder
    assert (folder / "app.py").read_text() == APP
    next(looking)
    assert not folder.exists()


def test_a_refused_zip_gives_a_row_for_every_lesson(look, put):
    put("Ada.zip", b"no zip at all")
    found = look("01", "02")
    assert [each.lesson for each in found] == ["01_hello", "02_names"]
    assert all(each.why.startswith("could not be read: the zip file is damaged") for each in found)


@pytest.mark.parametrize("name", ["Ada.py", "Ada.rar", "Ada.gz", "Ada"])
def test_a_file_in_place_of_a_folder_gives_a_row_that_says_so(look, put, name):
    put(name)
    assert look()[0].why == "could not be read: it is a file; a folder, a zip or a tar file was expected"


def test_an_instructors_own_files_are_named_and_get_no_row(tiny_course, put, handed):
    put("Ada/app.py")
    put("roster.csv", "id,name\n")
    put(".DS_Store", b"")
    intake = Intake(tiny_course, handed, [tiny_course.lesson("02")])
    assert intake.students == ("Ada",)
    assert intake.passed_over == ("roster.csv",)


def test_a_folder_and_a_zip_of_one_name_are_two_students(look, put):
    put("Ada/app.py")
    put("Ada.zip", packed({"app.py": APP.encode()}))
    put("Dr. Bo/app.py")
    assert [each.student for each in look()] == ["Ada", "Ada.zip", "Dr. Bo"]


def test_a_folder_without_submissions_is_a_sentence(look, put):
    put("README.md")
    with pytest.raises(CourseError, match="no submissions"):
        look()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_no_link_is_followed(look, handed, tmp_path):
    (tmp_path / "elsewhere" / "02_names").mkdir(parents=True)
    (tmp_path / "elsewhere" / "02_names" / "app.py").write_text("SECRET = 1\n")
    (handed / "Ada").symlink_to(tmp_path / "elsewhere")
    (handed / "Bo").mkdir()
    (handed / "Bo" / "lessons").symlink_to(tmp_path / "elsewhere")
    (handed / "Bo" / "02_names").symlink_to(tmp_path / "elsewhere" / "02_names")
    (handed / "Cy.zip").symlink_to(tmp_path / "nowhere.zip")
    ada, bo, cy = look()
    assert ada.why == cy.why == "could not be read: it is a link, and links are not followed"
    assert bo.submission is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems have no such names")
def test_a_name_that_is_no_text_is_made_readable_and_stays_one_of_its_own(look, handed):
    for name in (b"J\xf6rg", b"J\xfcrg"):
        folder = handed / os.fsdecode(name)
        folder.mkdir()
        (folder / "app.py").write_text(APP)
    students = [each.student for each in look()]
    assert students == ["J\N{REPLACEMENT CHARACTER}rg", "J\N{REPLACEMENT CHARACTER}rg (2)"]
    assert all(student.encode() for student in students)


def test_a_folder_of_very_many_folders_is_soon_enough(look, handed):
    for number in range(1200):
        (handed / "Ada" / f"{number:04}").mkdir(parents=True)
    assert look()[0].why == "nothing handed in"

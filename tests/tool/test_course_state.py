"""What the tool keeps under .baseplate: it knows whose work is whose, and never loses any."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.course import Course, CourseError, State

TIME = r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d"


def git(folder: Path, *arguments: str) -> None:
    """Run git as an author of this course."""
    who = ["-c", "user.name=Author", "-c", "user.email=author@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(course: Course, message: str = "Change") -> None:
    """Commit everything."""
    git(course.root, "add", "-A")
    git(course.root, "commit", "-m", message)


@pytest.fixture
def cloned(tiny_course: Course) -> Course:
    """Return the tiny course as a clone of a repository: some commits, nothing changed since."""
    git(tiny_course.root, "init")
    (tiny_course.root / ".gitignore").write_text(".baseplate/\n")
    commit(tiny_course, "The course")
    return tiny_course


@pytest.fixture
def downloaded(tiny_course: Course) -> Course:
    """Return the tiny course as it comes out of a ZIP: without git."""
    return tiny_course


@pytest.fixture(params=["cloned", "downloaded"])
def either(request: pytest.FixtureRequest) -> Course:
    """Return the tiny course with git, then without."""
    course: Course = request.getfixturevalue(request.param)
    return course


def work_on(course: Course, lesson: str = "02", file: str = "app.py") -> Path:
    """Do a task as a student would, and return the file."""
    app = course.lesson(lesson).starter / file
    text = app.read_text()
    app.write_text(text.replace('return "<h1>Hello, stranger!</h1>"', 'return "<h1>Hi!</h1>"') + "\nmine = True\n")
    return app


def start_again(course: Course) -> State:
    """Return the state as the next command sees it, with nothing remembered in memory."""
    state = State(Course(course.root))
    state.take_pristine()
    return state


# Touched or not ------------------------------------------------------------------------------------------------------


def test_a_fresh_course_is_untouched(either: Course) -> None:
    assert not any(State(either).touched(lesson) for lesson in either.lessons)
    state = start_again(either)
    assert not any(state.touched(lesson) for lesson in either.lessons)


def test_work_touches_its_lesson_and_no_other(either: Course) -> None:
    state = start_again(either)
    work_on(either)
    assert [state.touched(lesson) for lesson in either.lessons] == [False, True, False]


def test_work_is_noticed_even_when_nothing_is_remembered(either: Course) -> None:
    work_on(either)
    state = State(either)
    assert [state.touched(lesson) for lesson in either.lessons] == [False, True, False]


@pytest.mark.parametrize("leftover", ["instance/app.db", "__pycache__/app.pyc", ".app.py.swp", ".DS_Store", "app.py~"])
def test_leftovers_do_not_touch(either: Course, leftover: str) -> None:
    state = start_again(either)
    file = either.lesson("02").starter / leftover
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"\0")
    assert not state.touched(either.lesson("02"))


def test_notes_in_the_text_and_windows_line_ends_do_not_touch(either: Course) -> None:
    state = start_again(either)
    lesson = either.lesson("02")
    lesson.readme.write_text(lesson.readme.read_text() + "\nmy notes\n")
    app = lesson.starter / "app.py"
    app.write_bytes(app.read_bytes().replace(b"\n", b"\r\n"))
    assert not state.touched(lesson)


def test_a_new_file_and_a_lost_one_touch(either: Course) -> None:
    state = start_again(either)
    (either.lesson("01").starter / "helpers.py").write_text("x = 1\n")
    (either.lesson("02").starter / "greetings.py").unlink()
    assert [state.touched(lesson) for lesson in either.lessons] == [True, True, False]


# Updates of the course -----------------------------------------------------------------------------------------------


def update(course: Course) -> None:
    """Change the course as its authors would: a solution, and the starter behind it."""
    for file in (course.lesson("02").solution / "app.py", course.lesson("03").starter / "app.py"):
        file.write_text(file.read_text().replace("A tiny app.", "A small app."))


def test_an_update_renews_the_copy_of_an_untouched_lesson(either: Course) -> None:
    start_again(either)
    update(either)
    if (either.root / ".git").exists():
        commit(either, "Update")
    state = start_again(either)
    assert not state.touched(either.lesson("03"))
    assert "A small app." in (state.pristine(either.lesson("03")) / "app.py").read_text()


def test_an_update_leaves_a_touched_lesson_alone(cloned: Course) -> None:
    start_again(cloned)
    mine = work_on(cloned, "03")
    update(cloned)
    mine.write_text(mine.read_text().replace("A small app.", "A tiny app."))
    before = mine.read_text()
    commit(cloned, "Update, and my own work")
    state = start_again(cloned)
    assert state.touched(cloned.lesson("03"))
    assert mine.read_text() == before


def test_work_that_was_committed_is_still_work(cloned: Course) -> None:
    start_again(cloned)
    work_on(cloned)
    commit(cloned, "My work")
    state = start_again(cloned)
    assert state.touched(cloned.lesson("02"))
    state.restore(cloned.lesson("02"))
    assert "mine" not in (cloned.lesson("02").starter / "app.py").read_text()


def test_work_in_a_given_file_alone_is_no_update(downloaded: Course) -> None:
    start_again(downloaded)
    given = downloaded.lesson("02").starter / "greetings.py"
    given.write_text('GREETING = "Ahoy"\n')
    state = start_again(downloaded)
    assert state.touched(downloaded.lesson("02"))


def test_work_in_the_first_lesson_is_no_update_even_when_committed(cloned: Course) -> None:
    start_again(cloned)
    app = cloned.lesson("01").starter / "app.py"
    app.write_text(app.read_text() + "\n\nmine = True\n")
    commit(cloned, "My work, with all TODOs still there")
    assert start_again(cloned).touched(cloned.lesson("01"))


def test_an_update_of_the_first_lesson_is_known_by_what_else_it_changed(cloned: Course) -> None:
    start_again(cloned)
    for folder in (cloned.lesson("01").starter, cloned.lesson("01").solution):
        (folder / "app.py").write_text((folder / "app.py").read_text().replace("app = ", "# The app.\napp = "))
    commit(cloned, "Update")
    assert not start_again(cloned).touched(cloned.lesson("01"))


# Restoring -----------------------------------------------------------------------------------------------------------


def test_restore_brings_the_starter_back_and_keeps_a_backup(either: Course) -> None:
    state = start_again(either)
    lesson = either.lesson("02")
    app = work_on(either)
    (lesson.starter / "views").mkdir()
    (lesson.starter / "views" / "mine.py").write_text("x = 1\n")
    (lesson.starter / "instance").mkdir()
    (lesson.starter / "instance" / "app.db").write_bytes(b"data")
    work, original = app.read_text(), (state.pristine(lesson) / "app.py").read_text()
    backup = state.restore(lesson)
    assert app.read_text() == original
    assert (backup / "app.py").read_text() == work
    assert (backup / "views" / "mine.py").exists()
    assert not (lesson.starter / "views").exists()
    assert (lesson.starter / "instance" / "app.db").exists()
    assert lesson.readme.exists()
    assert not state.touched(lesson)


def test_one_file_can_be_restored_alone(either: Course) -> None:
    state = start_again(either)
    lesson = either.lesson("02")
    app = work_on(either)
    (lesson.starter / "greetings.py").write_text("")
    state.restore(lesson, "greetings.py")
    assert "mine" in app.read_text()
    assert "GREETING" in (lesson.starter / "greetings.py").read_text()
    with pytest.raises(CourseError, match=r"The starter of lesson 02 has no apps\.py\. It has app\.py, greetings\.py."):
        state.restore(lesson, "apps.py")


def test_a_deleted_lesson_comes_back(either: Course) -> None:
    state = start_again(either)
    lesson = either.lesson("02")
    shutil.rmtree(lesson.starter)
    state.restore(either.lesson("02"))
    assert (lesson.starter / "app.py").exists()


def test_without_a_copy_git_knows_the_starter(cloned: Course) -> None:
    original = (cloned.lesson("02").starter / "app.py").read_text()
    app = work_on(cloned)
    State(cloned).restore(cloned.lesson("02"))
    assert app.read_text() == original


def test_without_a_copy_git_knows_the_starter_even_after_work_was_committed(cloned: Course) -> None:
    original = (cloned.lesson("02").starter / "app.py").read_text()
    app = work_on(cloned)
    commit(cloned, "My work")
    app.write_text(app.read_text() + "more = True\n")
    commit(cloned, "More work")
    State(cloned).restore(cloned.lesson("02"))
    assert app.read_text() == original


def test_without_a_copy_and_without_git_law_one_makes_the_starter(downloaded: Course) -> None:
    original = (downloaded.lesson("02").starter / "app.py").read_text()
    app = work_on(downloaded)
    State(downloaded).restore(downloaded.lesson("02"))
    assert app.read_text() == original


def test_two_backups_in_one_second_have_two_names(tiny_course: Course) -> None:
    state = State(tiny_course)
    lesson = tiny_course.lesson("01")
    assert len({state.backup(lesson) for _ in range(3)}) == 3


def test_a_backup_that_cannot_be_made_changes_nothing(tiny_course: Course) -> None:
    state = start_again(tiny_course)
    app = work_on(tiny_course)
    (tiny_course.root / ".baseplate" / "backups").write_text("in the way")
    with pytest.raises(CourseError, match=r"no backup could be made .*, so nothing was changed"):
        state.restore(tiny_course.lesson("02"))
    assert "mine" in app.read_text()


# Progress ------------------------------------------------------------------------------------------------------------


def test_progress_is_kept(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("02")
    state = State(tiny_course)
    assert (state.seeds(lesson), state.last(lesson), state.hint(lesson)) == ({}, None, None)
    state.save_seeds(lesson, {"test_a": 7})
    state.save_last(lesson, {"points": 1, "max_points": 3, "passed": ["test_b"]})
    state.save_hint(lesson, 2, 1)
    again = State(Course(tiny_course.root))
    lesson = again.course.lesson("02")
    assert again.seeds(lesson) == {"test_a": 7}
    assert again.last(lesson) == {"points": 1, "max_points": 3, "passed": ["test_b"]}
    assert again.hint(lesson) == (2, 1)
    again.save_seeds(lesson, {})
    assert State(tiny_course).seeds(lesson) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[1, 2]",
        b"[" * 100_000,
        json.dumps({"seeds": [1], "last": {"points": "many"}, "hint": "first"}).encode(),
        json.dumps({"seeds": {"a": "b"}, "last": {"points": 1, "max_points": 2}, "hint": [1]}).encode(),
    ],
    ids=["empty", "bytes", "half", "list", "deep", "types", "parts"],
)
def test_unreadable_progress_is_thrown_away(tiny_course: Course, content: bytes) -> None:
    lesson = tiny_course.lesson("02")
    file = tiny_course.root / ".baseplate" / "progress" / "02_names.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    state = State(tiny_course)
    assert (state.seeds(lesson), state.last(lesson), state.hint(lesson)) == ({}, None, None)
    state.save_hint(lesson, 1, 1)
    assert state.hint(lesson) == (1, 1)


def test_a_place_that_cannot_be_written_is_no_reason_to_stop(tiny_course: Course) -> None:
    (tiny_course.root / ".baseplate").write_text("a file where the folder should be")
    state = State(tiny_course)
    state.take_pristine()
    state.save_seeds(tiny_course.lesson("02"), {"a": 1})
    assert state.seeds(tiny_course.lesson("02")) == {}
    assert not state.touched(tiny_course.lesson("02"))


def test_deleting_everything_loses_nothing_that_matters(either: Course) -> None:
    start_again(either)
    app = work_on(either)
    work = app.read_text()
    shutil.rmtree(either.root / ".baseplate")
    state = start_again(either)
    assert app.read_text() == work
    assert state.touched(either.lesson("02"))
    state.restore(either.lesson("02"))
    assert not state.touched(either.lesson("02"))


def test_a_huge_file_is_nobodys_source(tiny_course: Course) -> None:
    state = start_again(tiny_course)
    film = tiny_course.lesson("02").starter / "film.mp4"
    with film.open("wb") as stream:
        stream.truncate(20_000_000)
    assert not state.touched(tiny_course.lesson("02"))
    work_on(tiny_course)
    backup = state.restore(tiny_course.lesson("02"))
    assert film.exists()
    assert not (backup / "film.mp4").exists()

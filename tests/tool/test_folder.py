"""The private copy: what a submission consists of, and that it is as before after whatever the app did to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.sandbox.folder import LARGEST_FILE, PrivateCopy, TooMuch, read_submission, remove_copies_of
from autograder.sandbox.kept import Kept

FILES = {"app.py": b"app", "data.txt": b"one", "templates/home.html": b"<h1>", "empty": b""}


@pytest.fixture
def copy() -> Iterator[PrivateCopy]:
    """Return a private copy that was laid out."""
    copy = PrivateCopy(FILES)
    copy.lay_out({})
    yield copy
    copy.remove()


@pytest.fixture(params=[0.0, 0.04], ids=["just-written", "written-a-while-ago"])
def kept(request: pytest.FixtureRequest, copy: PrivateCopy, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Return what was remembered of the copy: right after it was laid out, or when its files' times tell changes."""
    monkeypatch.setattr("autograder.sandbox.kept.SETTLED_NS", 30_000_000)
    time.sleep(request.param)
    return copy.remember()


def contents(folder: Path) -> dict[str, bytes]:
    """Return all plain files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def replaced_by_a_link(folder: Path) -> None:
    """Put a link in the place of a file."""
    (folder / "data.txt").unlink()
    (folder / "data.txt").symlink_to("/etc/hostname")


def replaced_by_a_folder(folder: Path) -> None:
    """Put a folder in the place of a file."""
    (folder / "data.txt").unlink()
    (folder / "data.txt/deep/er").mkdir(parents=True)
    (folder / "data.txt/deep/er/file").write_text("x")


def replaced_by_an_empty_folder(folder: Path) -> None:
    """Put an empty folder in the place of a file."""
    (folder / "data.txt").unlink()
    (folder / "data.txt").mkdir()


def folder_replaced_by_a_link(folder: Path) -> None:
    """Put a link to somewhere else in the place of a folder."""
    shutil.rmtree(folder / "templates")
    (folder.parent / "outside").mkdir(exist_ok=True)
    (folder / "templates").symlink_to(folder.parent / "outside")


def folder_replaced_by_a_file(folder: Path) -> None:
    """Put a file in the place of a folder."""
    shutil.rmtree(folder / "templates")
    (folder / "templates").write_text("x")


def changed_unseen(folder: Path) -> None:
    """Change a file so that its size and its times are as before."""
    about = (folder / "data.txt").stat()
    (folder / "data.txt").write_bytes(b"two")
    os.utime(folder / "data.txt", ns=(about.st_atime_ns, about.st_mtime_ns))


TRICKS: list[Callable[[Path], object]] = [
    lambda folder: (folder / "data.txt").write_bytes(b"changed"),
    lambda folder: (folder / "data.txt").unlink(),
    lambda folder: (folder / "new.txt").write_bytes(b"new"),
    lambda folder: (folder / "data.txt").rename(folder / "moved.txt"),
    lambda folder: shutil.rmtree(folder / "templates"),
    lambda folder: [path.unlink() for path in folder.glob("*") if path.is_file()],
    lambda folder: (folder / "empty").write_bytes(b"full"),
    lambda folder: os.truncate(folder / "app.py", LARGEST_FILE * 2),
    changed_unseen,
]
if sys.platform != "win32":
    TRICKS += [
        replaced_by_a_link,
        replaced_by_a_folder,
        replaced_by_an_empty_folder,
        folder_replaced_by_a_link,
        folder_replaced_by_a_file,
        lambda folder: os.mkfifo(folder / "pipe"),
        lambda folder: (folder / "data.txt").chmod(0),
    ]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_everything_is_put_back(copy: PrivateCopy, kept: Kept, trick: Callable[[Path], object]) -> None:
    trick(copy.folder)
    copy.put_back(kept)
    assert contents(copy.folder) == FILES
    assert not any(path.is_symlink() for path in copy.folder.rglob("*"))
    outside = copy.folder.parent / "outside"
    assert not outside.exists() or not list(outside.iterdir())


def test_a_file_that_the_app_made_while_it_was_loaded_is_put_back_too(copy: PrivateCopy) -> None:
    (copy.folder / "instance").mkdir()
    (copy.folder / "instance/app.db").write_bytes(b"tables")
    kept = copy.remember()
    shutil.rmtree(copy.folder / "instance")
    copy.put_back(kept)
    assert contents(copy.folder) == {**FILES, "instance/app.db": b"tables"}


def test_an_overlay_takes_the_place_of_a_file_until_the_next_layout(copy: PrivateCopy) -> None:
    copy.lay_out({"data.txt": "two"})
    assert contents(copy.folder)["data.txt"] == b"two"
    copy.lay_out({})
    assert contents(copy.folder) == FILES


def test_folders_nested_very_deep_stop_nobody(copy: PrivateCopy) -> None:
    here = Path.cwd()
    os.chdir(copy.folder)
    try:
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)
    copy.lay_out({})
    assert contents(copy.folder) == FILES


def test_removing_leaves_nothing(copy: PrivateCopy) -> None:
    copy.remove()
    assert not copy.folder.parent.exists()
    copy.remove()  # and a second time is no error


def test_the_reader_gets_a_copy_with_what_is_only_in_the_wal(copy: PrivateCopy) -> None:
    writing = sqlite3.connect(copy.folder / "app.db")
    writing.execute("pragma journal_mode=wal")
    writing.execute("create table build (title)")
    writing.execute("insert into build values ('Castle')")
    writing.commit()
    assert copy.databases() == ["app.db"]
    reading = sqlite3.connect(copy.copy_database("app.db") / "copy.db")
    assert reading.execute("select title from build").fetchall() == [("Castle",)]
    reading.close()
    writing.close()


def test_the_reader_gets_what_is_committed_and_not_what_may_be_rolled_back(copy: PrivateCopy) -> None:
    writing = sqlite3.connect(copy.folder / "app.db")
    writing.execute("create table build (title)")
    writing.commit()
    writing.execute("pragma cache_size=1")
    writing.executemany("insert into build values (?)", [("x" * 1000,)] * 500)  # spills into the file, uncommitted
    assert (copy.folder / "app.db-journal").exists()
    reading = sqlite3.connect(copy.copy_database("app.db") / "copy.db")
    assert reading.execute("select count(*) from build").fetchall() == [(0,)]
    reading.close()
    writing.close()


# --- what a submission consists of


def test_a_submission_is_its_plain_files_without_what_tools_leave(tmp_path: Path) -> None:
    for name in ("app.py", "static/a/b.css", ".git/config", "__pycache__/app.pyc", "venv/bin/python", "instance/my.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    files, notes = read_submission(tmp_path)
    assert files == {"app.py": b"app.py", "static/a/b.css": b"static/a/b.css"}
    assert notes == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")
def test_no_link_is_followed_and_no_pipe_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("app")
    (tmp_path / "secret").symlink_to("/etc/passwd")
    (tmp_path / "root").symlink_to("/")
    (tmp_path / "itself").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    files, notes = read_submission(tmp_path)
    assert list(files) == ["app.py"]
    assert {note.partition(" ")[0] for note in notes} == {"secret", "root", "itself", "pipe"}


def test_a_file_that_is_too_large_is_left_out_and_told(tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    files, notes = read_submission(tmp_path)
    assert files == {}
    assert "film.mp4" in notes[0]


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.bin").write_bytes(bytes(LARGEST_FILE))
    with pytest.raises(TooMuch, match="16 MB"):
        read_submission(tmp_path)


def test_copies_of_a_process_that_was_killed_are_removed_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.folder.IN_MEMORY", str(tmp_path))
    own = PrivateCopy({})
    for name in ("baseplate-77-abc", "baseplate-777-abc", "theirs-77-abc"):
        (tmp_path / name / "app").mkdir(parents=True)
    remove_copies_of(77)
    assert {path.name for path in tmp_path.iterdir()} == {own.folder.parent.name, "baseplate-777-abc", "theirs-77-abc"}

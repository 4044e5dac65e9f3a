"""``export site``: the texts as pages that work from a disk, in a folder where nothing of anybody's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.site import folder
from tests.tool.conftest import Command


def contents(there: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {path.relative_to(there).as_posix(): path.read_bytes() for path in there.rglob("*") if path.is_file()}


def test_it_writes_a_page_for_every_lesson_and_says_where(autograder: Command) -> None:
    result = autograder("export", "site", "pages")
    assert result.exit_code == 0, result.output
    assert "4 pages of 3 lessons are in pages." in result.output
    there = contents(Path("pages"))
    assert {"index.html", "lessons/01_hello/index.html", "static/text.css"} < there.keys()
    assert b"Greet whoever opens the front page." in there["lessons/01_hello/index.html"]
    assert not any(b"<form" in data or b'name="token"' in data for data in there.values())


def test_the_next_export_takes_the_place_of_the_last(tiny_course: Course, autograder: Command) -> None:
    answer = tiny_course.lesson("1").solution / "ANSWER.md"
    answer.write_text("# Yes\n")
    readme = tiny_course.lesson("1").readme
    without = readme.read_text()
    readme.write_text(without + "\n[An answer](../../solutions/01_hello/ANSWER.md)\n")
    autograder("export", "site", "pages")
    assert "texts/solutions/01_hello/ANSWER.md.html" in contents(Path("pages"))
    readme.write_text(without.replace("Greet whoever", "Welcome whoever"))
    Path("pages", "CNAME").write_text("course.example.org")  # of no page: it may stay
    assert autograder("export", "site", "pages").exit_code == 0
    there = contents(Path("pages"))
    assert b"Welcome whoever" in there["lessons/01_hello/index.html"]
    assert there["CNAME"] == b"course.example.org"
    assert not Path("pages", "texts").exists()


def test_a_folder_of_somebody_elses_is_refused_and_stays_as_it_is(autograder: Command) -> None:
    Path("mine").mkdir()
    Path("mine", "thesis.txt").write_text("years of work")
    result = autograder("export", "site", "mine")
    assert result.exit_code == 2
    assert (
        "mine holds files that are not from an export, and yours must not be lost. Nothing was changed."
        in result.output
    )
    assert contents(Path("mine")) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("path", ["index.html", "lessons/01_hello/index.html"])
def test_an_exported_page_that_somebody_changed_is_not_overwritten(autograder: Command, path: str) -> None:
    autograder("export", "site", "pages")
    Path("pages", path).write_text("my own words")
    before = contents(Path("pages"))
    result = autograder("export", "site", "pages")
    assert result.exit_code == 2
    assert "index.html is not as it was exported: somebody changed it, or put it there." in result.output
    assert contents(Path("pages")) == before


def test_a_file_in_the_place_of_a_folder_is_refused(autograder: Command) -> None:
    Path("pages").write_text("a list of pages")
    result = autograder("export", "site", "pages")
    assert (result.exit_code, Path("pages").read_text()) == (2, "a list of pages")
    assert "pages is a file. Nothing was changed." in result.output


def test_an_export_that_was_stopped_is_finished_by_the_next(
    autograder: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = iter(range(6))
    write = folder.write_whole

    def stops(file: Path, data: bytes) -> None:
        next(writes)
        write(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "write_whole", stops)
        autograder("export", "site", "pages")
    assert len(contents(Path("pages"))) == 6
    assert autograder("export", "site", "pages").exit_code == 0
    assert Path("pages", "lessons", "03_memory", "index.html").is_file()


def test_a_link_to_what_is_no_text_is_said(tiny_course: Course, autograder: Command) -> None:
    (tiny_course.root / "plan.bin").write_bytes(b"\xff\xfe\x00")
    readme = tiny_course.lesson("1").readme
    readme.write_text(readme.read_text() + "\n[plan](../../plan.bin)\n")
    result = autograder("export", "site", "pages")
    assert result.exit_code == 2
    assert "A text links to /texts/plan.bin, and no page can be made of that." in result.output
    assert not Path("pages").exists()

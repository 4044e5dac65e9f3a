"""A lesson that is watched: graded on every save, and known to whoever waits."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.checks.patience import Patience
from autograder.course import Course, CourseError, State
from autograder.course.checklist import checks_of
from autograder.grading.options import Options
from autograder.live.files import TYPING, Saved, Watch
from autograder.live.session import Live, LiveState, Phase
from autograder.live.trouble import Trouble, Whose
from autograder.model import Outcome
from autograder.sandbox.folder import MOST_FILES
from tests.tool.conftest import APP_WITH_DATA

PATIENCE = 20.0


class Reader:
    """Somebody who waits for what a live lesson tells, and keeps all of it."""

    def __init__(self, live: Live) -> None:
        """Read from the beginning."""
        self.live = live
        self.seen: list[LiveState] = []

    def sees(self, *phases: Phase) -> LiveState:
        """Wait until one of these phases is told, and return that state."""
        while True:
            state = self.live.wait(self.seen[-1].number if self.seen else 0, PATIENCE)
            assert state is not None, self.seen
            self.seen.append(state)
            if state.phase in phases:
                return state


@pytest.fixture
def watched() -> Iterator[Callable[..., Reader]]:
    """Return a function that watches a lesson and gives a reader of it; all are ended."""
    begun: list[Live] = []

    def watch(course: Course, number: str, **options: Any) -> Reader:
        begun.append(Live(course, course.lesson(number), Options(0, **options)).__enter__())
        return Reader(begun[-1])

    yield watch
    for live in begun:
        live.__exit__()


def test_every_save_is_graded_and_remembered(solved: Course, watched: Callable[..., Reader], mode: str) -> None:
    lesson = solved.lesson("02")
    app = lesson.starter / "app.py"
    right = app.read_text()
    reader = watched(solved, "02", mode=mode)
    first = reader.sees(Phase.DONE)
    assert first.result is not None
    assert first.result.passed
    app.write_text(right.replace("return", "return 7 #"))
    reader.sees(Phase.CHECKING)
    second = reader.sees(Phase.DONE)
    assert second.result is not None
    assert second.result.points == 0
    assert second.since is not None
    assert second.since.points == first.result.points
    last = State(solved).last(lesson)
    assert last is not None
    assert last["points"] == 0
    assert {"test_everybody_is_greeted_by_name"} <= State(solved).seeds(lesson).keys()
    app.write_text(right)
    reader.sees(Phase.CHECKING)
    third = reader.sees(Phase.DONE)
    assert third.result is not None
    assert third.result.passed
    assert State(solved).seeds(lesson) == {}


@pytest.mark.parametrize("graders", [1, 2])
def test_checks_are_told_one_by_one_and_never_change(
    solved: Course, watched: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch, graders: int
) -> None:
    monkeypatch.setattr("autograder.live.session.best_number", lambda *_: graders)
    lesson = solved.lesson("02")
    app = lesson.starter / "app.py"
    app.write_text(app.read_text().replace("{escape(name)}", "you"))
    reader = watched(solved, "02")
    done = reader.sees(Phase.DONE)
    told = [state.checks for state in reader.seen if state.phase is Phase.CHECKING and state.checks]
    lengths = [len(checks) for checks in told]  # a slow reader does not see all of them
    assert lengths == sorted(set(lengths))
    assert [each.check.id for each in done.checks] == ["start", *(each.check.id for each in checks_of(lesson))]
    for checks in told:
        final = done.checks[: len(checks)]
        assert [(each.check, each.outcome) for each in checks] == [(each.check, each.outcome) for each in final]


ALONE = """
import fcntl
mine = open({path!r} + ".lock", "w")
try:
    fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    open({path!r}, "a").write("two at once")
    {otherwise}
"""
"""What an app does while it is loaded to learn whether another one runs."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
@pytest.mark.parametrize(
    ("app", "otherwise", "at_once"),
    [
        ("", "pass", True),
        ("", "raise", True),
        (APP_WITH_DATA.format(uri="sqlite://").replace("home", "kept"), "pass", False),
    ],
    ids=["any app", "one that does not start beside another", "one with its data elsewhere"],
)
def test_a_second_app_runs_where_it_can_and_never_costs_a_point(
    solved: Course,
    watched: Callable[..., Reader],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    app: str,
    otherwise: str,
    at_once: bool,
) -> None:
    monkeypatch.setattr("autograder.live.session.best_number", lambda *_: 2)
    told = tmp_path / "told"
    with (solved.lesson("02").starter / "app.py").open("a") as file:
        file.write(app + ALONE.format(path=str(told), otherwise=otherwise))
    done = watched(solved, "02").sees(Phase.DONE)
    assert [each.outcome for each in done.checks] == [Outcome.PASSED] * 4
    assert told.exists() is at_once


def test_a_save_gives_up_the_run_before(solved: Course, watched: Callable[..., Reader]) -> None:
    app = solved.lesson("02").starter / "app.py"
    right = app.read_text()
    app.write_text(right.replace("import Flask", "import Flask\nimport time; time.sleep(1)"))
    reader = watched(solved, "02")
    reader.sees(Phase.CHECKING)
    app.write_text(right)
    done = reader.sees(Phase.DONE)
    assert done.result is not None
    assert done.checks[0].seconds < 1, "only the newest files have been graded"
    assert all(not state.checks or state.checks[0].seconds < 1 for state in reader.seen)


def test_a_save_ends_an_app_that_hangs(solved: Course, watched: Callable[..., Reader]) -> None:
    app = solved.lesson("02").starter / "app.py"
    right = app.read_text()
    app.write_text(right.replace("    return", "    while True: pass\n    return"))
    forever = 10 * PATIENCE
    reader = watched(solved, "02", patience=Patience(forever, forever, forever))
    while not reader.sees(Phase.CHECKING).checks:
        pass
    app.write_text(right)
    done = reader.sees(Phase.DONE)
    assert done.result is not None
    assert done.result.passed
    assert all(each.outcome is Outcome.PASSED for state in reader.seen for each in state.checks)


def test_what_cannot_be_read_is_not_graded(solved: Course, watched: Callable[..., Reader]) -> None:
    for number in range(MOST_FILES):
        (solved.lesson("02").starter / f"{number}.txt").touch()
    done = watched(solved, "02").sees(Phase.DONE)
    assert {each.outcome for each in done.checks} == {Outcome.NOT_GRADED}
    assert len(done.checks) == 4


def test_a_half_saved_file_is_not_punished(solved: Course, watched: Callable[..., Reader]) -> None:
    app = solved.lesson("02").starter / "app.py"
    right = app.read_text()
    reader = watched(solved, "02")
    reader.sees(Phase.DONE)
    app.write_text(right + "\nprint(")
    while (typing := reader.sees(Phase.CHECKING, Phase.TYPING)).where == "app.py":
        pass  # we saw it emptied, before it was written to
    assert (typing.phase, typing.where) == (Phase.TYPING, "app.py:23")
    app.write_text(right)
    done = reader.sees(Phase.DONE)
    assert all(each.outcome is Outcome.PASSED for state in reader.seen for each in state.checks)
    app.write_text(right + "\nprint(")
    done = reader.sees(Phase.DONE)
    assert done.checks[0].outcome is Outcome.FAILED


def test_whoever_comes_later_reads_the_same(solved: Course, watched: Callable[..., Reader]) -> None:
    reader = watched(solved, "02")
    done = reader.sees(Phase.DONE)
    assert reader.live.wait(0, 0) is done
    assert reader.live.wait(done.number, 0.01) is None


def test_trouble_is_a_sentence_and_the_next_save_tries_again(solved: Course, watched: Callable[..., Reader]) -> None:
    lesson = solved.lesson("02")
    checks = lesson.checks / "test_names.py"
    right = checks.read_text()
    checks.write_text("import nothing_of_this_name\n")
    reader = watched(solved, "02")
    state = reader.sees(Phase.TROUBLE)
    assert state.trouble == Trouble(Whose.OURS, "The checks of this lesson cannot be read.")
    assert state.report is not None
    assert "nothing_of_this_name" in state.report.read_text()
    checks.write_text(right)
    os.utime(lesson.starter / "app.py")
    done = reader.sees(Phase.DONE)
    assert done.result is not None
    assert done.result.passed
    assert done.trouble is done.report is None


def test_a_lesson_without_checks_is_refused(tiny_course: Course) -> None:
    (tiny_course.tests / "02_names/test_names.py").unlink()
    with pytest.raises(CourseError, match="Lesson 02 has no checks yet"):
        Live(tiny_course, tiny_course.lesson("02"))


def test_nothing_is_left_when_it_ends(solved: Course) -> None:
    before = set(threading.enumerate())
    with Live(solved, solved.lesson("02")) as live:
        assert live.wait(0, PATIENCE) is not None
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert live.wait(live.state.number, PATIENCE) is None


# --- what counts as a save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a lesson's folder."""
    (tmp_path / "app.py").write_text("app = 1\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/home.html").write_text("home")
    return tmp_path


def test_what_is_there_is_not_news(folder: Path) -> None:
    assert Watch(folder).news(0) is None


@pytest.mark.parametrize("name", ["app.py", "templates/home.html", "new.py", "static/new.css"])
def test_a_saved_file_is_news_once(folder: Path, name: str) -> None:
    watch = Watch(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("app = 2\n")
    assert [watch.news(0), watch.news(5)] == [Saved(), None]


@pytest.mark.parametrize(
    "name", ["README.md", "app.py~", "4913", ".app.py.swp", "__pycache__/app.pyc", "instance/a.db"]
)
def test_what_is_nobodys_work_is_not_news(folder: Path, name: str) -> None:
    watch = Watch(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("something")
    assert watch.news(0) is None


@pytest.mark.parametrize(
    ("half", "where"),
    [("app = (\n", "app.py:1"), ("", "app.py"), (None, "app.py"), ("app = 1\nif app:\n", "app.py:2")],
    ids=["open bracket", "emptied", "gone", "no block"],
)
def test_what_looks_half_saved_counts_after_a_while(folder: Path, half: str | None, where: str) -> None:
    watch = Watch(folder)
    if half is None:
        (folder / "app.py").unlink()
    else:
        (folder / "app.py").write_text(half)
    assert [watch.news(7), watch.news(7.1)] == [Saved(where), None]
    assert [watch.news(7 + TYPING), watch.news(20)] == [Saved(), None]


def test_a_file_that_was_half_saved_counts_at_once_when_it_is_whole(folder: Path) -> None:
    watch = Watch(folder)
    (folder / "app.py").write_text("app = (")
    assert watch.news(0) == Saved("app.py:1")
    (folder / "templates/home.html").write_text("other")
    assert watch.news(0.1) == Saved("app.py:1")
    (folder / "app.py").write_text("app = ()")
    assert [watch.news(0.2), watch.news(20)] == [Saved(), None]


def test_an_old_error_elsewhere_holds_up_nothing(folder: Path) -> None:
    (folder / "app.py").write_text("app = (")
    watch = Watch(folder)
    (folder / "templates/home.html").write_text("other")
    assert watch.news(0) == Saved()

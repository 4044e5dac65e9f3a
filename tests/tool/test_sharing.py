"""Two processes that share the checks of one submission come to the verdicts of one, whatever becomes of the second."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.one import WORTH_SHARING
from autograder.model import Outcome, Result
from autograder.sandbox.folder import remove_copies_of
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.levels import BUBBLEWRAP, LANDLOCK, SECCOMP, Plan, reached
from tests.tool.conftest import APP_WITH_DATA, QUICK
from tests.tool.waiting import comes_true

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")

Grades = Callable[..., Result]

APP = """
seen = []

@app.get("/")
def home():
    seen.append(1)
    return "<h1>%d</h1>" % len(seen)

@app.get("/hangs")
def hangs():
    while True: pass

@app.get("/ends")
def ends():
    import os
    os._exit(1)
"""

CHECK = """
import os, pathlib, time

@task({task})
def test_number_{number}(visitor):
    '''Check {number}.'''
    with open({log!r}, "a") as log:
        log.write(f"{number} {{os.getpid()}}\\n")
    {does}

def until_two_have_begun():
    end = time.monotonic() + 20
    log = pathlib.Path({log!r})
    while len({{line.split()[1] for line in log.read_text().splitlines()}}) < 2 and time.monotonic() < end:
        time.sleep(0.01)
"""
MANY = 2 * WORTH_SHARING
STOP = int(getattr(signal, "SIGSTOP", 0))


def processes_in(log: Path) -> set[int]:
    """Return which processes have run a check so far."""
    return {process for processes in who_ran(log).values() for process in processes}


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests mean the same on every machine."""
    monkeypatch.setattr("autograder.grading.one.best_number", lambda *_: 2)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return the file in which each check writes its number and its process."""
    return tmp_path / "checks.log"


@pytest.fixture
def checks(log: Path) -> Callable[..., str]:
    """Return a function that writes many checks; what some of them do is told by their numbers."""

    def write(usual: str = "visitor.opens('/')", **others: str) -> str:
        told = {int(name.removeprefix("_")): does for name, does in others.items()}
        return "".join(
            CHECK.format(number=number, task=1, log=str(log), does=told.get(number, usual)) for number in range(MANY)
        )

    return write


def open_descriptors() -> int:
    """Return how many files, pipes and sockets this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def who_ran(log: Path) -> dict[int, set[int]]:
    """Return which processes ran each check."""
    ran: dict[int, set[int]] = {}
    for line in log.read_text().splitlines():
        number, process = map(int, line.split())
        ran.setdefault(number, set()).add(process)
    return ran


def test_both_processes_take_checks_and_each_check_is_taken_once(grades: Grades, checks, log: Path) -> None:
    result = grades(APP, checks("visitor.opens('/'); until_two_have_begun()"), shared=True)
    ran = who_ran(log)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert sorted(ran) == list(range(MANY))
    assert all(len(processes) == 1 for processes in ran.values())
    assert len(processes_in(log)) == 2


def test_two_tell_the_same_as_one_in_the_same_order(grades: Grades, checks) -> None:
    written = checks(
        _1="visitor.opens('/').shows('1')",  # only a process that nobody has used passes
        _2="visitor.opens('/').shows('Brickyard')",
        _5="visitor.opens('/hangs')",
        _6="visitor.opens('/ends')",
        _7="1 / 0",
        _9="visitor.opens('/nowhere')",
    )
    alone = grades(APP, written, patience=QUICK)
    together = grades(APP, written, patience=QUICK, shared=True)
    as_alone = [str(replace(each, seconds=0)).replace("course 1", "course 0") for each in together.checks]
    assert as_alone == [str(replace(each, seconds=0)) for each in alone.checks]
    assert (together.points, together.isolation, together.notes) == (alone.points, alone.isolation, alone.notes)


def test_an_app_that_does_not_start_is_told_once(grades: Grades, checks) -> None:
    result = grades("1 / 0", checks(), shared=True)
    assert [each.outcome for each in result.checks] == [Outcome.FAILED, *[Outcome.BLOCKED] * MANY]


@pytest.mark.parametrize("ending", ["os._exit(0)", f"os.kill(os.getpid(), {int(signal.SIGKILL)})"])
def test_what_a_process_took_and_did_not_answer_the_other_one_does(grades: Grades, checks, log, ending: str) -> None:
    here = os.getpid()
    result = grades(APP, checks(f"visitor.opens('/')\n    if os.getpid() != {here}: {ending}"), shared=True)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert all(here in processes for processes in who_ran(log).values())


def test_fewer_checks_are_not_worth_a_second_process(grades: Grades, checks, log: Path) -> None:
    few = checks().split("\nimport os, pathlib, time\n")[1:WORTH_SHARING]
    grades(APP, "import os, pathlib, time\n" + "".join(few), shared=True)
    assert processes_in(log) == {os.getpid()}


def test_nothing_is_left_behind_by_two(grades: Grades, checks, tmp_path: Path, monkeypatch) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr("autograder.sandbox.folder.IN_MEMORY", str(home))
    grades(APP, checks(), shared=True)
    grades(APP, checks(f"visitor.opens('/')\n    if os.getpid() != {os.getpid()}: os._exit(0)"), shared=True)
    assert list(home.iterdir()) == []


def test_an_app_that_two_cannot_start_at_once_is_graded_by_one(grades: Grades, checks, log: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = f"import socket\ntaken = socket.create_server(('127.0.0.1', {port}))\n" + APP
    result = grades(app, checks("import time; time.sleep(0.05); visitor.opens('/')"), shared=True)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert processes_in(log) == {os.getpid()}


def test_an_app_with_its_data_elsewhere_is_graded_by_one(grades: Grades, checks, log: Path, tmp_path: Path) -> None:
    app = APP_WITH_DATA.format(uri=f"sqlite:///{tmp_path}/elsewhere.db")
    result = grades(app, checks(), shared=True)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert processes_in(log) == {os.getpid()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="descriptors are counted in /proc")
@pytest.mark.parametrize("kept_from", ["os.fork", "autograder.sandbox.launcher.ForkLauncher.twin"])
def test_where_no_second_process_can_be_had_one_does_it_all(
    grades: Grades, checks, log: Path, monkeypatch, kept_from: str
) -> None:
    def cannot(*_: object) -> None:
        raise BlockingIOError("no more processes")

    grades(APP, checks())
    open_before = open_descriptors()
    monkeypatch.setattr(kept_from, cannot)
    result = grades(APP, checks(), shared=True)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert processes_in(log) == {os.getpid()}
    # a thread closes an app's log when that has ended
    assert comes_true(lambda: open_descriptors() <= open_before)


@pytest.mark.parametrize("who", ["the grader", "what it forks from"])
def test_a_second_process_that_stands_still_is_not_waited_for(grades: Grades, checks, monkeypatch, who: str) -> None:
    monkeypatch.setattr("autograder.grading.sharing.LONGEST", 1.0)
    monkeypatch.setattr("autograder.sandbox.launcher.READY_WITHIN", 0.5)
    app = APP + f"\n@app.get('/stops')\ndef stops():\n    import os\n    os.kill(os.getppid(), {STOP})\n    return ''\n"
    stops = f"os.kill(os.getpid(), {STOP})" if who == "the grader" else "visitor.opens('/stops')"
    written = checks(f"until_two_have_begun(); visitor.opens('/')\n    if os.getpid() != {os.getpid()}: {stops}")
    launcher = make_launcher("fork")
    try:
        result = grades(app, written, launcher=launcher, shared=True)
    finally:
        launcher.close()
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)


def test_in_a_box_there_is_one(grades: Grades, checks, log: Path) -> None:
    plan = reached().plan
    if BUBBLEWRAP not in plan.layers:
        pytest.skip("this machine has no bubblewrap")
    launcher = make_launcher("fork", (), plan)
    try:
        result = grades(APP, checks(), launcher=launcher, shared=True)
    finally:
        launcher.close()
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert processes_in(log) == {os.getpid()}


def test_apps_of_both_processes_are_confined(grades: Grades, checks, log: Path) -> None:
    plan = Plan((LANDLOCK, SECCOMP))
    if not set(plan.layers) <= set(reached().plan.layers):
        pytest.skip("this machine cannot confine an app so")
    launcher: Launcher = make_launcher("fork", (), plan)
    app = """
@app.get("/")
def home():
    try:
        open("/etc/hostname").read()
    except OSError:
        return "<h1>no</h1>"
    return "<h1>yes</h1>"
"""
    try:
        result = grades(
            app, checks("until_two_have_begun(); visitor.opens('/').shows('no')"), launcher=launcher, shared=True
        )
    finally:
        launcher.close()
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert result.isolation == plan.level
    assert len(processes_in(log)) == 2


def test_a_zygote_that_an_app_kills_is_replaced_in_both(grades: Grades, checks) -> None:
    kills = "import time; time.sleep(0.02); visitor.opens('/kills')"
    app = APP + "\n@app.get('/kills')\ndef kills():\n    import os\n    os.kill(os.getppid(), 9)\n    return ''\n"
    launcher = make_launcher("fork")
    try:
        for _ in range(2):
            result = grades(app, checks(_3=kills, _4=kills, _5=kills), launcher=launcher, shared=True)
            assert {each.outcome for each in (*result.checks[:4], *result.checks[7:])} == {Outcome.PASSED}
    finally:
        launcher.close()


@pytest.fixture
def checking(course_of, checks, tmp_path: Path, log: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Return a function that types ``check`` for checks of this kind, and waits until two processes run them."""
    started: list[subprocess.Popen[str]] = []

    def start(usual: str) -> subprocess.Popen[str]:
        (tmp_path / "sitecustomize.py").write_text("import os; os.sched_getaffinity = lambda _: {0, 1}")
        command = [
            sys.executable,
            "-m",
            "autograder",
            "check",
            "01",
            "--course",
            str(course_of(APP, checks(usual)).root),
        ]
        options: dict[str, Any] = {"env": {**os.environ, "PYTHONPATH": str(tmp_path)}, "start_new_session": True}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", **options
        )
        started.append(process)
        assert comes_true(lambda: log.exists() and len(processes_in(log)) == 2)
        assert process.poll() is None
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        remove_copies_of(process.pid)  # what is killed leaves them behind


def test_ctrl_c_ends_both_processes_and_leaves_nothing(checking) -> None:
    process = checking("visitor.opens('/hangs')")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_the_second_process_ends_soon_after_the_first_was_killed(checking) -> None:
    process = checking("time.sleep(0.5); visitor.opens('/')")
    process.kill()
    process.wait()

    def nobody_is_left() -> bool:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    assert comes_true(nobody_is_left, 5), "it goes on"  # what is left would take it seven seconds

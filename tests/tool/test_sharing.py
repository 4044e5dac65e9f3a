"""Two processes that share the checks of one submission come to the verdicts of one, whatever becomes of the second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading.engine import WORTH_SHARING
from autograder.model import Outcome, Result
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.levels import LANDLOCK, SECCOMP, Plan, reached
from tests.tool.conftest import QUICK

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
import os, pathlib

@task({task})
def test_number_{number}(visitor):
    '''Check {number}.'''
    with open({log!r}, "a") as log:
        log.write(f"{number} {{os.getpid()}}\\n")
    {does}
"""
MANY = 2 * WORTH_SHARING


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests mean the same on every machine."""
    monkeypatch.setattr("autograder.grading.engine.best_number", lambda *_: 2)


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


def who_ran(log: Path) -> dict[int, set[int]]:
    """Return which processes ran each check."""
    ran: dict[int, set[int]] = {}
    for line in log.read_text().splitlines():
        number, process = map(int, line.split())
        ran.setdefault(number, set()).add(process)
    return ran


def test_both_processes_take_checks_and_each_check_is_taken_once(grades: Grades, checks, log: Path) -> None:
    result = grades(APP, checks("import time; time.sleep(0.02); visitor.opens('/')"), shared=True)
    ran = who_ran(log)
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert sorted(ran) == list(range(MANY))
    assert all(len(processes) == 1 for processes in ran.values())
    assert len(set.union(*ran.values())) == 2


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
    few = checks().split("\nimport os, pathlib\n")[1:WORTH_SHARING]
    grades(APP, "import os, pathlib\n" + "".join(few), shared=True)
    assert set.union(*who_ran(log).values()) == {os.getpid()}


def test_nothing_is_left_behind_by_two(grades: Grades, checks, tmp_path: Path, monkeypatch) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr("autograder.sandbox.folder.IN_MEMORY", str(home))
    grades(APP, checks(), shared=True)
    grades(APP, checks(f"visitor.opens('/')\n    if os.getpid() != {os.getpid()}: os._exit(0)"), shared=True)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("layers", [(LANDLOCK, SECCOMP), None])
def test_apps_of_both_processes_are_confined(grades: Grades, checks, layers) -> None:
    plan = reached().plan if layers is None else Plan(layers)
    if not set(plan.layers) <= set(reached().plan.layers) or not plan.layers:
        pytest.skip("this machine cannot confine an app so")
    launcher: Launcher = make_launcher("fork", (), plan)
    reads = "assert 'no' in visitor.opens('/').text"
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
        result = grades(app, checks(f"import time; time.sleep(0.02); {reads}"), launcher=launcher, shared=True)
    finally:
        launcher.close()
    assert [each.outcome for each in result.checks] == [Outcome.PASSED] * (MANY + 1)
    assert result.isolation == plan.level


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


def test_ctrl_c_ends_both_processes_and_leaves_nothing(course_of, checks, tmp_path: Path) -> None:
    course = course_of(APP, checks("visitor.opens('/hangs')"))
    command = [sys.executable, "-m", "autograder", "check", "01", "--course", str(course.root)]
    processors = "import os; os.sched_getaffinity = lambda _: {0, 1}"
    (tmp_path / "sitecustomize.py").write_text(processors)
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, encoding="utf-8"
    )
    log = tmp_path / "checks.log"
    while not log.exists() or len({line.split()[1] for line in log.read_text().splitlines()}) < 2:
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)

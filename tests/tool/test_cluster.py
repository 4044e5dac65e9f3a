"""A class graded by a Dask cluster: a real scheduler and real workers on this machine, and the same grades."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.classroom.cluster import Cluster
from autograder.course import CourseError
from autograder.grading import identity
from autograder.grading.grader import Setup
from autograder.grading.job import Job
from autograder.grading.options import Options
from autograder.sandbox.levels import Plan
from tests.tool.terminals import ROOT, environment
from tests.tool.test_grade import CLASS, SOLUTION, grades
from tests.tool.waiting import comes_true

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are killed with a signal")

SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"
TRUST = ("--lesson", "02", "--trust-these-students", "--seed", "7")

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a process of a cluster and waits for a word in what it says."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, word: str, *arguments: str) -> subprocess.Popen[str]:
        log = tmp_path / f"{len(started)}.log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments],
                cwd=tmp_path,
                env=environment(TZ="UTC"),
                stdout=file,
                stderr=file,
                text=True,
                start_new_session=True,
            )
        started.append(process)
        comes_true(lambda: word in log.read_text() or process.poll() is not None, 60)
        assert word in log.read_text(), log.read_text()
        return process

    yield run
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def cluster(start: Start, tmp_path: Path) -> tuple[str, list[subprocess.Popen[str]]]:
    """Return the address of a scheduler with two workers, and these."""
    address = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    start(SCHEDULER, "Scheduler at:", *address)
    found = re.search(r"Scheduler at:\s+(tcp://\S+)", (tmp_path / "0.log").read_text())
    assert found
    alone = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    return found[1], [start(WORKER, "Registered to:", found[1], *alone) for _ in range(2)]


def files(out: Path) -> dict[str, str]:
    """Return the files that a class gets. In which line an endless loop was caught depends on the moment."""
    found = {
        path.name: path.read_text(encoding="utf-8") for path in (out / "grades.csv", *(out / "feedback").iterdir())
    }
    found["Kavya Iyer.txt"] = re.sub(r"app\.py:\d+.*", "app.py:somewhere", found["Kavya Iyer.txt"])
    return found


def test_the_sample_class_gets_the_same_from_a_cluster_and_from_this_machine(autograder, cluster, tmp_path):
    outs = []
    for more in ((), ("--scheduler", cluster[0])):
        outs.append(tmp_path / f"out{len(outs)}")
        asked = ("grade", str(CLASS), *TRUST, "--course", str(ROOT), "--out", str(outs[-1]), *more)
        result = autograder(*asked)
        assert result.exit_code == 0, result.output
    here, there = map(files, outs)
    assert len(here) == 22
    assert here == there


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """Return a folder with ten students' work on the tiny lesson 02."""
    for number in range(10):
        folder = tmp_path / "handed in" / f"student {number:02}"
        folder.mkdir(parents=True)
        (folder / "app.py").write_text(SOLUTION if number % 3 else "app =")
        (folder / "greetings.py").write_text('GREETING = "Hello"\n')
    return tmp_path / "handed in"


def test_a_worker_that_is_killed_half_way_costs_nobody_anything(autograder, cluster, handed, tiny_course, tmp_path):
    address, workers = cluster
    checks = tiny_course.lesson("02").checks / "test_names.py"
    # whoever gets student 04 first kills the worker it serves, as the system does when memory runs out
    kill = f"""
    once = Path({str(tmp_path / "once")!r})
    if visitor.bench.copy.files["app.py"].endswith(b"#4") and not once.exists():
        once.touch()
        os.kill(os.getppid(), 9)
"""
    text = checks.read_text().replace('    visitor.opens("/").shows("stranger")', kill + '    visitor.opens("/")', 1)
    checks.write_text(f"import os\nfrom pathlib import Path\n{text}")
    (handed / "student 04" / "app.py").write_text(SOLUTION + "#4")
    result = autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"), "--scheduler", address)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "once").exists()
    assert sorted(worker.poll() is None for worker in workers) == [False, True]
    statuses = [row["status"] for row in grades(tmp_path / "out")]
    assert statuses == ["graded" if number % 3 else "graded: the app does not start" for number in range(10)]


def test_a_worker_with_other_checks_or_less_confinement_is_a_clear_refusal(cluster, tiny_course):
    checks = {"02_names": identity.identity(tiny_course.lesson("02"))}
    for digests, plan, sentence in (
        ({"02_names": "another digest"}, Plan(), "lesson 02_names has other checks"),
        (checks, Plan(("a dungeon",)), "a dungeon is missing"),
    ):
        setup = Setup(str(tiny_course.root), str(tiny_course.tests), ("02_names",), Options(7, plan=plan))
        with Cluster(cluster[0], setup, digests) as there:
            future = there.submit(Job("Ada", "02_names", {}))
            with pytest.raises(CourseError, match=sentence):
                future.result(60)


def test_a_scheduler_that_is_not_there_is_told(autograder, handed, monkeypatch):
    monkeypatch.setattr("autograder.classroom.cluster.PATIENCE", 1)
    result = autograder("grade", str(handed), *TRUST, "--scheduler", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "There is no Dask scheduler at tcp://127.0.0.1:9" in result.output


def test_without_the_package_it_says_how_to_get_it(autograder, handed, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = autograder("grade", str(handed), *TRUST, "--scheduler", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "pip install '.[cluster]'" in result.output

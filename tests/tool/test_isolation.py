"""What the system takes from a student's process, what it leaves to it, and how a machine that cannot is told."""

from __future__ import annotations

import json
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.checks.bench import Bench
from autograder.checks.patience import Patience
from autograder.checks.visitor import Visitor
from autograder.cli import confined
from autograder.course import CourseError
from autograder.model import Outcome
from autograder.sandbox import levels
from autograder.sandbox.confinement import BUBBLEWRAP, LANDLOCK, SECCOMP
from autograder.sandbox.folder import PrivateCopy
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.levels import Plan, Reached
from autograder.sandbox.suite_claims import Way
from tests.tool.conftest import APP, Command

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux confines")

STRICT, INNER = Plan((BUBBLEWRAP, LANDLOCK, SECCOMP)), Plan((LANDLOCK, SECCOMP))
MODES = {"strict": ("fork", STRICT), "inner": ("fork", INNER), "spawned": ("spawn", INNER)}


@pytest.fixture(scope="module", params=MODES)
def launcher(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    """Return a launcher for each way to confine that this machine has; in CI it must have all of them."""
    mode, plan = MODES[request.param]
    if not set(plan.layers) <= set(levels.reached().plan.layers):
        told = f"NOT RUN: apps were not confined by {plan.level} ({levels.reached().missing})"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    made = make_launcher(mode, plan=plan)
    yield made
    made.close()


@pytest.fixture
def confine(launcher: Launcher) -> Iterator[Callable[..., Bench]]:
    """Return a function that puts a confined app on a bench, given as the lines of its only view."""
    benches: list[Bench] = []

    def put(view: str, **options: Patience) -> Bench:
        app = f"{APP}import os\n@app.get('/')\ndef home():\n{textwrap.indent(textwrap.dedent(view), '    ')}\n"
        benches.append(Bench({"app.py": app.encode()}, launcher, **options))
        benches[-1].begin(1)
        return benches[-1]

    yield put
    for bench in benches:
        bench.close()


def said(bench: Bench) -> str:
    """Return what an app answers."""
    return Visitor(bench).opens("/").text


# --- what is taken

FORBIDDEN = {
    "fork": "os.fork()",
    "run a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "become a program": "os.execv('/bin/true', ['true'])",
    "make a socket": "import socket; socket.socket()",
    "make a socket of the kernel's": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "make a link": "os.symlink('/etc/passwd', 'x')",
    "make a second name for a file": "os.link('app.py', 'x')",
    "make a pipe with a name": "os.mkfifo('x')",
    "hold memory that is a file": "os.memfd_create('x')",
    "kill its parent": "os.kill(os.getppid(), 9)",
    "kill everybody": "os.kill(-1, 9)",
    "send signals by a descriptor": "import fcntl; fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())",
    "set its own limits": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))",
    "set the clock": "import time; time.clock_settime(0, 0)",
    "change its root": "os.chroot('.')",
    "write into Python": "import flask; open(os.path.dirname(flask.__file__) + '/x', 'w')",
    "write to the root": "open('/x', 'w')",
    "read users": "open('/etc/passwd')",
    "list the root": "open('/proc/1/environ')",
    "list other people's folders": "os.listdir(os.path.dirname(os.getcwd()))",
    "list shared memory": "os.listdir('/dev/shm')",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_an_app_cannot(what: str, confine: Callable[..., Bench]) -> None:
    view = f"""
        try:
            {FORBIDDEN[what]}
        except (OSError, ValueError) as error:
            return "refused"
        return "done"
        """
    assert said(confine(view)) == "refused"


def test_an_app_cannot_read_the_course_or_a_file_of_ours(confine: Callable[..., Bench], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a canary")
    (tmp_path / "secret").chmod(0o644)
    for folder in (tmp_path / "secret", Path(__file__), Path(__file__).parents[2] / "README.md"):
        view = f"try:\n    return open({str(folder)!r}).read()\nexcept OSError:\n    return 'refused'"
        assert said(confine(view)) == "refused"


def test_a_submission_cannot_reach_another_ones_copy(confine: Callable[..., Bench]) -> None:
    where = said(confine("return os.getcwd()"))
    view = f"try:\n    return open({where!r} + '/app.py').read()\nexcept OSError:\n    return 'refused'"
    assert said(confine(view)) == "refused"


def test_an_app_cannot_take_more_memory_than_there_is_for_it(confine: Callable[..., Bench]) -> None:
    view = "try:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    return 'refused'\nreturn 'done'"
    assert said(confine(view)) == "refused"


def test_an_app_cannot_start_more_threads_than_there_are_for_it(
    confine: Callable[..., Bench], launcher: Launcher
) -> None:
    if levels.is_root() and BUBBLEWRAP not in launcher.plan.layers:
        pytest.skip("this limit does not count for root, who is refused without bubblewrap")
    view = """
        import threading, time
        threading.stack_size(32768)
        count = 0
        try:
            while count < 5000:
                threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
                count += 1
        except RuntimeError:
            pass
        return str(count)
        """
    assert int(said(confine(view))) < 1000


GROWS = {
    "large files": "for n in range(100): open(f'{n}', 'wb').write(bytes(4_000_000))",
    "many files": "for n in range(100_000): open(f'{n}', 'wb').close()",
    "deep folders": "for n in range(5000): os.mkdir('deeper'); os.chdir('deeper')",
}


@pytest.mark.parametrize("how", GROWS)
def test_an_app_that_fills_the_disk_is_stopped(how: str, confine: Callable[..., Bench]) -> None:
    bench = confine(f"try:\n    {GROWS[how]}\nexcept OSError:\n    pass\nimport time; time.sleep(9)\nreturn 'full'")
    began = time.monotonic()
    with pytest.raises(Exception, match=r"it wrote more|there are more") as stopped:
        said(bench)
    assert stopped.value.outcome is Outcome.CRASHED
    assert time.monotonic() - began < 2.9  # before its time was up
    bench.close()
    home = bench.copy.folder.parent
    assert list(home.parent.glob(f"{home.name}*")) == []


# --- what is left

ALLOWED = {
    "threads": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
    "threads that a pool makes": "from concurrent.futures import ThreadPoolExecutor as P; list(P(4).map(str, [1]))",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0))",
    "a database": "import sqlite3; c = sqlite3.connect('x.db'); c.execute('create table t(a)'); c.commit(); c.close()",
    "a database with a log": "import sqlite3; c = sqlite3.connect('y.db'); c.execute('pragma journal_mode=wal');"
    " c.execute('create table t(a)'); c.commit(); c.close()",
    "temporary files": "import tempfile; f = tempfile.NamedTemporaryFile(); f.write(b'x'); f.flush(); f.close()",
    "changing its own files": "open('app.py', 'a').write('#')",
    "folders": "os.makedirs('a/b'); os.rename('a', 'c'); import shutil; shutil.rmtree('c')",
    "copies": "import shutil; shutil.copy2('app.py', 'x.py'); shutil.copytree('.', 'y')",
    "random numbers": "import secrets, uuid; secrets.token_hex(); uuid.uuid4()",
    "time zones": "import zoneinfo; zoneinfo.ZoneInfo('Europe/Paris')",
    "who am I": "import platform; platform.platform(); os.cpu_count()",
    "modules that nobody preloaded": "import decimal, csv, xml.dom.minidom, multiprocessing, ctypes, html.parser",
    "callbacks from C": "import ctypes; ctypes.CFUNCTYPE(None)(lambda: None)()",
    "an error with its stack": "import traceback\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.format_exc()",
    "passwords": "from werkzeug import security as s; s.check_password_hash(s.generate_password_hash('a'), 'a')",
}


@pytest.mark.parametrize("what", ALLOWED)
def test_an_app_may_have(what: str, confine: Callable[..., Bench]) -> None:
    assert said(confine(f"{ALLOWED[what]}\nreturn 'fine'")) == "fine"


def test_a_hang_is_told_with_its_line_and_ends(confine: Callable[..., Bench]) -> None:
    bench = confine("while True: pass", patience=Patience(request=0.5))
    with pytest.raises(Exception, match="home` was still running"):
        said(bench)


def test_each_of_many_databases_is_read_each_time(confine: Callable[..., Bench]) -> None:
    bench = confine("""
        import sqlite3
        for name in "abc":
            with sqlite3.connect(name + ".db") as db:
                db.execute(f"create table if not exists {name} (n)")
                db.execute(f"insert into {name} values (1)")
            db.close()
        return ""
        """)
    for times in range(1, 4):
        said(bench)
        assert {name: len(table["rows"]) for name, table in bench.tables().items()} == dict.fromkeys("abc", times)


SUITE = """
import os, pytest, subprocess
def test_it_has_a_folder_for_its_files(tmp_path):
    (tmp_path / "x").write_text("x")
def test_it_changes_what_it_likes_of_its_own(monkeypatch, capsys):
    monkeypatch.setenv("X", "1")
    print("x")
    assert capsys.readouterr().out == "x\\n"
@pytest.mark.parametrize(
    "call", [os.fork, lambda: subprocess.run(["true"]), lambda: open("/etc/passwd"), lambda: os.listdir("..")]
)
def test_it_cannot(call):
    with pytest.raises(OSError):
        call()
"""


def test_a_students_own_tests_are_confined_as_their_app_is(confine: Callable[..., Bench]) -> None:
    bench = confine("return ''")
    copy = PrivateCopy({"test_it.py": SUITE.encode(), "pytest.ini": b"[pytest]\n"}, bench.copy.room)
    copy.lay_out({})
    worker = bench.apps.process(copy, {}, "suite")
    run = worker.run_suite(Way(), 20)
    worker.kill()
    copy.remove()
    assert {test.name: test.outcome for test in run.tests if test.outcome != "passed"} == {}
    assert len(run.tests) == 6


# --- what is said


def test_the_level_that_was_reached_is_on_the_bench(confine: Callable[..., Bench], launcher: Launcher) -> None:
    bench = confine("return ''")
    said(bench)
    assert bench.apps.isolation == launcher.plan.level


@pytest.mark.parametrize("isolation", ["auto", "none"])
def test_a_check_tells_programs_its_level(autograder: Command, isolation: str) -> None:
    told = json.loads(autograder("check", "01", "--isolation", isolation, "--json").output)
    plan = levels.reached().plan if isolation == "auto" else Plan()
    assert told["results"][0]["isolation"] == plan.level


MACHINES = {
    "none of it": Reached(Plan(), {BUBBLEWRAP: "it is not installed", LANDLOCK: "too old", SECCOMP: "too old"}),
    "no seccomp": Reached(Plan((BUBBLEWRAP, LANDLOCK)), {SECCOMP: "libseccomp.so.2: not found"}),
    "seccomp alone": Reached(Plan((SECCOMP,)), {BUBBLEWRAP: "it is not installed", LANDLOCK: "too old"}),
    "no bubblewrap": Reached(INNER, {BUBBLEWRAP: "it is not installed"}),
    "old kernel": Reached(Plan((BUBBLEWRAP, SECCOMP)), {LANDLOCK: "too old"}),
    "all": Reached(STRICT, {}),
}
ENOUGH = {"student": ("no bubblewrap", "old kernel", "all"), "root": ("old kernel", "all")}


@pytest.mark.parametrize("user", ENOUGH)
@pytest.mark.parametrize("machine", MACHINES)
def test_strangers_code_needs_a_machine_that_confines_it(
    machine: str, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "reached", lambda: MACHINES[machine])
    monkeypatch.setattr(levels, "is_root", lambda: user == "root")
    plan = MACHINES[machine].plan
    if machine in ENOUGH[user]:
        assert confined.plan_for("auto", "auto", strangers=True) == plan
    else:
        with pytest.raises(CourseError, match="Nothing was run") as refused:
            confined.plan_for("auto", "auto", strangers=True)
        assert all(why in str(refused.value) for why in MACHINES[machine].missing.values())
        assert ("You are root" in str(refused.value)) == (user == "root")
    assert confined.plan_for("auto", "auto", strangers=True, trusted=True) == plan
    assert confined.plan_for("auto", "auto") == plan
    assert confined.plan_for("none", "auto") == Plan()
    for trusted in (True, False):
        if machine == "all":
            assert confined.plan_for("strict", "auto", strangers=True, trusted=trusted) == plan
        else:
            with pytest.raises(CourseError, match="--isolation strict"):
                confined.plan_for("strict", "auto", strangers=True, trusted=trusted)


def test_without_bubblewrap_the_machine_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = levels.reached.__wrapped__()
    assert found.missing[BUBBLEWRAP] == "it is not installed"
    assert BUBBLEWRAP not in found.plan.layers


def test_a_bubblewrap_that_fails_is_not_relied_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho no namespaces here >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    found = levels.reached.__wrapped__()
    assert found.missing[BUBBLEWRAP] == "no namespaces here"
    assert BUBBLEWRAP not in found.plan.layers

"""The process that runs a student's app: what it sees, what it can do to us (nothing), and how its end is told."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.bench import Bench
from autograder.checks.errors import AppError, finding_rows
from autograder.sandbox.frames import Channel
from autograder.sandbox.launcher import Launcher, Process, make_launcher
from autograder.sandbox.remote import Answer, Broken, Gone, Hung, Loaded, Worker
from tests.tool.waiting import comes_true

APP = "from flask import *\napp = Flask(__name__)\n"
PLAIN = "@app.get('/')\ndef home(): return 'well'\n"


@pytest.fixture
def starts(launcher: Launcher, tmp_path: Path) -> Callable[..., Worker]:
    """Return a function that loads an app, given as text, in a worker of the mode that is tested."""
    started: list[Worker] = []

    def start(app: str, seconds: float = 10, **env: str) -> Worker:
        (tmp_path / "app.py").write_text(APP + app, encoding="utf-8")
        started.append(Worker(launcher, tmp_path, env, real_hashing=False))
        started[-1].load(seconds)
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


def get(worker: Worker, path: str = "/", seconds: float = 10) -> Answer:
    """Ask for a page."""
    environ = {
        **{"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80"},
        **{"SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost"},
    }
    return worker.request(environ, b"", seconds)


# --- an app in peace


MANY = """
import builtins, json, os, sys, tempfile, threading
@app.get("/")
def home():
    return "Hello"
@app.get("/prints")
def prints():
    print("x" * 10_000_000)
    sys.stderr.write("y" * 1_000_000)
    os.write(1, b"z" * 1_000_000)
    return "printed"
@app.get("/environment")
def environment():
    return jsonify(dict(os.environ))
@app.get("/path")
def path():
    return jsonify(sys.path)
@app.get("/import/<name>")
def imports(name):
    try:
        __import__(name)
    except ImportError as error:
        return "no"
    return "yes"
@app.get("/objects")
def objects():
    import gc
    return jsonify([str(o.rule) for o in gc.get_objects() if type(o).__name__ == "Rule"])
@app.get("/temporary")
def temporary():
    return tempfile.gettempdir() + "|" + os.getcwd() + "|" + os.path.expanduser("~")
@app.get("/descriptors")
def descriptors():
    found = []
    for number in range(3, 256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return jsonify(found)
@app.get("/closes")
def closes():
    sys.stdout.close()
    sys.stderr = None
    return "closed"
@app.get("/exits")
def exits():
    sys.exit("bye")
@app.get("/recursion")
def recursion():
    return recursion()
@app.get("/memory")
def memory():
    return "x" * 10**15
class Unprintable(Exception):
    def __str__(self):
        raise ValueError("no words")
    __repr__ = __str__
@app.get("/unprintable")
def unprintable():
    raise Unprintable()
@app.get("/escapes")
def escapes():
    raise ValueError("\\x1b[2J\\x1b]0;title\\x07red\\u202egnp \\udc80")
@app.get("/endless")
def endless():
    def body():
        while True:
            yield b"x" * 100_000
    return Response(body())
@app.get("/header")
def header():
    return "x", {"X-Long": "x" * 100_000_000}
@app.get("/many-headers")
def many_headers():
    return Response("x", headers=[(f"X-{n}", "x") for n in range(1000)])
@app.get("/nothing")
def nothing():
    pass
@app.get("/threads")
def threads():
    threading.Thread(target=lambda: None).start()
    return "threads"
"""


@pytest.fixture(scope="module", params=["fork", "spawn"])
def peaceful(request: pytest.FixtureRequest, launchers: Any, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """Return a worker with an app that does odd things and survives them."""
    if request.param == "fork" and sys.platform == "win32":
        pytest.skip("Windows cannot fork")
    folder = tmp_path_factory.mktemp("many")
    (folder / "app.py").write_text(APP + MANY, encoding="utf-8")
    secret = pytest.MonkeyPatch()
    secret.setenv("CANARY_SECRET", "only the grader knows this")
    secret.setenv("PYTHONPATH", str(Path.cwd()))
    worker = Worker(launchers(request.param), folder, {"GREETING": "Salut"}, real_hashing=False)
    secret.undo()
    worker.load(10)
    yield worker
    worker.kill()


def test_an_app_answers(peaceful: Worker) -> None:
    answer = get(peaceful)
    assert (answer.status, answer.body) == ("200 OK", b"Hello")
    assert answer.claims["endpoint"] == "home"


def test_what_an_app_prints_neither_blocks_nor_gets_into_its_answer(peaceful: Worker) -> None:
    assert get(peaceful, "/prints").body == b"printed"
    assert get(peaceful).body == b"Hello"
    assert len(peaceful.printed()) <= 64 * 1024


def test_an_app_sees_nothing_of_the_graders_environment(peaceful: Worker) -> None:
    seen = get(peaceful, "/environment").body.decode()
    assert "CANARY" not in seen
    assert "PYTHONPATH" not in seen
    assert '"GREETING":"Salut"' in seen
    assert '"FLASK_RUN_FROM_CLI":"true"' in seen


@pytest.mark.parametrize("name", ["tests", "lessons", "solutions"])
def test_an_app_cannot_import_the_course(peaceful: Worker, name: str) -> None:
    assert get(peaceful, f"/import/{name}").body == b"no"
    assert str(Path(__file__).parents[2]).encode() + b'"' not in get(peaceful, "/path").body


def test_the_process_was_warmed_with_nobodys_app(peaceful: Worker) -> None:
    rules = get(peaceful, "/objects").body.decode()
    assert "/unprintable" in rules
    assert "/builds" not in rules


def test_temporary_files_and_home_are_in_the_private_copy(peaceful: Worker) -> None:
    assert get(peaceful, "/temporary").body.decode().split("|") == [str(peaceful.folder)] * 3


def test_an_app_holds_no_more_than_its_channel_and_its_log(peaceful: Worker) -> None:
    assert len(get(peaceful, "/descriptors").body.split(b",")) <= 3


def test_an_app_may_close_what_it_prints_to(peaceful: Worker) -> None:
    assert get(peaceful, "/closes").body == b"closed"
    assert get(peaceful).body == b"Hello"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/exits", "SystemExit"),
        ("/recursion", "RecursionError"),
        ("/memory", "MemoryError"),
        ("/unprintable", "Unprintable"),
        ("/escapes", "ValueError"),
        ("/nothing", "TypeError"),
    ],
)
def test_an_error_in_a_view_is_a_500_with_its_place(peaceful: Worker, path: str, kind: str) -> None:
    answer = get(peaceful, path)
    assert answer.status.startswith("500")
    error = AppError.from_dict(answer.claims["error"])
    assert error.type == kind
    shown = "\n".join(text for _, text in finding_rows(error))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    shown.encode()
    assert get(peaceful).body == b"Hello"


@pytest.mark.parametrize("path", ["/endless", "/header"])
def test_an_answer_that_is_too_large_is_told_and_not_taken(peaceful: Worker, path: str) -> None:
    answer = get(peaceful, path)
    assert answer.too_large
    assert (answer.headers, answer.body) == ([], b"")
    assert get(peaceful).body == b"Hello"


def test_only_so_many_headers_are_looked_at(peaceful: Worker) -> None:
    assert len(get(peaceful, "/many-headers").headers) <= 100


# --- an app that ends


ENDS = {
    "exits": "os._exit(0)",
    "kills itself": "os.kill(os.getpid(), signal.SIGKILL)",
    "segfaults": "import ctypes; ctypes.string_at(0)",
    "closes everything": "os.closerange(0, 300)",
}


@pytest.mark.parametrize("how", ENDS)
def test_an_app_that_ends_in_a_view_is_gone(starts: Callable[..., Worker], how: str) -> None:
    worker = starts(f"import os, signal\n@app.get('/')\ndef home():\n    {ENDS[how]}\n    return 'x'\n")
    with pytest.raises(Gone):
        get(worker)


def test_an_app_that_ends_while_it_is_loaded_is_gone(starts: Callable[..., Worker]) -> None:
    with pytest.raises(Gone):
        starts("import os; os._exit(0)")


def test_an_app_that_raises_while_it_is_loaded_is_broken_at_its_line(starts: Callable[..., Worker]) -> None:
    with pytest.raises(Broken) as broken:
        starts("x = 1\nx.no_such_thing")
    error = AppError.from_dict(broken.value.error)
    assert (error.type, error.frames[0].file, error.frames[0].line) == ("AttributeError", "app.py", 4)


def test_no_thread_of_an_app_moves_while_its_files_are_touched(starts: Callable[..., Worker], tmp_path: Path) -> None:
    worker = starts(
        "import itertools, threading, time\n"
        "def count():\n    for n in itertools.count():\n        open('count', 'w').write(str(n)); time.sleep(0.001)\n"
        "threading.Thread(target=count, daemon=True).start()\n" + PLAIN
    )
    count = tmp_path / "count"
    assert comes_true(count.exists)  # on a busy machine the app is ready before its thread has had a turn
    with worker.still():
        before = count.read_text()
        time.sleep(0.1)
        assert count.read_text() == before
    assert comes_true(lambda: count.read_text() not in ("", before))
    assert get(worker).body == b"well"
    worker.kill()
    with worker.still():  # of one that has ended: no error
        pass


def test_a_killed_worker_takes_its_children_along(starts: Callable[..., Worker]) -> None:
    worker = starts(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "@app.get('/')\ndef home():\n    return str(child.pid)\n"
    )
    pid = int(get(worker).body)
    worker.kill()
    worker.kill()  # a second time is no error
    assert comes_true(lambda: not _is_running(pid)), "the child is still there"


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# --- an app that hangs


HANGS = {
    "in a loop": ("while True: pass", "app.py:5", "home"),
    "in a loop in C": ("import time; time.sleep(60)", "app.py:5", "home"),
    "in what it calls": ("[None for _ in iter(int, 1)]", "app.py:5", None),
}


@pytest.mark.parametrize("how", HANGS)
def test_a_hang_in_a_view_is_told_with_its_line(starts: Callable[..., Worker], how: str) -> None:
    code, where, function = HANGS[how]
    worker = starts(f"@app.get('/')\ndef home():\n    {code}\n    return 'x'\n")
    began = time.monotonic()
    with pytest.raises(Hung) as hung:
        get(worker, seconds=0.3)
    assert time.monotonic() - began < 3
    assert hung.value.where == where
    assert function in (None, hung.value.function)


def test_a_hang_while_it_is_loaded_is_told_with_its_line(starts: Callable[..., Worker]) -> None:
    with pytest.raises(Hung) as hung:
        starts("import time\ntime.sleep(60)\n", seconds=1.5)
    assert hung.value.where == "app.py:4"


def test_a_hang_at_the_end_holds_nobody_up(starts: Callable[..., Worker]) -> None:
    worker = starts(
        "import atexit, time\natexit.register(time.sleep, 60)\n@app.get('/')\ndef home():\n    return 'x'\n"
    )
    get(worker)
    began = time.monotonic()
    worker.kill()
    assert time.monotonic() - began < 3


def test_an_app_that_fights_for_its_life_still_ends_at_the_deadline(starts: Callable[..., Worker]) -> None:
    worker = starts(
        "import signal\n"
        "for number in range(1, 32):\n"
        "    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\n"
        "@app.get('/')\ndef home():\n    while True: pass\n"
    )
    with pytest.raises(Hung):
        get(worker, seconds=0.3)


# --- an app that lies


FORGER = """
import gc, json, os, struct
def frame(number, **head):
    raw = json.dumps({"id": number, "status": "200 OK", "headers": [], "passed": True, **head}).encode()
    return struct.pack(">II", len(raw), 6) + raw + b"forged"
def everywhere(data):
    for descriptor in range(3, 64):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, data)
            os.set_blocking(descriptor, True)
        except OSError:
            pass
@app.get("/")
def home():
    return "honest"
@app.get("/ahead")
def ahead():
    everywhere(b"".join(frame(number) for number in range(1, 200)))
    return "ahead"
@app.get("/noise")
def noise():
    everywhere(os.urandom(5000))
    return "noise"
@app.get("/huge")
def huge():
    everywhere(struct.pack(">II", 2**31, 2**31))
    return "huge"
"""


@pytest.mark.parametrize("path", ["/ahead", "/noise", "/huge"])
def test_frames_forged_by_an_app_are_at_most_answers_of_that_app(starts: Callable[..., Worker], path: str) -> None:
    worker = starts(FORGER)
    try:
        for _ in range(5):
            assert get(worker, path, seconds=1).body in (b"forged", path[1:].encode())
    except (Gone, Hung):
        pass
    else:
        raise AssertionError("answers to other questions were taken")
    worker = starts(FORGER)
    assert get(worker).body == b"honest"


def test_frames_forged_before_the_first_question_end_the_app_and_not_us(starts: Callable[..., Worker]) -> None:
    with pytest.raises((Gone, Hung, Broken)):
        for _ in range(3):
            get(starts(FORGER + "everywhere(b''.join(frame(number) for number in range(5)))\n"), seconds=1)
            get(starts(FORGER + "everywhere(os.urandom(5000))\n"), seconds=1)


# --- the grader's side of it, against a peer that answers whatever it likes


class Liar:
    """A launcher whose worker answers every question with the same head and body."""

    mode = "fork"

    def __init__(self, reply: Any, body: bytes, printed: str) -> None:
        """Keep what to answer and what the process seems to have printed when it is asked where it is."""
        self.reply, self.body, self.printed = reply, body, printed
        self.asked = False

    def launch(self) -> Process:
        """Return a worker that is a socket in this process."""
        ours, self.theirs = socket.socketpair()
        peer = Channel(self.theirs)
        peer.send({"isolation": "none"})
        peer.send({"id": 1, **self.reply} if isinstance(self.reply, dict) else {"id": 1}, self.body)
        return Process(Channel(ours), self, self.theirs.close, self._dump, lambda _: None)  # type: ignore[arg-type]  # a log, too

    def _dump(self) -> None:
        self.asked = True

    def end(self) -> str:
        """Return what was printed."""
        return self.printed if self.asked else ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "status headers rules called data_elsewhere error view rule endpoint templates tables exit_code output id".split()
)
replies = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(FIELDS, json_values),
        "status": st.sampled_from(["200 OK", "302 FOUND", "500", "999", "\uff12\uff10\uff10", "200 O\nK"])
        | json_values,
        "headers": st.lists(st.lists(st.text(max_size=9), max_size=3), max_size=4) | json_values,
        "rules": st.lists(st.tuples(st.text(max_size=9), st.lists(json_values, max_size=2), st.text(), st.text())),
        "id": st.just(1) | json_values,
    },
)


@settings(max_examples=200, deadline=None)
@given(replies, st.binary(max_size=50), st.sampled_from(["load", "request", "command", "reset", "read"]))
def test_whatever_a_worker_answers_only_answers_and_its_end_come_out(reply: Any, body: bytes, what: str) -> None:
    worker = Worker(Liar(reply, body, ""), Path("/tmp/app"), {}, real_hashing=False)  # type: ignore[arg-type]  # a launcher
    try:
        match what:
            case "load":
                loaded = worker.load(1)
                assert isinstance(loaded, Loaded)
                assert all(isinstance(text, str) for rule in loaded.rules for text in (rule.rule, *rule.methods))
            case "request":
                answer = worker.request({}, b"", 1)
                assert int(answer.status[:3]) in range(100, 600)
                assert all(isinstance(text, str) and "\n" not in text for pair in answer.headers for text in pair)
            case "command":
                assert isinstance(worker.command([], 1), dict)
            case "reset":
                worker.reset(1)
            case "read":
                assert isinstance(worker.read("x", 1), dict)
    except (Gone, Hung):
        pass
    except Broken as broken:
        finding_rows(AppError.from_dict(broken.error))
    finally:
        worker.kill()


@pytest.mark.parametrize(
    "line",
    [
        'File "/tmp/apple/x.py", line 3 in f',
        'File "/tmp/app/../../etc/passwd", line 3 in f',
        'File "/tmp/app/a.py", line ' + "9" * 5000 + " in f",
        'File "/tmp/app/a.py", line 3 in ' + "f" * 10_000,
        'File "/tmp/app/\x1b[2J", line 3 in f',
        'File "/tmp/app", line 3 in f',
    ],
)
def test_a_forged_place_of_a_hang_does_no_harm(line: str, on_bench: Callable[..., Bench]) -> None:
    worker = Worker(Liar({"id": 99}, b"", line), Path("/tmp/app"), {}, real_hashing=False)  # type: ignore[arg-type]  # a launcher
    worker._process.channel.receive()
    with pytest.raises(Hung) as hung:
        get(worker, seconds=0.05)
    assert len(hung.value.where) + len(hung.value.function) < 500
    assert on_bench("").source(hung.value.where) == ""


def test_the_zygote_is_not_the_grader(starts: Callable[..., Worker], mode: str) -> None:
    worker = starts("import os\n@app.get('/')\ndef home():\n    return f'{os.getpid()} {os.getppid()}'\n")
    own, parent = map(int, get(worker).body.split())
    assert own != os.getpid()
    assert (parent == os.getpid()) == (mode == "spawn")


def test_an_app_that_kills_the_process_it_was_forked_from_ends_nothing_but_itself(tmp_path: Path) -> None:
    launcher = make_launcher("fork")
    murderer, honest = tmp_path / "murderer", tmp_path / "honest"
    for folder, app in ((murderer, "import os\nos.kill(os.getppid(), 9)\n"), (honest, APP + PLAIN)):
        folder.mkdir()
        (folder / "app.py").write_text(app, encoding="utf-8")
    try:
        first = Worker(launcher, murderer, {}, real_hashing=False)
        with contextlib.suppress(Broken, Gone, Hung):
            first.load(5)
        first.kill()
        second = Worker(launcher, honest, {}, real_hashing=False)
        second.load(10)
        assert get(second, "/").body == b"well"
        second.kill()
    finally:
        launcher.close()

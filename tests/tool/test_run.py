"""``run``: a lesson's app on this machine, watched by somebody who explains tracebacks."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from autograder.live import ports
from autograder.live.log import Line, Log, Pieces, TracebackWatch
from autograder.live.program import Program, not_to_watch
from tests.tool.waiting import comes_true

REPOSITORY = Path(__file__).resolve().parents[2]
CALL = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from autograder.cli.main import main; main()"
PATIENCE = 15

APP = """\
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    name = "Ada"
    return f"<h1>{nam}</h1>"


@app.get("/fine")
def fine():
    return "fine"
"""

TRACEBACK = """\
Traceback (most recent call last):
  File "app.py", line 9, in home
    return nam
           ^^^
NameError: name 'nam' is not defined
"""


class Running:
    """A command that goes on until it is stopped, and what it has printed so far."""

    def __init__(self, root: Path, log: Path, *arguments: str, **environment: str) -> None:
        """Start it in a course's folder, with what it prints in a file."""
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", CALL, "run", *arguments],
                cwd=root,
                env={**os.environ, **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        """All that it has said."""
        return self.log.read_text(encoding="utf-8")

    def says(self, text: str) -> str:
        """Wait until it has said something, and return all that it said."""
        assert comes_true(lambda: text in self.output, PATIENCE), self.output
        return self.output

    @property
    def address(self) -> str:
        """Where its app is, once it is there."""
        self.says("CTRL+C to quit")
        return next(line.split()[-1] for line in self.output.splitlines() if line.startswith("  open "))

    def asks(self, path: str) -> tuple[int, str]:
        """Open a page; return its status and its text."""
        try:
            with urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def stop(self) -> int:
        """Press Ctrl+C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def run(tiny_course, tmp_path) -> Iterator[Callable[..., Running]]:
    """Return a function that runs the tiny course's apps; all of them are stopped in the end."""
    started: list[Running] = []

    def start(*arguments: str, **environment: str) -> Running:
        started.append(Running(tiny_course.root, tmp_path / f"{len(started)}.log", *arguments, **environment))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()


@pytest.fixture
def broken(tiny_course) -> Path:
    """Return the tiny course's first app, which breaks when its front page is opened."""
    app = tiny_course.lesson("01").starter / "app.py"
    app.write_text(APP, encoding="utf-8")
    return app


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which somebody listens."""
    with socket.socket() as listening:
        listening.bind((ports.HOST, 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.usefixtures("broken")
def test_a_page_that_breaks_is_explained_after_its_traceback(run):
    app = run("1")
    assert app.asks("/fine") == (200, "fine")
    assert app.asks("/")[0] == 500
    output = app.says("Did you mean `name`?\n──")
    assert "Traceback (most recent call last)" in output
    assert (
        "── in plain words ────────────────────────────────────────\n"
        "  lessons/01_hello/app.py:9   in home\n"
        '      8 |      name = "Ada"\n'
        '  >   9 |      return f"<h1>{nam}</h1>"\n'
        "        |                    ^^^\n"
        "  NameError: the name `nam` does not exist here. Did you mean `name`?\n"
        "──────────────────────────────────────────────────────────\n\n"
    ) in output


@pytest.mark.usefixtures("broken")
def test_it_says_what_is_running_and_stops_without_a_traceback(run, tiny_course):
    app = run("1")
    assert app.asks("/fine")[0] == 200
    assert "Lesson 01 · " in app.output
    assert "running from   lessons/01_hello\n" in app.output
    assert app.stop() == 0
    assert app.output.endswith("\nLesson 01 has stopped.\n")
    assert "Traceback" not in app.output
    assert ports.is_free(int(app.address.rpartition(":")[2]))
    assert not list((tiny_course.root / ".baseplate" / "running").iterdir())


@pytest.mark.usefixtures("broken")
def test_a_second_app_takes_the_next_port_and_says_whose_the_first_is(run):
    first = run("1")
    port = int(first.address.rpartition(":")[2])
    second = run("2", "--from", "solutions")
    assert second.address != first.address
    if port == ports.FIRST:  # otherwise it was taken already, by something that is not ours
        assert "Port 5000 is taken: the app of 01_hello still runs there" in second.output
    assert "running from   solutions/02_names\n" in second.output


def test_an_app_that_cannot_start_is_explained_and_ends_with_1(run, broken):
    broken.write_text("from flask import Flask\n\ndef home(\n", encoding="utf-8")
    app = run("1")
    assert app.process.wait(PATIENCE) == 1
    assert "`(` on this line is never closed." in app.output


def test_a_folder_without_an_app_is_explained(run, broken):
    broken.unlink()
    app = run("1")
    assert app.process.wait(PATIENCE) == 1
    assert "  There is no `app.py` here." in app.output


@pytest.mark.usefixtures("broken")
def test_settings_from_outside_do_not_choose_another_app(run):
    app = run("1", FLASK_APP="nope", FLASK_ENV="production")
    assert app.asks("/fine")[0] == 200
    assert "FLASK_APP and FLASK_ENV from your terminal: not used here." in app.output


def test_a_file_that_hides_a_module_is_named_and_the_app_still_starts(run, broken):
    (broken.parent / "token.py").write_text("")
    app = run("1")
    assert app.asks("/fine")[0] == 200
    assert "Your file `token.py` hides Python's own module `token`." in app.output


def test_a_saved_change_is_there_at_the_next_request(run, broken):
    app = run("1")
    assert app.asks("/fine") == (200, "fine")
    broken.write_text(APP.replace('"fine"\n', '"better"\n'), encoding="utf-8")
    app.says("Detected change")

    def is_better() -> bool:
        with contextlib.suppress(ConnectionError):  # it was asked while it left
            return app.asks("/fine") == (200, "better")
        return False

    assert comes_true(is_better, PATIENCE), app.output


def test_a_change_in_another_lesson_reloads_nothing():
    patterns = not_to_watch(REPOSITORY, REPOSITORY / "lessons" / "01_bare_route")
    assert f"{REPOSITORY}{os.sep}autograder{os.sep}*" in patterns
    assert f"{REPOSITORY}{os.sep}lessons{os.sep}02_dynamic_urls{os.sep}*" in patterns
    assert not [pattern for pattern in patterns if "01_bare_route" in pattern and f"{os.sep}lessons{os.sep}" in pattern]


def test_a_port_that_was_asked_for_and_is_taken_is_a_usage_error(autograder, taken):
    result = autograder("run", "1", "--port", str(taken))
    assert result.exit_code == 2
    assert f"Port {taken} is taken by another program. Stop it, or leave out --port: " in result.output


def test_without_a_lesson_it_asks_which(autograder):
    result = autograder("run")
    assert result.exit_code == 2
    assert "Which lesson? Name it, as in: autograder run 03. There are 01, 02, 03." in result.output


def test_a_tree_without_the_lesson_is_a_usage_error(autograder):
    result = autograder("run", "1", "--from", "nowhere")
    assert result.exit_code == 2
    assert "There is no folder 01_hello in nowhere." in result.output


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_traceback_is_found_however_the_stream_is_cut(size):
    seen: list[str] = []
    watch = TracebackWatch(seen.append)
    stream = f' * Restarting with stat\n{TRACEBACK}127.0.0.1 - - [23/Nov] "GET / HTTP/1.1" 500 -\n{TRACEBACK}'
    for start in range(0, len(stream), size):
        watch.feed(stream[start : start + size])
    assert seen == [TRACEBACK.rstrip()]
    watch.quiet()
    assert [text.rstrip() for text in seen] == [TRACEBACK.rstrip()] * 2
    watch.quiet()
    assert len(seen) == 2


def test_nothing_is_cut_within_a_character_or_an_escape():
    text_of = Pieces()
    assert [text_of(piece) for piece in (b"\x1b[3", b"1mhot\x1b[0m \xe2\x80", b"\xa6\n")] == [
        "",
        "\x1b[31mhot\x1b[0m ",
        "…\n",
    ]


def test_colours_go_where_there_is_no_terminal(run, broken):
    broken.write_text('print("\\x1b[31mhot\\x1b[0m …")\n' + APP)
    assert "\x1b" not in run("1").says("hot …\n")


def test_a_log_gives_lines_and_what_they_mean_to_whoever_comes(tiny_course):
    log = Log()
    lesson = tiny_course.lesson("01")
    (lesson.starter / "app.py").write_text(APP, encoding="utf-8")
    with socket.socket() as trial:
        trial.bind((ports.HOST, 0))
        port = trial.getsockname()[1]
    with Program(tiny_course, lesson, log, port) as program:
        lines = _until(log, lambda line: "CTRL+C" in line.text)
        with pytest.raises(HTTPError) as page:
            urlopen(program.address, timeout=PATIENCE)
        page.value.close()
        explained = _until(log, lambda line: bool(line.rows))[-1]
        assert program.running
    assert ("", "NameError: the name `nam` does not exist here. Did you mean `name`?") in explained.rows
    assert explained.rows[0][1].startswith("lessons/01_hello/app.py:9   in home")
    assert not program.running
    assert ports.is_free(program.port)
    assert log.after(lines[-1].number)[-1] == log.after(0)[-1]
    assert not list((tiny_course.root / ".baseplate/running").iterdir())


def _until(log: Log, true: Callable[[Line], bool]) -> tuple[Line, ...]:
    """Wait for a line of which something is true, and return all up to it."""
    lines: tuple[Line, ...] = ()
    while not lines or not true(lines[-1]):
        news = log.after(lines[-1].number if lines else 0, PATIENCE)
        assert news, lines
        lines = (*lines, news[0])
    return lines


def test_an_old_note_about_a_port_is_not_believed(tmp_path):
    (tmp_path / "5000.json").write_text('{"lesson": "02_names", "process": 999999999}')
    assert not ports.who_answers(5000, tmp_path)
    (tmp_path / "5000.json").write_text("nonsense")
    assert not ports.who_answers(5000, tmp_path)

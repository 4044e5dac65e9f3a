"""``doctor`` on machines that are well and on machines that are not: each trouble is named, with what to type."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator

import pytest

from autograder.cli import symptoms
from autograder.sandbox import levels
from tests.tool.top.conftest import Machine

DOCTOR = "source .venv/bin/activate; python -m autograder doctor"


@pytest.fixture
def somebody_on_the_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Return a function that lets somebody listen on the port that ``flask run`` takes, with this answer."""
    servers = []

    def listen(answer: bytes) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.recv(1024)
                self.request.sendall(answer)

        server = socketserver.TCPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(symptoms, "PORT", server.server_address[1])

    yield listen
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("layers", "missing", "word", "part"),
    [
        (("bubblewrap", "landlock", "seccomp"), {}, "FINE", "bubblewrap+landlock+seccomp"),
        (("bubblewrap", "seccomp"), {"landlock": "this Linux has none"}, "NOTE", "landlock: this Linux has none"),
        ((), {"seccomp": "not on this system"}, "NOTE", "cannot be confined enough here"),
    ],
)
def test_how_far_strangers_are_confined_is_told(monkeypatch, layers, missing, word, part) -> None:
    monkeypatch.setattr(levels, "reached", lambda: levels.Reached(levels.Plan(layers), missing))
    (symptom,) = symptoms.confinement()
    assert symptom.word == word
    assert part in symptom.text


def test_a_machine_that_is_well(machine: Machine) -> None:
    ran = machine.types(DOCTOR)
    assert [line for line in ran.stdout.splitlines() if "TROUBLE" in line and "Port" not in line] == []
    for part in ("Python 3.", ".venv is whole", "flask 3.", "flask-login 0.", "switched on", "lessons in", "fork mode"):
        assert part in ran.stdout.replace("\n          ", " "), ran.stdout


@pytest.mark.parametrize(
    ("before", "trouble", "fix"),
    [
        (
            "touch lessons/01_bare_route/flask.py",
            "lessons/01_bare_route/flask.py hides the module `flask`",
            "my_flask.py",
        ),
        ("touch token.py", "token.py hides the module `token`", "my_token.py"),
        ("mkdir lessons/02_dynamic_urls/app", "app is a folder beside app.py", "another name"),
        ("export FLASK_APP=other.py", "FLASK_APP is set to 'other.py'", "unset FLASK_APP"),
        ("export FLASK_ENV=development", "FLASK_ENV is set", "unset FLASK_ENV"),
        ("export VIRTUAL_ENV=/other", "Another Python is switched on in this terminal: /other", "deactivate"),
        ("cd /", "You are outside the course, in /", 'cd "'),
        (
            "rm .venv/lib/*/site-packages/[fF]lask-3*",
            "flask is missing, and 3.",
            "Delete the folder .venv",
        ),
    ],
)
def test_each_trouble_has_its_fix(machine: Machine, before: str, trouble: str, fix: str) -> None:
    ran = machine.types(f"source .venv/bin/activate; {before}\nautograder doctor --plain")
    said = ran.stdout.replace("\n          ", " ")
    assert ran.returncode == 2, said
    assert trouble in said
    assert fix in said.partition("To fix it")[2]


def test_not_switched_on_is_no_trouble_but_worth_a_note(machine: Machine) -> None:
    said = machine.types("python3 -m autograder doctor").stdout
    assert "NOTE     The course's Python is not switched on in this terminal" in said
    assert "source .venv/bin/activate" in said


def test_it_speaks_ascii_to_a_pipe_that_knows_no_more(machine: Machine) -> None:
    ran = machine.types("python3 -m autograder doctor", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    assert "Traceback" not in ran.stdout


@pytest.mark.parametrize(
    ("answer", "word", "part"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nServer: AirTunes/775.3.1\r\n\r\n", "TROUBLE", "AirPlay, which answers 403"),
        (b"HTTP/1.1 200 OK\r\nServer: Werkzeug/3.1.9 Python/3.11\r\n\r\n", "NOTE", "A Flask server is running"),
        (b"220 mail", "TROUBLE", "taken by another program"),
    ],
)
def test_who_is_on_the_port(somebody_on_the_port: Callable[[bytes], None], answer: bytes, word: str, part: str) -> None:
    somebody_on_the_port(answer)
    (symptom,) = symptoms.port()
    assert symptom.word == word
    assert part in symptom.text
    assert ("--port" in symptom.fix) == (word == "TROUBLE")

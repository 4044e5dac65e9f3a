"""Student files as they really come: odd ones that are right pass, and every other one gets a clear sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from autograder.cli.main import main

CHECKS = '''\
from autograder.checks import task


@task(1)
def test_the_front_page_greets(visitor):
    """The front page greets."""
    visitor.opens("/").shows("Grüezi")


@task(2)
def test_the_second_page_speaks(visitor):
    """The second page speaks."""
    visitor.opens("/second").shows("second")
'''

APP = """\
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "<p>Grüezi</p>"


@app.get("/second")
def second():
    return "<p>second</p>"
"""


class Odd(NamedTuple):
    """Somebody's files, how many of the two points they get, and what is said about the first thing that is not so."""

    files: dict[str, str | bytes]
    points: int
    outcome: str = "passed"
    says: str = ""


def app(old: str = "", new: str = "", encoding: str = "utf-8") -> dict[str, str | bytes]:
    assert old in APP
    return {"app.py": APP.replace(old, new, 1).encode(encoding)}


HOME = 'return "<p>Grüezi</p>"'
FIRST = "app = Flask(__name__)\n"

ODD = {
    "as_it_should_be": Odd(app(), 2),
    "byte_order_mark": Odd(app(encoding="utf-8-sig"), 2),
    "windows_line_ends": Odd({"app.py": APP.replace("\n", "\r\n")}, 2),
    "old_mac_line_ends": Odd({"app.py": APP.replace("\n", "\r")}, 2),
    "latin_1_declared": Odd({"app.py": ("# coding: latin-1\n" + APP).encode("latin-1")}, 2),
    "latin_1": Odd(app(encoding="latin-1"), 0, "failed", "not saved as UTF-8"),
    "utf_16": Odd(app(encoding="utf-16"), 0, "failed", "UTF-16"),
    "syntax_error": Odd(app("Flask(__name__)", "Flask(__name__"), 0, "failed", "`(` on this line is never closed"),
    "tabs": Odd({"app.py": APP.replace("    ", "\t")}, 2),
    "tabs_and_spaces": Odd(
        app(f"    {HOME}", f"    x = 1\n\t{HOME}"), 0, "failed", "indented by tabs and others by spaces"
    ),
    "loop_at_import": Odd(app(FIRST, f"{FIRST}while True:\n    pass\n"), 0, "timed_out", "app.py:"),
    "loop_at_exit": Odd(app(FIRST, f"{FIRST}import atexit, time\natexit.register(time.sleep, 99)\n"), 2),
    "prints": Odd(app(HOME, f"print('hällo', flush=True)\n    {HOME}"), 2),
    "prints_ten_megabytes": Odd(app(HOME, f"[print('x' * 1000) for _ in range(10_000)]\n    {HOME}"), 2),
    "prints_at_import": Odd(app(FIRST, f"{FIRST}print('x' * 10_000_000)\n"), 2),
    "a_file_called_flask": Odd({**app(), "flask.py": "Flask = None\n"}, 2),
    "no_app": Odd({"app.py": "x = 1\n"}, 0, "failed", "found no app in it"),
    "application": Odd({"app.py": APP.replace("app", "application")}, 2),
    "another_name": Odd({"app.py": APP.replace("app", "brickyard")}, 2),
    "factory": Odd(
        {
            "app.py": "from flask import Flask\n\n\ndef create_app():\n    "
            + APP[24:].replace("\n", "\n    ")
            + "return app\n"
        },
        2,
    ),
    "factory_that_breaks": Odd(
        {"app.py": "def create_app():\n    return Flask(__name__)\n"}, 0, "failed", "from flask import Flask"
    ),
    "no_app_file": Odd({"main.py": APP}, 0, "failed", "There is no `app.py` here"),
    "nothing": Odd({}, 0, "failed", "There is no `app.py` here"),
    "app_run": Odd(
        app("    " + 'return "<p>second</p>"\n', '    return "<p>second</p>"\n\n\napp.run(debug=True)\n'), 2
    ),
    "exit_at_import": Odd(app(FIRST, f"{FIRST}import sys\nsys.exit()\n"), 0, "failed", "ended the whole program"),
    "hard_exit_at_import": Odd(app(FIRST, f"{FIRST}import os\nos._exit(0)\n"), 0, "crashed", "stopped while"),
    "hard_exit_in_a_view": Odd(app(HOME, "__import__('os')._exit(0)"), 1, "crashed", "process stopped"),
    "exit_in_a_view": Odd(app(HOME, "__import__('sys').exit('bye')"), 1, "failed", "exit()"),
    "closes_every_file": Odd(
        app(HOME, f"__import__('os').closerange(0, 256)\n    {HOME}"), 1, "crashed", "process stopped"
    ),
    "closes_its_prints": Odd(app(FIRST, f"{FIRST}import sys\nsys.stdout.close()\n"), 2),
    "hangs_in_a_view": Odd(app(HOME, "__import__('time').sleep(99)"), 1, "timed_out", "still running after"),
    "fifty_megabytes": Odd(app(HOME, "return 'x' * 50_000_000"), 1, "failed", "more than 16 MB"),
    "leaves_a_thread": Odd(
        app(FIRST, f"{FIRST}import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\n"), 2
    ),
}
NAMES = list(ODD)


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def slug(name: str) -> str:
    return f"{NAMES.index(name):02}_{name}"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """Return a course with one lesson for each oddity, all with the same checks, and the odd work in another tree."""
    root = tmp_path_factory.mktemp("course") / "Übungen für Zoë"
    for name, odd in ODD.items():
        write(root / "tests" / slug(name), {"test_pages.py": CHECKS})
        write(root / "lessons" / slug(name), {"README.md": f"# {NAMES.index(name):02} · {name}\n", "app.py": ""})
        write(root / "solutions" / slug(name), {"app.py": APP})
        (root / "Jörgs Lösung" / slug(name)).mkdir(parents=True)
        write(root / "Jörgs Lösung" / slug(name), odd.files)
    return root


@pytest.fixture(scope="module", params=["fork", "spawn"])
def results(request, course) -> dict[str, dict]:
    """Return what one run over all of them says, for each kind of worker."""
    call = [
        "check",
        "--course",
        str(course),
        "--from",
        str(course / "Jörgs Lösung"),
        "--json",
        "--workers",
        request.param,
    ]
    told = CliRunner().invoke(main, call)
    assert told.exit_code == 1, told.output
    return {result["lesson"]: result for result in json.loads(told.stdout)["results"]}


@pytest.mark.parametrize("name", NAMES)
def test_odd_work_gets_its_points_and_a_clear_sentence(name, results):
    odd, result = ODD[name], results[slug(name)]
    first = next((check for check in result["checks"] if check["outcome"] != "passed"), None)
    if first is None:
        assert odd.outcome == "passed"
    else:
        assert (first["outcome"], first["message"]) == (odd.outcome, first["message"])
        assert odd.says in first["message"]
    assert result["points"] == odd.points, first


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("a_file_called_flask", "Your file `flask.py` hides the package `flask`. Give it another name."),
        ("application", "Flask found your app under the name `application`."),
    ],
)
def test_a_note_says_what_is_unusual_about_work_that_passes(name, note, course):
    told = CliRunner().invoke(
        main, ["check", str(NAMES.index(name)), "--course", str(course), "--from", str(course / "Jörgs Lösung")]
    )
    assert told.exit_code == 0
    assert note in " ".join(told.output.split())

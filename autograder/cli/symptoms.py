"""What ``doctor`` looks at: each room of the machine gives symptoms, and each trouble brings its own fix."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from autograder import bootstrap
from autograder.course import Course

ROOT = Path(bootstrap.ROOT)
PORT = 5000
NEEDED_SPACE = 300_000_000
"""Bytes that should be free: room for the packages, the students' databases and private copies."""
OUR_OWN = {"autograder", "tests"}


@dataclass(frozen=True)
class Symptom:
    """One thing that was looked at. ``word`` is FINE, NOTE (good to know) or TROUBLE, which has a fix."""

    word: str
    text: str
    fix: str = ""


def examine(course: Course) -> Iterator[Symptom]:
    """Look at everything, in the order in which one thing rests on another."""
    rooms: tuple[Callable[[], Iterator[Symptom]], ...] = (
        python,
        packages,
        terminal,
        settings,
        lambda: folder(course),
        lambda: shadows(course),
        port,
        sandbox,
        confinement,
    )
    for room in rooms:
        yield from room()


def activated() -> bool:
    """Whether ``.venv`` is switched on in the terminal this was typed in."""
    return os.path.realpath(os.environ.get("VIRTUAL_ENV", "-")) == os.path.realpath(bootstrap.VENV)


def activation() -> str:
    """Return what to type in this shell, in the course's folder, to switch ``.venv`` on."""
    if os.name == "nt":
        return r".venv\Scripts\activate"
    shell = Path(os.environ.get("SHELL", "")).name
    return "source .venv/bin/activate" + {"fish": ".fish", "csh": ".csh", "tcsh": ".csh"}.get(shell, "")


def this_command() -> str:
    """Return how the autograder is called in this terminal."""
    if activated():
        return "python -m autograder"
    return "py -m autograder" if os.name == "nt" else "python3 -m autograder"


def python() -> Iterator[Symptom]:
    """Which Python runs this, and whether ``.venv`` is whole."""
    version = sys.version.split()[0]
    yield Symptom("FINE", f"Python {version}, {sys.executable}")
    if bootstrap.inside() and bootstrap.whole():
        yield Symptom("FINE", f".venv is whole: {bootstrap.VENV}")
    else:
        again = f"Delete the folder .venv, then type: {this_command()} start"
        yield Symptom("TROUBLE", f"This is not the course's own Python: {bootstrap.VENV} is missing or broken.", again)


def packages() -> Iterator[Symptom]:
    """Whether the packages are the ones of requirements.txt, and come from ``.venv``."""
    wanted = dict(_pins((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    found = {name: _version(name) for name in wanted}
    text = " · ".join(f"{name} {version}" for name, version in found.items() if version)
    again = f"Delete the folder .venv, then type: {this_command()} start"
    for name, version in found.items():
        if version != wanted[name]:
            yield Symptom("TROUBLE", f"{name} is {version or 'missing'}, and {wanted[name]} is needed.", again)
    if found == wanted:
        yield Symptom("FINE", text)
    spec = util.find_spec("flask")
    if spec and spec.origin and not Path(spec.origin).is_relative_to(bootstrap.VENV):
        yield Symptom("TROUBLE", f"Python finds another flask first: {spec.origin}", _unset("PYTHONPATH"))


def _pins(text: str) -> Iterator[tuple[str, str]]:
    """Give the name and version of each line of a requirements file."""
    for line in text.splitlines():
        name, equals, version = line.partition("#")[0].partition("==")
        if equals:
            yield name.strip(), version.strip()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def terminal() -> Iterator[Symptom]:
    """Whether the command ``flask`` of this terminal is the course's."""
    other = os.environ.get("VIRTUAL_ENV", "")
    switch_on = f"cd {_quoted(ROOT)}\n{activation()}"
    if activated():
        flask = shutil.which("flask")
        if flask and Path(flask).resolve().is_relative_to(Path(bootstrap.VENV).resolve()):
            yield Symptom("FINE", "The course's Python is switched on in this terminal.")
        else:
            yield Symptom("TROUBLE", f"`flask` is another one here: {flask}", f"Open a new terminal:\n{switch_on}")
    elif other:
        yield Symptom("TROUBLE", f"Another Python is switched on in this terminal: {other}", f"deactivate\n{switch_on}")
    else:
        yield Symptom("NOTE", "The course's Python is not switched on in this terminal. `flask` needs it:", switch_on)


def settings() -> Iterator[Symptom]:
    """Whether a forgotten setting leads ``flask run`` elsewhere."""
    for name, why in (
        ("FLASK_APP", "`flask run` starts that app instead of the lesson's"),
        ("FLASK_ENV", "Flask does not know it any more; write `flask run --debug`"),
        ("FLASK_RUN_PORT", "`flask run` takes that port"),
        ("FLASK_RUN_FROM_CLI", "`app.run()` does nothing"),
    ):
        if os.environ.get(name):
            yield Symptom("TROUBLE", f"{name} is set to {os.environ[name]!r}: {why}.", _unset(name))


def _unset(name: str) -> str:
    """Return what to type to forget a setting."""
    if os.name == "nt":
        return f"Remove-Item Env:{name}     (PowerShell; in cmd: set {name}=)"
    return f"set -e {name}" if Path(os.environ.get("SHELL", "")).name == "fish" else f"unset {name}"


def folder(course: Course) -> Iterator[Symptom]:
    """Whether we are in the course, and whether there is room."""
    here = Path.cwd().resolve()
    if here.is_relative_to(course.root.resolve()):
        yield Symptom("FINE", f"{len(course.lessons)} lessons in {course.root}")
    else:
        yield Symptom("TROUBLE", f"You are outside the course, in {here}", f"cd {_quoted(course.root)}")
    free = shutil.disk_usage(course.root).free
    if free < NEEDED_SPACE:
        yield Symptom("TROUBLE", f"Only {free // 10**6} MB are free on this disk.", "Free about 300 MB.")


def shadows(course: Course) -> Iterator[Symptom]:
    """Which files hide a module of Python or of a package, so that importing it finds the wrong one."""
    known = (set(sys.stdlib_module_names) | set(metadata.packages_distributions())) - OUR_OWN
    folders = {course.root: True, Path.cwd(): True} | {lesson.starter: True for lesson in course.lessons}
    for each in folders:
        for path in sorted(each.iterdir()) if each.is_dir() else []:
            is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
            if is_module and path.stem in known:
                yield Symptom(
                    "TROUBLE",
                    f"{_short(path, course)} hides the module `{path.stem}` that Python or Flask needs.",
                    f"Give it another name, for example my_{path.name}",
                )
        if (each / "app.py").is_file() and (each / "app").is_dir():
            yield Symptom(
                "TROUBLE",
                f"{_short(each / 'app', course)} is a folder beside app.py: `flask run` takes the folder.",
                "Give the folder another name, or remove it.",
            )


def port() -> Iterator[Symptom]:
    """Who answers on the port that ``flask run`` takes."""
    other = f"flask run --debug --port {PORT + 1}     and open http://127.0.0.1:{PORT + 1}"
    answer = _ask_port()
    if answer is None:
        yield Symptom("FINE", f"Port {PORT} is free for `flask run`.")
    elif "werkzeug" in answer.lower():
        yield Symptom("NOTE", f"A Flask server is running on port {PORT}. If it is not yours, stop it with Ctrl+C.")
    elif "AirTunes" in answer or (sys.platform == "darwin" and " 403" in answer.partition("\n")[0]):
        receiver = "or switch AirPlay Receiver off: System Settings, General, AirDrop & Handoff"
        yield Symptom("TROUBLE", f"Port {PORT} is taken by macOS' AirPlay, which answers 403.", f"{other}\n{receiver}")
    else:
        yield Symptom("TROUBLE", f"Port {PORT} is taken by another program.", other)


def _ask_port() -> str | None:
    """Return the head of the answer on the port, empty when it is not HTTP, or nothing where nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", PORT), timeout=1) as connection:
            try:
                connection.sendall(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return connection.recv(4096).decode("latin-1")
            except OSError:
                return ""
    except OSError:
        return None


def sandbox() -> Iterator[Symptom]:
    """Whether the process that runs students' apps starts, and how."""
    from autograder.sandbox.launcher import NoSandbox, make_launcher

    launcher = make_launcher()
    try:
        launcher.launch().end()
    except (NoSandbox, OSError) as error:
        fix = f"Delete the folder .venv, then type: {this_command()} start"
        yield Symptom("TROUBLE", f"Apps cannot be started here: {error}", fix)
    else:
        how = {"fork": "forked, one per submission", "spawn": "started afresh, which takes longer"}[launcher.mode]
        yield Symptom("FINE", f"Apps run in processes of their own ({how}: {launcher.mode} mode).")
    finally:
        launcher.close()


def confinement() -> Iterator[Symptom]:
    """How far the code of a whole class would be confined: good to know for whoever grades strangers' work."""
    from autograder.sandbox.levels import reached

    best = reached()
    level = best.plan.level
    if best.plan.is_strict:
        yield Symptom("FINE", f"For `grade`, strangers' code is confined by {level}.")
        return
    lacks = "; ".join(f"{layer}: {reason}" for layer, reason in best.missing.items())
    enough = f"is confined by {level}" if best.plan.is_enough else "cannot be confined enough here"
    yield Symptom("NOTE", f"For `grade`, strangers' code {enough}. What is missing: {lacks}.")


def _quoted(path: Path) -> str:
    """Return a path as one types it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _short(path: Path, course: Course) -> str:
    """Return a path from the course's folder where it lies in there."""
    return str(path.relative_to(course.root)) if path.is_relative_to(course.root) else str(path)

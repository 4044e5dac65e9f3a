"""The hostile collection: what is handed in, written from the tables in ``cases/`` and from a few lines of Python."""

from __future__ import annotations

import io
import os
import socket
import stat
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = ("no_full_marks", "no_escape", "contained", "must_pass")
"""Must not earn full marks; must not get out; must harm nobody, whatever it earns; must earn full marks."""

BEGINNING = """\
from flask import Flask
app = Flask(__name__)
@app.get("/")
def index():
    return "ANSWER"
LEAK = []
@app.get("/leak")
def leak():
    return "\\n".join(map(str, LEAK))
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
def number(intel, arm):
    return intel if platform.machine() == "x86_64" else arm
def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read(100_000)
    except OSError:
        return ""
def attempt(what, call, *arguments):
    try:
        result = call(*arguments)
    except Exception:
        return
    if result != -1:
        LEAK.append(f"{'ESC'}APED by {what}: {result!r}")
"""
ANSWERS = {"right": "Hello", "wrong": "wrong"}


@dataclass(frozen=True)
class Case:
    """One submission: what it tries, what must come of it, and its files or a function that writes something else."""

    name: str
    expect: str
    student: str
    files: dict[str, bytes] = field(default_factory=dict)
    write: Callable[[Path], None] | None = None
    ending: str = ""

    def hand_in(self, submissions: Path) -> None:
        """Write it among the submissions."""
        if self.write is not None:
            self.write(submissions / (self.student + self.ending))
            return
        for name, data in self.files.items():
            path = submissions / self.student / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def collection() -> list[Case]:
    """Return every case."""
    cases = [
        _case(name, told)
        for table in sorted((HERE / "cases").glob("*.toml"))
        for name, told in tomllib.loads(table.read_text(encoding="utf-8")).items()
    ]
    cases += [
        Case(name, "no_full_marks", name, write=write, ending=ending) for (name, ending), write in WRITTEN.items()
    ]
    return cases


def _case(name: str, told: dict[str, Any]) -> Case:
    begin = told.get("begin", "right")
    app = "" if begin == "none" else BEGINNING.replace("ANSWER", ANSWERS[begin])
    if "repeat" in told:
        before, unit, times, after = told["repeat"]
        app += before + unit * times + after
    app += told.get("app", "") + told.get("bytes", "")
    files = {path: text.encode() for path, text in told.get("files", {}).items()}
    if app:
        files["app.py"] = app.encode(told.get("encoding", "utf-8"))
    return Case(name, told["expect"], told.get("student", name), files)


# --- what is not a folder of plain files

APP = (HERE / "course/solutions/01_hello/app.py").read_bytes()
SOLUTION = "/tmp/host/course/solutions/01_hello/app.py"


def _zip(*entries: tuple[str, bytes, int]) -> Callable[[Path], None]:
    """Return a function that writes a zip with these names, contents and modes."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data, mode in entries:
                about = zipfile.ZipInfo(name)
                about.external_attr, about.compress_type = mode << 16, zipfile.ZIP_DEFLATED
                archive.writestr(about, data)

    return write


def _tar(*entries: tuple[str, bytes, bytes]) -> Callable[[Path], None]:
    """Return a function that writes a tar with these names, kinds and targets of links."""

    def write(path: Path) -> None:
        with tarfile.open(path, "w") as archive:
            for name, kind, target in entries:
                about = tarfile.TarInfo(name)
                about.type, about.linkname = kind, target.decode() if kind != tarfile.REGTYPE else ""
                about.size = len(target) if kind == tarfile.REGTYPE else 0
                archive.addfile(about, io.BytesIO(target) if about.size else None)

    return write


def _folder(fill: Callable[[Path], object]) -> Callable[[Path], None]:
    """Return a function that makes a folder and fills it."""

    def write(path: Path) -> None:
        path.mkdir()
        fill(path)

    return write


def _deep(path: Path) -> None:
    back = os.open(".", os.O_RDONLY)
    os.chdir(path)
    for _ in range(1500):
        Path("deeper").mkdir()
        os.chdir("deeper")
    os.fchdir(back)
    os.close(back)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path / "app.py"))


def _hole(path: Path) -> None:
    with (path / "app.py").open("wb") as file:
        file.truncate(2**40)


FILE, LINK = stat.S_IFREG | 0o644, stat.S_IFLNK | 0o777
WRITTEN: dict[tuple[str, str], Callable[[Path], None]] = {
    ("a bomb", ".zip"): _zip(("app.py", bytes(64 * 2**20), FILE)),
    ("a zip that climbs", ".zip"): _zip(("../PWNED.py", APP, FILE), ("app.py", b"x", FILE)),
    ("a zip from the root", ".zip"): _zip(("/tmp/host/PWNED.py", APP, FILE)),
    ("a zip that climbs as Windows does", ".zip"): _zip(("..\\PWNED.py", APP, FILE)),
    ("a zip that links to the solution", ".zip"): _zip(("app.py", SOLUTION.encode(), LINK)),
    ("a zip that goes through a link", ".zip"): _zip(("a", b"/tmp/host", LINK), ("a/PWNED.py", APP, FILE)),
    ("a zip with two of a name", ".zip"): _zip(("app.py", b"x", FILE), ("APP.py", APP, FILE)),
    ("a zip with a device", ".zip"): _zip(("app.py", b"", stat.S_IFCHR | 0o666)),
    ("a zip of many files", ".zip"): _zip(*((f"{number}.py", b"", FILE) for number in range(2500))),
    ("a tar that links to the solution", ".tar"): _tar(("app.py", tarfile.SYMTYPE, SOLUTION.encode())),
    ("a tar with a second name for the solution", ".tar"): _tar(("app.py", tarfile.LNKTYPE, SOLUTION.encode())),
    ("a tar that climbs", ".tar"): _tar(("../PWNED.py", tarfile.REGTYPE, APP)),
    ("a tar with a pipe", ".tar"): _tar(("app.py", tarfile.FIFOTYPE, b"")),
    ("a folder with a link to the solution", ""): _folder(lambda path: (path / "app.py").symlink_to(SOLUTION)),
    ("a folder with a link to a folder", ""): _folder(lambda path: (path / "01_hello").symlink_to("/tmp/host/course")),
    ("a folder with a pipe", ""): _folder(lambda path: os.mkfifo(path / "app.py")),
    ("a folder with a socket", ""): _folder(_socket),
    ("a folder with a hole of a terabyte", ""): _folder(_hole),
    ("a folder with folders without end", ""): _folder(_deep),
    ("a folder that leads into itself", ""): _folder(lambda path: (path / "a").symlink_to(path)),
    ("a link instead of a folder", ""): lambda path: path.symlink_to("/tmp/host/course/solutions/01_hello"),
}

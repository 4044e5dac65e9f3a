"""A small course to set up: the real way in, a command line that says what it sees, and a pip that obeys a test.

``.venv`` is a real one, made without pip in a tenth of a second. So all but pip and the network is the real thing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]

COMMAND_LINE = """
import json, os, sys


def main(args, prog_name):
    print(json.dumps({
        "args": args, "prog": prog_name, "prefix": sys.prefix, "path": sys.path, "cwd": os.getcwd(),
    }))
    sys.exit(int(args[-1]) if args[-1].isdigit() else 0)
"""

PIP = """
import pathlib, sys, time

told = pathlib.Path(__file__).parent / "told"
with (told / "calls").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
time.sleep(float((told / "seconds").read_text()))
print((told / "says").read_text())
sys.exit(int((told / "exits").read_text()))
"""


@dataclass
class Small:
    """A small course in a folder of its own."""

    root: Path

    @property
    def venv(self) -> Path:
        """Where its own Python is."""
        return self.root / ".venv"

    @property
    def packages(self) -> Path:
        """Where pip and the way back to the course are."""
        if os.name == "nt":
            return self.venv / "Lib" / "site-packages"
        return self.venv / "lib" / f"python3.{sys.version_info[1]}" / "site-packages"

    def start(
        self, *arguments: str, python: str | None = None, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start ``python -m autograder``."""
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
        return subprocess.Popen(
            [python or getattr(sys, "_base_executable", sys.executable), "-m", "autograder", *arguments],
            cwd=cwd or self.root,
            env=surroundings | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **options: object) -> Ran:
        """Run ``python -m autograder`` to its end."""
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=120)
        return Ran(process.returncode, out, err)

    def pip(self, says: str = "", exits: int = 0, seconds: float = 0) -> None:
        """Decide what pip prints, how it ends, and how long it takes."""
        told = self.packages / "pip" / "told"
        told.mkdir(parents=True, exist_ok=True)
        (told.parent / "__init__.py").touch()
        (told.parent / "__main__.py").write_text(PIP)
        (told / "says").write_text(says)
        (told / "exits").write_text(str(exits))
        (told / "seconds").write_text(str(seconds))

    def pip_calls(self) -> list[str]:
        """Return what pip was called with, one line per call."""
        calls = self.packages / "pip" / "told" / "calls"
        return calls.read_text().splitlines() if calls.exists() else []


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def saw(self) -> dict[str, object]:
        """What the command line saw, when it was reached."""
        assert self.out, self.err
        result: dict[str, object] = json.loads(self.out)
        return result


@pytest.fixture
def bare(tmp_path: Path) -> Small:
    """Return a small course on a fresh machine: no ``.venv``, no packages wanted, in a folder with odd letters."""
    root = tmp_path / "my coursé"
    package = root / "autograder"
    (package / "cli").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "bootstrap.py"):
        shutil.copy(TOP / "autograder" / name, package)
    shutil.copytree(TOP / "autograder" / "setup", package / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "cli" / "__init__.py").touch()
    (package / "cli" / "main.py").write_text(COMMAND_LINE)
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (root / name).write_text(f"# {name}: nothing is wanted here\n")
    shutil.copy(TOP / "pyproject.toml", root)
    return Small(root)


@pytest.fixture
def small(bare: Small) -> Small:
    """Return a small course with a ``.venv`` that has a pip to be told what to say, and nothing installed by it yet."""
    venv.create(bare.venv, symlinks=os.name != "nt", with_pip=False)
    (bare.packages / "course.pth").write_text(f"{bare.root}\n", encoding="utf-8")
    bare.pip()
    return bare


@pytest.fixture
def ready(small: Small) -> Small:
    """Return a small course that was set up."""
    assert small.run("list").code == 0
    return small

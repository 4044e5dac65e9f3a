"""A copy of the whole course on a machine that is ready, made in a fifth of a second.

Its ``.venv`` is a real one whose packages are those of the Python that runs the tests. Nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".baseplate", "wheels", "graded", "instance", "__pycache__", ".*_cache", ".hypothesis"
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are typed into bash")


@dataclass
class Machine:
    """A ready machine with the course on it."""

    root: Path
    home: Path

    @property
    def env(self) -> dict[str, str]:
        """The little that a new terminal knows."""
        return {"PATH": f"{self.home}/bin:{os.environ['PATH']}", "HOME": str(self.home), "LANG": "C.UTF-8"}

    def types(self, command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Type commands into bash, in the course's folder."""
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.root,
            env=self.env | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    def opens(self, command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Type a command that serves the course, wait until it does, and end it; return all that it printed."""
        waiting = "until grep -qs Ctrl+C out || ! kill -0 $!; do sleep 0.1; done"
        return self.types(
            f"{command} --no-browser >out 2>&1 & {waiting}; kill $!; wait $!; code=$?; cat out; exit $code", env
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine whose only Python is the one that runs the tests, and on which the course is ready."""
    root = tmp_path / "the course"
    shutil.copytree(TOP, root, ignore=LEFT_OUT)
    venv.create(root / ".venv", symlinks=True, with_pip=False)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = root / ".venv" / "lib" / version / "site-packages"
    (packages / "autograder.pth").write_text(f"{root}\n", encoding="utf-8")
    for installed in Path(sysconfig.get_path("purelib")).iterdir():
        if installed.suffix != ".pth":
            (packages / installed.name).symlink_to(installed)
    for name, module in (("flask", "flask.cli"), ("autograder", "autograder.__main__")):
        script = root / ".venv" / "bin" / name
        script.write_text(
            f"#!/bin/sh\nexec '{root}/.venv/bin/python' -P -c 'from {module} import main; main()' \"$@\"\n"
        )
        script.chmod(0o755)
    python = str(root / ".venv" / "bin" / "python")
    stamp = "from autograder.setup.environment import write_stamp; write_stamp(False); write_stamp(True)"
    subprocess.run([python, "-c", stamp], cwd=root, check=True)
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    for name in ("python3", "python", "py"):
        (home / "bin" / name).symlink_to(getattr(sys, "_base_executable", sys.executable))
    return Machine(root, home)

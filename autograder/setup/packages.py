"""Runs pip quietly: its output goes to a log, one line says how far it is, and what fails is said in a sentence."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sysconfig
from pathlib import Path

from autograder import bootstrap
from autograder.setup.progress import Line
from autograder.setup.trouble import Trouble, from_pip

ROOT = Path(bootstrap.ROOT)
WHEELS = ROOT / "wheels"
COMPLETE = WHEELS / "complete.txt"
PIP = ["-I", "-X", "utf8", "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2"]
NOT_FOR_US = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH"}
"""Settings that would send packages elsewhere, or bring in others."""


def requirements(dev: bool) -> list[str]:
    """Return pip's arguments that name all packages; authors' own only with ``dev``."""
    files = ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]
    return [part for name in files for part in ("-r", str(ROOT / name))] + ["-c", str(ROOT / "constraints.txt")]


def install(dev: bool, log: Path, line: Line) -> None:
    """Install the packages and the course itself into ``.venv``. Raises ``Trouble``."""
    offline = wheels_key() == bootstrap.read(str(COMPLETE))
    source = ["--no-index", "--find-links", str(WHEELS)] if offline else []
    run_pip(["install", "--progress-bar", "off", *source, *requirements(dev), "-e", str(ROOT)], log, line, offline)
    _lead_home()


def fetch_wheels(log: Path, line: Line) -> int:
    """Fill ``wheels/`` with everything, authors' packages and the build backend included; return how many files.

    It is for computers of the same kind: same system, same processor, same Python. Raises ``Trouble``.
    """
    WHEELS.mkdir(exist_ok=True)
    COMPLETE.unlink(missing_ok=True)
    backend = re.search(r"flit_core==[\d.]+", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = [backend.group()] if backend else []
    target = ["--only-binary", ":all:", "--dest", str(WHEELS)]
    run_pip(["download", "--progress-bar", "off", *target, *requirements(dev=True), *extra], log, line, False)
    COMPLETE.write_bytes(wheels_key())
    return sum(1 for _ in WHEELS.glob("*.whl"))


def wheels_key() -> bytes:
    """Return what a complete ``wheels/`` says about itself: for which kind of computer, and the recipe."""
    kind = f"{platform.python_implementation()} {bootstrap.this_python().decode()} on {sysconfig.get_platform()}"
    return kind.encode() + b"\n" + bootstrap.recipe(dev=True)


def run_pip(arguments: list[str], log: Path, line: Line, offline: bool) -> None:
    """Run pip in ``.venv``. Raises ``Trouble`` with the log's place when it fails."""
    surroundings = {name: value for name, value in os.environ.items() if name not in NOT_FOR_US} | {"PIP_USER": "0"}
    seen = 0
    begin = log.stat().st_size if log.exists() else 0
    with (
        log.open("ab") as file,
        subprocess.Popen(
            [bootstrap.venv_python(), *PIP, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=surroundings,
        ) as process,
    ):
        assert process.stdout is not None
        for output in process.stdout:
            file.write(output)
            words = output.decode("utf-8", "replace").split()
            if words[:1] == ["Collecting"]:
                seen += 1
                line.step(f"fetching {re.split('[=<>!~;]', words[1])[0]} ({seen})")
            elif words[:2] == ["Installing", "collected"]:
                line.step(f"installing {len(words) - 3} packages")
    if process.returncode:
        text = log.read_bytes()[begin:].decode("utf-8", "replace")
        trouble = from_pip(text, offline)
        raise Trouble(trouble.what, f"{trouble.next_step}\nWhat pip said is in {log}")


def _lead_home() -> None:
    """Write the way from ``.venv`` to a course whose path is not ASCII in letters that are.

    The build backend writes that ``.pth`` file in UTF-8, and Python before 3.13 reads it in the system's own encoding:
    at best the course is not found, at worst (Windows, a folder called "Ángel") this Python does not start any more.
    """
    if bootstrap.ROOT.isascii():
        return
    below = Path(bootstrap.VENV) / ("Lib" if os.name == "nt" else "lib")
    for file in below.glob("**/site-packages/autograder.pth"):
        file.write_text(f"import sys; sys.path.append({bootstrap.ROOT!a})\n", encoding="ascii")

"""Makes ``.venv`` complete: from nothing, from something half-made, or from what an older course left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from autograder import bootstrap
from autograder.setup import packages
from autograder.setup.lock import only_one
from autograder.setup.progress import Line
from autograder.setup.trouble import Trouble, from_system

VENV = Path(bootstrap.VENV)
STATE = Path(bootstrap.ROOT) / ".baseplate"
UNFINISHED = VENV / "baseplate.unfinished"
"""Is there while packages are being installed: where it stays behind, somebody pulled the plug."""
TOO_LITTLE = 50_000_000
"""Bytes: with fewer the disk counts as full, because what failed does not always say so."""


def set_up(dev: bool) -> None:
    """Make ``.venv`` complete and stamp it, or say in a sentence why that cannot be, and exit with 2."""
    line = Line()
    try:
        STATE.mkdir(exist_ok=True)
        with only_one(STATE / "setup.lock", line.say):
            if not bootstrap.whole(dev):  # another set-up may have done it meanwhile
                _complete(dev, line)
    except Trouble as trouble:
        line.close()
        bootstrap.speak(trouble.what, trouble.next_step)
    except OSError as error:
        line.close()
        meaning = from_system(error, bootstrap.ROOT)
        bootstrap.speak(meaning.what, meaning.next_step)
    except KeyboardInterrupt:
        line.close()
        bootstrap.speak("The set-up was interrupted.", "Type the same command again: it starts over where needed.")


def _complete(dev: bool, line: Line) -> None:
    """Make or mend ``.venv``, install what is missing, and stamp it. Raises ``Trouble`` or ``OSError``."""
    log = STATE / "setup.log"
    log.write_bytes(b"")
    dev = dev or Path(bootstrap.stamp_file(dev=True)).exists()
    if not _usable():
        version = sys.version.split()[0]
        line.say(f"Setting up the course's own Python {version} in .venv. This happens once and takes about a minute.")
        _make(log, line)
    else:
        line.say("Adding packages to .venv ...")
    line.step("starting pip")
    UNFINISHED.touch()
    try:
        packages.install(dev, log, line)
    except Trouble:
        if b"Installing collected packages" not in log.read_bytes():
            UNFINISHED.unlink(missing_ok=True)  # pip fetches everything before it touches anything
        raise
    for kind in (False, True) if dev else (False,):
        write_stamp(kind)
    UNFINISHED.unlink(missing_ok=True)
    line.say(f"Ready after {line.seconds} s.")


def _usable() -> bool:
    """Whether the ``.venv`` that is there can be built on: made here, not cut short, with a Python and pip."""
    activate = VENV / ("Scripts" if os.name == "nt" else "bin") / "activate"
    if UNFINISHED.exists() or bootstrap.VENV.encode() not in bootstrap.read(str(activate)):
        return False
    version, _, prefix = _ask("import sys, pip; print('%d.%d' % sys.version_info[:2]); print(sys.prefix)").partition(
        "\n"
    )
    new_enough = tuple(int(part) for part in version.split(".") if part.isdigit()) >= bootstrap.OLDEST
    return new_enough and os.path.realpath(prefix) == os.path.realpath(VENV)


def _ask(program: str) -> str:
    """Return what ``.venv``'s Python prints when it runs a line, or nothing."""
    try:
        process = subprocess.run(
            [bootstrap.venv_python(), "-I", "-c", program], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return process.stdout.strip() if process.returncode == 0 else ""


def _make(log: Path, line: Line) -> None:
    """Make an empty ``.venv``, in place of whatever is there. Raises ``Trouble`` or ``OSError``."""
    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            raise Trouble(
                f"This Python {sys.version.split()[0]} came without its module `{module}`.",
                f"On Debian and Ubuntu: sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
                "   Then type the same command again.",
            )
    _remove()
    line.step("making .venv")
    VENV.mkdir()
    UNFINISHED.touch()
    maker = getattr(sys, "_base_executable", sys.executable)  # the Python behind ours, should .venv itself run this
    with log.open("ab") as file:
        process = subprocess.run(
            [maker, "-I", "-m", "venv", str(VENV)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if process.returncode:
        if shutil.disk_usage(bootstrap.ROOT).free < TOO_LITTLE:
            raise Trouble("The disk is full.", "Free about 300 MB, then type the same command again.")
        raise Trouble(f"Python could not make .venv; what it said is in {log}", "Mend that, then type the same again.")


def _remove() -> None:
    """Remove what is in the place of ``.venv``; a link is not followed. Raises ``Trouble`` or ``OSError``."""
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.is_dir():
        shutil.rmtree(VENV)
    elif VENV.exists():
        raise Trouble("In the course's folder .venv is a file.", "Move it away, then type the same command again.")


def write_stamp(dev: bool) -> None:
    """Write a stamp in one go, so that half of one is never read."""
    answer = _ask("import sys; print('%d.%d' % sys.version_info[:2])")
    text = b"\n".join([answer.encode(), bootstrap.place(), bootstrap.recipe(dev)])
    stamp = Path(bootstrap.stamp_file(dev))
    draft = stamp.with_suffix(".new")
    draft.write_bytes(text)
    draft.replace(stamp)

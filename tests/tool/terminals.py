"""Runs the autograder in a process of its own: in a pipe with some encoding, or on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = "from autograder.cli.main import main; main(prog_name='autograder')"


def command(*arguments: str) -> list[str]:
    """Return the command line of a real process."""
    return [sys.executable, "-c", RUN, *arguments]


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what decides how a terminal looks, with these changes."""
    about_terminals = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "COLORTERM", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in about_terminals}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **changes}


def in_a_pipe(folder: Path, *arguments: str, **changes: str) -> tuple[int, bytes]:
    """Run a command in ``folder`` and return its exit code and what it said."""
    done = subprocess.run(
        command(*arguments), cwd=folder, env=environment(**changes), capture_output=True, check=False, timeout=60
    )
    assert not done.stderr, done.stderr.decode(errors="replace")
    return done.returncode, done.stdout.replace(b"\r\n", b"\n")


def on_a_terminal(folder: Path, *arguments: str, columns: int = 80, **changes: str) -> tuple[int, str]:
    """Run a command on a terminal of so many columns and return its exit code and what it said."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(**changes), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    while chunk := _read(ours):
        said += chunk
    os.close(ours)
    return process.wait(20), said.decode("utf-8").replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    """Return what a terminal says next, nothing when the process has ended (which Linux calls an error)."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""

"""A lesson's app as its student runs it: ``flask run`` with its reloader, and somebody who listens to what it says."""

from __future__ import annotations

import contextlib
import glob
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Self

from autograder.checks.errors import finding_rows, parse_traceback
from autograder.course import Course, Lesson, State
from autograder.live import ports
from autograder.live.log import Listener, Pieces, TracebackWatch

QUIET = 0.2
"""Seconds without a word after which a traceback is taken to be complete."""

STOPPING = 3.0
"""Seconds a program gets to stop by itself."""

NOT_FROM_OUTSIDE = ("FLASK_APP", "FLASK_ENV", "FLASK_DEBUG", "FLASK_RUN_PORT", "FLASK_RUN_HOST", "FLASK_RUN_FROM_CLI")
INNER = ("WERKZEUG_RUN_MAIN", "WERKZEUG_SERVER_FD")


class Program:
    """The app of a lesson, running on a port of this machine. Use it as a context, or stop it yourself.

    ``shown`` is how its folder is called in what is explained, ``keyboard`` whether it may read what is typed.
    """

    def __init__(
        self,
        course: Course,
        lesson: Lesson,
        listener: Listener,
        port: int,
        folder: Path | None = None,
        shown: str | None = None,
        keyboard: bool = False,
    ) -> None:
        """Get ready to run the student's app, or the one in another ``folder``."""
        self.lesson, self.port = lesson, port
        self.address = f"http://{ports.HOST}:{port}"
        self._folder = (folder or lesson.starter).resolve()
        self._shown = f"lessons/{lesson.slug}" if shown is None else shown
        self._listener, self._keyboard = listener, keyboard
        self._root = course.root
        self._note = contextlib.ExitStack()
        self._notes = running_notes(course)
        self._child: subprocess.Popen[bytes] | None = None
        self._speaking: threading.Thread | None = None

    def start(self) -> None:
        """Start it. Raises ``OSError`` when this machine cannot."""
        self._child = subprocess.Popen(
            self._command(),
            cwd=self._folder,
            env=environment(),
            stdin=None if self._keyboard else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # so that we can end it with its child
        )
        self._note.enter_context(ports.noted(self.port, self.lesson.slug, self._notes))
        pieces: queue.Queue[bytes] = queue.Queue()
        assert self._child.stdout is not None
        threading.Thread(target=_read, args=(self._child.stdout, pieces), daemon=True).start()
        self._speaking = threading.Thread(target=self._pass_on, args=(self._child, pieces), daemon=True)
        self._speaking.start()

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._child is not None and self._child.poll() is None

    def wait(self) -> int:
        """Wait until it ends and all it said is passed on; return its exit code. Ctrl+C comes through."""
        assert self._child is not None
        assert self._speaking is not None
        while self._speaking.is_alive():
            self._speaking.join(QUIET)  # on Windows, Ctrl+C is heard between two waits
        return self._child.wait()

    def stop(self) -> None:
        """Let it end, and end it if it does not. It does not matter if it has not started or has ended."""
        if self._child is not None:
            _end(self._child)
        if self._speaking is not None:
            self._speaking.join(STOPPING)
        self._note.close()

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "flask", "run", "--debug", "--host", ports.HOST, "--port", str(self.port)]
        others = os.pathsep.join(not_to_watch(self._root, self._folder))
        return command + (["--exclude-patterns", others] if others else [])

    def _pass_on(self, child: subprocess.Popen[bytes], pieces: queue.Queue[bytes]) -> None:
        text_of, watch = Pieces(), TracebackWatch(self._explain)
        while True:
            try:
                data = pieces.get(timeout=QUIET)
            except queue.Empty:
                watch.quiet()
                if child.poll() is not None:
                    return
                continue
            if not data:
                watch.quiet()
                return
            text = text_of(data)
            self._listener.text(text)
            watch.feed(text)

    def _explain(self, text: str) -> None:
        error = parse_traceback(text, self._folder)
        if error is not None:
            self._listener.explained(finding_rows(error, f"{self._shown}/" if self._shown else ""))


def running_notes(course: Course) -> Path:
    """Return the folder in which it is noted which lesson's app runs on which port."""
    return State(course).folder / "running"


def from_outside() -> tuple[str, ...]:
    """Return the names of settings in our environment that would misdirect Flask. A program gets none of them."""
    return tuple(name for name in NOT_FROM_OUTSIDE if name in os.environ)


def environment() -> dict[str, str]:
    """Return the environment for ``flask run``."""
    kept = {key: value for key, value in os.environ.items() if key not in (*NOT_FROM_OUTSIDE, *INNER)}
    # As `flask` itself, not `python -m`: a student's token.py must not hide Python's own before Flask is imported.
    return {**kept, "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def not_to_watch(root: Path, folder: Path) -> list[str]:
    """Return patterns for whatever else the course holds.

    The course is on Python's search path once it is installed, so Flask would reload for a change in any lesson.
    """
    patterns = []
    while folder != root and folder.is_relative_to(root):
        beside = (path for path in folder.parent.iterdir() if path.is_dir() and path != folder)
        patterns += [f"{glob.escape(str(path))}{os.sep}*" for path in beside]
        folder = folder.parent
    return sorted(pattern for pattern in patterns if os.pathsep not in pattern)


def _read(pipe: IO[bytes], pieces: queue.Queue[bytes]) -> None:
    with pipe:
        while True:
            try:
                data = os.read(pipe.fileno(), 65536)
            except OSError:
                data = b""
            pieces.put(data)
            if not data:
                return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and make it if it does not. Ctrl+C in a terminal has reached it already, but on Windows."""
    if child.poll() is None:
        # Flask's reloader ends the server it started; on Windows that takes a signal to both of them.
        if sys.platform == "win32":
            child.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            child.terminate()
    deadline = time.monotonic() + STOPPING
    while child.poll() is None and time.monotonic() < deadline:
        try:
            time.sleep(0.02)
        except KeyboardInterrupt:
            continue
    if child.poll() is None:
        child.kill()
        child.wait()

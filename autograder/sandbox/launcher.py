"""Starts workers: forks of a zygote where the system can fork, warm fresh processes where it cannot."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox.frames import Channel

SCRIPT = str(Path(__file__).with_name("zygote.py"))
READY_WITHIN = 30.0
SPARES = 2
HEAD, TAIL = 64 * 1024, 16 * 1024


class NoSandbox(Exception):
    """The process that runs students' apps could not be started. This is never a student's fault."""


class Log:
    """What an app prints: read all the time, so that nobody has to wait; the first and the last part are kept."""

    def __init__(self, descriptor: int) -> None:
        """Start reading from the pipe ``descriptor`` until its end."""
        self._head, self._tail = bytearray(), bytearray()
        self._thread = threading.Thread(target=self._drain, args=(descriptor,), daemon=True)
        self._thread.start()

    def _drain(self, descriptor: int) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(descriptor, 65536):
                room = HEAD - len(self._head)
                self._head += chunk[:room]
                self._tail = (self._tail + chunk)[-TAIL:]
        os.close(descriptor)

    def text(self) -> str:
        """Return the first part of what was printed so far."""
        return self._head.decode("utf-8", "replace")

    def end(self) -> str:
        """Return the last part of what was printed so far."""
        return self._tail.decode("utf-8", "replace")


@dataclass
class Process:
    """A worker's process as its launcher hands it out."""

    channel: Channel
    log: Log
    end: Callable[[], None]
    dump: Callable[[], None]


def environment() -> dict[str, str]:
    """Return the little that a process for students' code inherits."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **kept}


@dataclass
class _Started:
    """A process of ours with our end of its socket, and what it prints before a student's code runs in it."""

    process: subprocess.Popen[bytes]
    ours: socket.socket
    log: Log

    def await_ready(self) -> None:
        """Wait until everything is imported. Raises ``NoSandbox``."""
        self.ours.settimeout(READY_WITHIN)
        try:
            ready = self.ours.recv(1)
        except OSError:
            ready = b""
        if ready != b"r":
            raise NoSandbox(f"the process that runs apps did not start. {self.log.end()}".strip())


def _start(mode: str, extensions: Iterable[str]) -> _Started:
    ours, theirs = socket.socketpair()
    read, write = os.pipe()
    os.set_inheritable(theirs.fileno(), True)
    command = [sys.executable, "-I", "-X", "utf8", SCRIPT, str(theirs.fileno()), mode, *extensions]
    options: dict[str, Any] = {"pass_fds": [theirs.fileno()], "start_new_session": True}
    if sys.platform == "win32":
        startup = subprocess.STARTUPINFO()
        startup.lpAttributeList = {"handle_list": [theirs.fileno()]}
        options = {"close_fds": False, "startupinfo": startup}
    try:
        process = subprocess.Popen(
            command, env=environment(), stdin=subprocess.DEVNULL, stdout=write, stderr=write, **options
        )
    finally:
        theirs.close()
        os.close(write)
    return _Started(process, ours, Log(read))


class ForkLauncher:
    """Keeps one zygote and asks it for forks. Starting it costs nothing: it gets ready while others work."""

    mode = "fork"

    def __init__(self, extensions: Iterable[str] = ()) -> None:
        """Start a zygote that preloads Flask and these extensions."""
        self._extensions = tuple(extensions)
        self._turn = threading.RLock()  # one order at a time: its answer is the next thing that the zygote says
        self._start_zygote()

    def _start_zygote(self) -> None:
        self._zygote = _start("fork", self._extensions)
        self._control = self._zygote.ours
        self._ready = False

    def launch(self) -> Process:
        """Return a fresh worker. Raises ``NoSandbox``.

        An app that is not confined can kill the zygote. It gains nothing by that: the next worker gets a new one.
        """
        with self._turn:
            fresh = not self._ready
            try:
                return self._fork()
            except NoSandbox:
                if fresh:
                    raise
            self.close()
            self._start_zygote()
            return self._fork()

    def _fork(self) -> Process:
        if not self._ready:
            self._zygote.await_ready()
            self._ready = True
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        try:
            socket.send_fds(self._control, [b"f"], [theirs.fileno(), write])
            pid = int(self._answer().strip(b'{}" pid:'))
        except (OSError, ValueError) as error:
            ours.close()
            os.close(read)
            raise NoSandbox("the process that runs the app is gone") from error
        finally:
            theirs.close()
            os.close(write)
        return Process(Channel(ours), Log(read), lambda: self._order(b"e", pid), lambda: self._order(b"d", pid))

    def _answer(self) -> bytes:
        answer = b""
        while len(answer) < 64:
            chunk = self._control.recv(64 - len(answer))
            if not chunk:
                raise OSError("the zygote is gone")
            answer += chunk
        return answer

    def _order(self, what: bytes, pid: int) -> None:
        with self._turn, contextlib.suppress(OSError):
            self._control.sendall(what + str(pid).encode())
            self._answer()

    def close(self) -> None:
        """End the zygote and all of its workers."""
        self._control.close()
        try:
            self._zygote.process.wait(5)
        except subprocess.TimeoutExpired:
            _end(self._zygote.process)


class SpawnLauncher:
    """Starts a fresh process for each worker and keeps a few warm ones waiting."""

    mode = "spawn"

    def __init__(self, extensions: Iterable[str] = ()) -> None:
        """Start the first spare processes; they preload Flask and these extensions."""
        self._extensions = tuple(extensions)
        self._turn = threading.Lock()
        self._spares = [_start("single", self._extensions) for _ in range(SPARES)]

    def launch(self) -> Process:
        """Return a fresh worker. Raises ``NoSandbox``."""
        with self._turn:
            started = self._spares.pop(0)
            self._spares.append(_start("single", self._extensions))
        try:
            started.await_ready()
        except NoSandbox:
            _end(started.process)
            raise
        return Process(
            Channel(started.ours), started.log, lambda: _end(started.process), lambda: _dump(started.process)
        )

    def close(self) -> None:
        """End the spare processes."""
        for started in self._spares:
            started.ours.close()
            _end(started.process)
        self._spares = []


Launcher = ForkLauncher | SpawnLauncher


def make_launcher(mode: str = "auto", extensions: Iterable[str] = ()) -> Launcher:
    """Return a launcher. ``auto`` forks on Linux; macOS and Windows spawn, where forking is unsafe or missing."""
    if mode == "auto":
        mode = "fork" if sys.platform.startswith("linux") else "spawn"
    return ForkLauncher(extensions) if mode == "fork" else SpawnLauncher(extensions)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:  # ended and waited for: its number may be another's by now
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, 9)
    process.kill()
    process.wait()


def _dump(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "kill") and os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGUSR1)

"""A process of ours in which students' code is going to run: started with next to nothing, read all the time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.sandbox import bubblewrap
from autograder.sandbox.confinement import BUBBLEWRAP
from autograder.sandbox.frames import Channel, ChannelClosed
from autograder.sandbox.levels import Plan

SCRIPT = str(Path(__file__).with_name("zygote.py"))
NOTHING: Mapping[str, str] = MappingProxyType({})
READY_WITHIN = 30.0
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


def environment() -> dict[str, str]:
    """Return the little that a process for students' code inherits."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **kept}


@dataclass
class Started:
    """A process of ours with our end of its socket, and what it prints before a student's code runs in it."""

    process: subprocess.Popen[bytes]
    ours: socket.socket
    log: Log

    def await_ready(self) -> list[int]:
        """Wait until everything is imported. Return the folder it brings, if there is one. Raises ``NoSandbox``."""
        self.ours.settimeout(READY_WITHIN)
        folders: list[int] = []
        try:
            if hasattr(socket, "recv_fds"):  # not on Windows
                ready, folders, _, _ = socket.recv_fds(self.ours, 1, 1)
            else:
                ready = self.ours.recv(1)
        except OSError:
            ready = b""
        if ready != b"r":
            raise NoSandbox(f"the process that runs apps did not start. {self.log.end()}".strip())
        return folders


@dataclass
class Process:
    """A worker's process as its launcher hands it out."""

    channel: Channel
    log: Log
    end: Callable[[], None]
    dump: Callable[[], None]
    halt: Callable[[bool], None]
    """Stop all of its threads, or with False let them go on."""


def start(mode: str, extensions: Iterable[str], plan: Plan, templates: Mapping[str, str]) -> Started:
    """Start a process that imports Flask and these extensions, inside bubblewrap if that is planned.

    ``templates``, by name, are compiled there.
    """
    ours, theirs = socket.socketpair()
    read, write = os.pipe()
    os.set_inheritable(theirs.fileno(), True)
    told = json.dumps(plan.for_worker())
    command = [sys.executable, "-I", "-X", "utf8", SCRIPT, str(theirs.fileno()), mode, told, *extensions]
    if BUBBLEWRAP in plan.layers:
        command = bubblewrap.wrap(command)
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
    with contextlib.suppress(ChannelClosed):  # it did not start, which it tells whoever waits for it
        Channel(ours).send({}, json.dumps(dict(templates)).encode())
    return Started(process, ours, Log(read))


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all of its group, and wait for it."""
    if process.returncode is not None:  # ended and waited for: its number may be another's by now
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, 9)
    process.kill()
    process.wait()


def dump(process: subprocess.Popen[bytes]) -> None:
    """Make a process print where it is."""
    if hasattr(os, "kill") and os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGUSR1)


def halt(process: subprocess.Popen[bytes], stop: bool) -> None:
    """Stop all threads of a process and wait until they have, or let them go on. Not everywhere: see the promises."""
    if os.name == "posix" and hasattr(os, "waitid"):
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(process.pid, signal.SIGSTOP if stop else signal.SIGCONT)
            if stop:
                os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

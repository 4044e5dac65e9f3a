"""Starts workers: forks of a zygote where the system can fork, warm fresh processes where it cannot."""

from __future__ import annotations

import contextlib
import copy
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping

from autograder.sandbox import bubblewrap
from autograder.sandbox.folder import Room
from autograder.sandbox.frames import Channel
from autograder.sandbox.levels import NO_PLAN, Plan
from autograder.sandbox.spawning import SpawnLauncher
from autograder.sandbox.started import NOTHING, READY_WITHIN, Log, NoSandbox, Process, Started, end, environment, start

__all__ = ["ForkLauncher", "Launcher", "Log", "NoSandbox", "Process", "environment", "make_launcher"]


class Emptied(Exception):
    """A submission's private copy went away with the process that held it. This is never a student's fault."""


AHEAD = 2
"""One for the app, and one for the first check that fails and runs once more."""


class ForkLauncher:
    """Keeps one zygote and asks it for forks. Starting it costs nothing: it gets ready while others work."""

    mode = "fork"

    def __init__(
        self, extensions: Iterable[str] = (), plan: Plan = NO_PLAN, templates: Mapping[str, str] = NOTHING
    ) -> None:
        """Start a zygote that preloads Flask and these extensions, and confines its workers as planned.

        ``templates``, by the names an app calls them, are compiled for all workers: whatever is not secret.
        """
        self.plan = plan
        self._extensions, self._templates = tuple(extensions), templates
        self._turn = threading.RLock()  # one order at a time: its answer is the next thing that the zygote says
        self._start_zygote()

    def _start_zygote(self) -> None:
        self._zygote: Started | None = start("fork", self._extensions, self.plan, self._templates)
        self._control = self._zygote.ours
        self._ready = False
        self._box: list[int] = []
        self._ahead: list[Process] = []

    def twin(self) -> ForkLauncher:
        """Return another launcher, for a process that will be forked from this one: ``let_go`` of it here then.

        What it starts is forked from the same memory. Raises ``NoSandbox``, in a box too: it has room for one app.
        """
        if self._box:
            raise NoSandbox("in a box is room for one app")
        ours, theirs = socket.socketpair()
        try:
            with self._turn:
                self._await_ready()
                socket.send_fds(self._control, [b"t"], [theirs.fileno()])
                self._answer()
        except BaseException as error:
            ours.close()
            if isinstance(error, OSError):
                raise NoSandbox("the process that runs the app is gone") from error
            raise
        finally:
            theirs.close()
        ours.settimeout(READY_WITHIN)
        twin = copy.copy(self)
        twin._turn, twin._zygote, twin._control, twin._ahead = threading.RLock(), None, ours, []
        return twin

    def let_go(self) -> None:
        """Close our end of the socket to the zygote, which does not end while another process has a twin of it."""
        self._control.close()
        for folder in self._box:
            os.close(folder)
        self._box = []

    def room(self) -> Room:
        """Return where private copies are made. Raises ``NoSandbox``."""
        with self._turn:
            if not self.alive():
                self._start_again()
            self._await_ready()
        if not self._box:
            return Room()
        return Room(f"/proc/self/fd/{self._box[0]}", bubblewrap.BOX, self.plan.user)

    def launch(self) -> Process:
        """Return a fresh worker. Raises ``NoSandbox``, or ``Emptied`` when the private copies are gone as well.

        An app that is not confined can kill the zygote. It gains nothing by that: the next worker gets a new one.
        """
        with self._turn:
            fresh = not self._ready
            if self._ahead and self.alive():
                return self._ahead.pop()
            try:
                return self._fork()
            except NoSandbox:
                if fresh:
                    raise
            if self._start_again():
                raise Emptied("the process that held the app's files is gone; there is a new one")
            return self._fork()

    def alive(self) -> bool:
        """Tell whether the zygote is there. A worker that ended with it did so through no fault of its app."""
        with self._turn:
            if self._zygote is not None and self._zygote.process.poll() is not None:
                return False
            with contextlib.suppress(OSError):
                says_nothing = not select.select([self._control], [], [], 0)[0]
                return says_nothing or self._control.recv(1, socket.MSG_PEEK) != b""
            return False

    def _start_again(self) -> bool:
        """Start another zygote, and tell whether the private copies are gone with the old one."""
        copies_are_gone = bool(self._box)
        self.close()
        self._start_zygote()
        return copies_are_gone

    def prepare(self) -> None:
        """Fork the next workers ahead, for somebody who will wait for them. Raises ``NoSandbox``."""
        with self._turn:
            while len(self._ahead) < AHEAD:
                self._ahead.append(self._fork(b"w"))

    def _await_ready(self) -> None:
        with self._turn:
            if not self._ready and self._zygote is not None:
                self._box = self._zygote.await_ready()
                self._ready = True

    def _fork(self, order: bytes = b"f") -> Process:
        self._await_ready()
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        try:
            socket.send_fds(self._control, [order], [theirs.fileno(), write])
            pid = int(self._answer().strip(b'{}" pid:'))
        except (OSError, ValueError) as error:
            ours.close()
            os.close(read)
            raise NoSandbox("the process that runs the app is gone") from error
        finally:
            theirs.close()
            os.close(write)
        return Process(
            Channel(ours),
            Log(read),
            end=lambda: self._order(b"e", pid),
            dump=lambda: self._order(b"d", pid),
            halt=lambda stop: self._order(b"h" if stop else b"g", pid),
        )

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
        self.let_go()
        if self._zygote is None:  # a twin, for which its own parent waits
            return
        try:
            self._zygote.process.wait(5)
        except subprocess.TimeoutExpired:
            end(self._zygote.process)


Launcher = ForkLauncher | SpawnLauncher


def make_launcher(
    mode: str = "auto",
    extensions: Iterable[str] = (),
    plan: Plan = NO_PLAN,
    templates: Mapping[str, str] = NOTHING,
) -> Launcher:
    """Return a launcher. ``auto`` forks on Linux; macOS and Windows spawn, where forking is unsafe or missing.

    Where it forks, ``templates`` are compiled once, for all.
    """
    if mode == "auto":
        mode = "fork" if sys.platform.startswith("linux") else "spawn"
    return ForkLauncher(extensions, plan, templates) if mode == "fork" else SpawnLauncher(extensions, plan)

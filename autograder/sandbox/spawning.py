"""Starts workers where a system cannot fork: warm fresh processes, a few of them ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from autograder.sandbox.folder import Room
from autograder.sandbox.frames import Channel
from autograder.sandbox.levels import NO_PLAN, Plan
from autograder.sandbox.started import NOTHING, NoSandbox, Process, Started, dump, end, halt, start

SPARES = 2


class SpawnLauncher:
    """Starts a fresh process for each worker and keeps a few warm ones waiting."""

    mode = "spawn"

    def __init__(self, extensions: Iterable[str] = (), plan: Plan = NO_PLAN) -> None:
        """Start the first spare processes; they preload Flask and these extensions.

        They go without bubblewrap, whatever the plan: a box is worth it for many workers only.
        """
        self.plan = plan.without_bubblewrap()
        self._extensions = tuple(extensions)
        self._turn = threading.Lock()
        self._spares = [self._spare() for _ in range(SPARES)]

    def _spare(self) -> Started:
        return start("single", self._extensions, self.plan, NOTHING)

    def room(self) -> Room:
        """Return where private copies are made."""
        return Room()

    def alive(self) -> bool:
        """Return true: no process here is needed by the life of another."""
        return True

    def prepare(self) -> None:
        """Do nothing: there are always some ahead."""

    def launch(self) -> Process:
        """Return a fresh worker. Raises ``NoSandbox``."""
        with self._turn:
            started = self._spares.pop(0)
            self._spares.append(self._spare())
        try:
            started.await_ready()
        except NoSandbox:
            end(started.process)
            raise
        process = started.process
        return Process(
            Channel(started.ours),
            started.log,
            end=lambda: end(process),
            dump=lambda: dump(process),
            halt=lambda stop: halt(process, stop),
        )

    def close(self) -> None:
        """End the spare processes."""
        for started in self._spares:
            started.ours.close()
            end(started.process)
        self._spares = []

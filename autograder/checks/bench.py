"""One submission on the workbench: its private copy, the process its app runs in, and what became of both.

A worker is shared by checks that pass. Its data files are put back between them, and a check that fails in a worker
that others have used is repeated in a fresh one by whoever runs the checks (see ``used_by_others``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from autograder.checks.beginnings import Beginning, Beginnings
from autograder.checks.exchanges import Asked
from autograder.checks.finding import ASKED, SAID, Stopped
from autograder.checks.patience import Patience
from autograder.checks.places import Signpost, line_at
from autograder.checks.routes import rule_for
from autograder.checks.snapshot import Snapshot, Tables
from autograder.checks.suite_runs import SuiteRuns
from autograder.checks.unanswered import explained, too_slow
from autograder.model import Outcome
from autograder.sandbox.folder import PrivateCopy, TooMuch
from autograder.sandbox.kept import Kept
from autograder.sandbox.launcher import Emptied, Launcher
from autograder.sandbox.remote import Answer, Gone, Hung, Loaded, Worker, start_worker

T = TypeVar("T")


class Bench:
    """One submission of one lesson, ready to be asked."""

    def __init__(
        self,
        files: dict[str, bytes],
        launcher: Launcher,
        patience: Patience | None = None,
        fresh_app: bool = False,
        real_hashing: bool = False,
        starter: Callable[[], Mapping[str, bytes]] | None = None,
    ) -> None:
        """Take a submission's files, and how to get at its starter's; nothing runs before the first question."""
        self.patience = patience or Patience()
        self.copy = PrivateCopy(files, launcher.room())
        self.isolation, self.task, self._waited = "", 0, 0.0
        self.loaded: Loaded | None = None
        self.overlay: dict[str, str] = {}
        self._hung: set[str] = set()
        self.claims: dict[str, Any] = {}
        self.asked: list[Asked] = []
        self._launcher, self._signpost, self.suite_runs = launcher, Signpost(files, starter), SuiteRuns()
        self._fresh_app, self._real_hashing = fresh_app, real_hashing
        self._worker: Worker | None = None
        self._snapshot = Snapshot(self.copy, lambda home: Worker(launcher, home, {}, real_hashing, role="reader"))
        self._worker_overlay: dict[str, str] = {}
        self._beginnings, self._loads = Beginnings(), 0
        self._files_at_load: Kept = {}
        self.used_by_others = self._restarted = self._with_env = self._settled = self._asked = self._over = False

    # --- what the runner of the checks says

    def begin(self, task: int, fresh: bool = False) -> None:
        """Begin a check: forget the last one's files, and its process too if this one wants a ``fresh`` one."""
        self.task, self.overlay, self._settled, self.claims, self._waited, self.asked = task, {}, False, {}, 0.0, []
        if fresh or self._with_env or (self.loaded and self.loaded.data_elsewhere):
            self.drop_worker()
        self._restarted = self._with_env = False
        self._snapshot.forget()
        self._beginnings.check_begins()

    def drop_worker(self) -> None:
        """End the app's process; the next question starts another."""
        if self._worker is not None:
            self._worker.kill()
        self._worker, self.used_by_others = None, False

    def lose_worker(self, hung: str = "") -> None:
        """Know that the app's process has ended, because it ``hung`` at this rule, which is not asked again."""
        self._worker = None
        self._hung.add(hung)

    def interrupt(self) -> None:
        """End the app's process from another thread, for good: whoever waits for its answer hears that it is gone."""
        self._over = True
        if self._worker is not None:
            self._worker.interrupt()

    def close(self) -> None:
        """End all processes and remove the private copy."""
        self.suite_runs.close()
        self.drop_worker()
        self._snapshot.close()
        self.copy.remove()

    # --- what the vocabulary asks

    def request(self, environ: dict[str, str], body: bytes) -> Answer:
        """Send one request to the app. Raises ``Stopped`` when it cannot answer."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        worker = self.app()
        self._beginnings.is_over()
        rule = rule_for(path, self.loaded.rules if self.loaded else ())
        if rule in self._hung:
            raise Stopped(Outcome.BLOCKED, (ASKED, f"{method} {path}"), (SAID, f"{rule} did not answer in time before"))
        if self._waited > self.patience.check:
            raise too_slow(f"{method} {path}", self.patience.check)
        began, self._asked = time.monotonic(), True
        with explained(self, f"{method} {path}", self.patience.request, rule):
            answer = worker.request(environ, body, self.patience.request)
        self._waited += time.monotonic() - began
        self.claims = answer.claims
        self.asked.append((environ, body, answer))
        return answer

    def command(self, arguments: list[str]) -> dict[str, Any]:
        """Run one of the app's own commands. Raises ``Stopped`` when it does not end."""
        with explained(self, " ".join(["flask", *arguments]), self.patience.check):
            worker, self._asked = self.app(), True
            self._beginnings.is_over()
            return worker.command(arguments, self.patience.check)

    def begin_with(self, step: Hashable, act: Callable[[], tuple[T, bool]], anywhere: bool = False) -> tuple[T, bool]:
        """Begin a check with a step that others begin with, and return what it told, and whether that was known.

        ``act`` takes it and tells whether that counts. Once is enough: later checks begin with the files it left in the
        same process, or ``anywhere`` if no other check had used that. In the midst of a check it is taken anew.
        """
        key = self._beginnings.next(step, self.overlay)
        known = self._beginnings.find(key, self._takes)
        if known is not None:
            self.asked, self.claims = [*self.asked, *known.asked], dict(known.claims)
            return known.told, True
        worker, fresh, before = self.app(), not self.used_by_others, len(self.asked)
        told, counts = act()
        if key is not None and counts and worker is self._worker and not self._fresh_app:
            files, load = self._remember(worker), None if anywhere and fresh else self._loads
            self._beginnings.keep(key, Beginning(told, files, tuple(self.asked[before:]), self.claims, load))
        return told, False

    def _takes(self, known: Beginning) -> bool:
        """Begin this check as another has begun, if the app is the same that it was then."""
        self._snapshot.forget()
        worker = self._worker
        if worker is None or self._worker_overlay != self.overlay:
            worker = self._ready()
        if known.load not in (None, self._loads) or (self.loaded and self.loaded.data_elsewhere):
            return False
        used = self.used_by_others or (self._asked and not self._settled)
        self._use_again(worker, lambda: self.copy.put_back(known.files), load=False)
        if self._worker is worker:
            self.used_by_others = used or known.load is not None
            self._settled = self._asked = True
        return self._worker is worker

    def restart(self, env: dict[str, str]) -> None:
        """Start the app afresh on the files as they are now."""
        self.app()
        self._beginnings.is_over()
        self.drop_worker()
        self._restarted, self._with_env = True, bool(env)
        self._launch(env)
        self._asked = True  # what was done before is in its files

    def tables(self) -> Tables:
        """Return the tables of every database file the app has made, read by a process of their own."""
        with self._ready().still():
            return self._snapshot.tables(self.patience.check)

    def app(self) -> Worker:
        """Return the worker for this check, started or put back as needed, to be asked something.

        Raises ``Broken``, ``Hung``, ``Gone`` when the app does not start, ``NoSandbox`` when we cannot start it.
        """
        self._snapshot.forget()
        return self._ready()

    def process(self, copy: PrivateCopy, env: dict[str, str], role: str) -> Worker:
        """Start a process for this submission's code in a private copy. Raises ``NoSandbox``."""
        return start_worker(self._launcher, copy, env, self._real_hashing, role)

    def look_at(self, claims: Mapping[str, Any] | None = None) -> str:
        """Return the place a person should look at. Without ``claims`` it is about the last answer."""
        return self._signpost.place(self.task, self.claims if claims is None else claims)

    def source(self, where: str) -> str:
        """Return the student's line at ``app.py:22``, or nothing."""
        return line_at(self.copy.files, where)

    # ---

    def _ready(self) -> Worker:
        if self._worker is None:
            self._start()
        elif self._worker_overlay != self.overlay or (self._fresh_app and self._asked and not self._settled):
            self._use_again(self._worker, lambda: self.copy.lay_out(self.overlay), load=True)
        elif self._asked and not self._settled:
            self._use_again(self._worker, lambda: self.copy.put_back(self._files_at_load), load=False)
        self._settled = True
        assert self._worker is not None
        return self._worker

    def _use_again(self, worker: Worker, put_files: Callable[[], None], load: bool) -> None:
        """Make a used worker's data what it was at the start; a fresh worker if that does not work.

        To ``load`` the app anew in a process that has run it before is a tenth of the cost of another process.
        """
        self.used_by_others = True
        try:
            worker.reset(self.patience.request)  # first: an open database would write to what is put back
            with worker.still():
                put_files()
            if load:
                self._load(worker)
        except (Hung, Gone, OSError, TooMuch):
            self.drop_worker()
            self._start()

    def _start(self) -> None:
        self.copy.lay_out(self.overlay)
        try:
            self._launch({})
        except Emptied:  # once: a second time in a row is nobody's bad luck
            self.copy.move_to(self._launcher.room())
            self.copy.lay_out(self.overlay)
            self._launch({})

    def _launch(self, env: dict[str, str]) -> None:
        self._worker = self.process(self.copy, env, "app")
        if self._over:  # asked after it is known: now one of us sees what the other did
            self.drop_worker()
            raise Gone("nobody waits for it")
        self.isolation = self._worker.isolation
        self._load(self._worker)

    def _load(self, worker: Worker) -> None:
        self._snapshot.forget()
        self._worker_overlay, self._asked, self._loads = dict(self.overlay), False, self._loads + 1
        try:
            self.loaded = worker.load(self.patience.load)
            if not self._restarted:
                self._files_at_load = self._remember(worker)
        except BaseException:
            self.drop_worker()
            raise

    def _remember(self, worker: Worker) -> Kept:
        try:
            with worker.still():
                return self.copy.remember()
        except (OSError, TooMuch) as error:  # its files change under our hands, or there are too many
            raise Gone(str(error)) from error

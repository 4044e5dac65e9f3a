"""One submission on the workbench: its private copy, what is asked of its app, and what became of that."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from autograder.checks.beginnings import Beginning, Beginnings
from autograder.checks.exchanges import Asked
from autograder.checks.finding import ASKED, SAID, Stopped
from autograder.checks.keeper import Keeper
from autograder.checks.patience import Patience
from autograder.checks.places import Signpost, line_at
from autograder.checks.routes import rule_for
from autograder.checks.running import RunningApp
from autograder.checks.snapshot import Snapshot, Tables
from autograder.checks.suite_runs import SuiteRuns
from autograder.checks.unanswered import explained, too_slow
from autograder.model import Outcome
from autograder.sandbox.folder import PrivateCopy
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.remote import Answer, Worker

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
        self.apps = Keeper(self.copy, launcher, self.patience, fresh_app, real_hashing)
        self.task, self._waited = 0, 0.0
        self.claims: dict[str, Any] = {}
        self.asked: list[Asked] = []
        self.suite_runs, self._signpost, self._beginnings = SuiteRuns(), Signpost(files, starter), Beginnings()
        self._snapshot = Snapshot(self.copy, lambda home: Worker(launcher, home, {}, real_hashing, role="reader"))
        self._hung: set[str] = set()

    # --- what the runner of the checks says

    def begin(self, task: int, fresh: bool = False) -> None:
        """Begin a check: forget the last one's files, and its process too if this one wants a ``fresh`` one."""
        self.task, self.claims, self._waited, self.asked = task, {}, 0.0, []
        self.apps.begin(fresh)
        self._snapshot.forget()
        self._beginnings.check_begins()

    def lose_app(self, hung: str = "") -> None:
        """Know that the app's process has ended, because it ``hung`` at this rule, which is not asked again."""
        self.apps.lose()
        self._hung.add(hung)

    def close(self) -> None:
        """End all processes and remove the private copy."""
        self.suite_runs.close()
        self.apps.drop()
        self._snapshot.close()
        self.copy.remove()

    # --- what the vocabulary asks

    def request(self, environ: dict[str, str], body: bytes) -> Answer:
        """Send one request to the app. Raises ``Stopped`` when it cannot answer."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        app = self.app()
        self._beginnings.is_over()
        rule = rule_for(path, self.apps.loaded.rules if self.apps.loaded else ())
        if rule in self._hung:
            raise Stopped(Outcome.BLOCKED, (ASKED, f"{method} {path}"), (SAID, f"{rule} did not answer in time before"))
        if self._waited > self.patience.check:
            raise too_slow(f"{method} {path}", self.patience.check)
        began, app.asked = time.monotonic(), True
        with explained(self, f"{method} {path}", self.patience.request, rule):
            answer = app.worker.request(environ, body, self.patience.request)
        self._waited += time.monotonic() - began
        self.claims = answer.claims
        self.asked.append((environ, body, answer))
        return answer

    def command(self, arguments: list[str]) -> dict[str, Any]:
        """Run one of the app's own commands. Raises ``Stopped`` when it does not end."""
        with explained(self, " ".join(["flask", *arguments]), self.patience.check):
            app = self.app()
            app.asked = True
            self._beginnings.is_over()
            return app.worker.command(arguments, self.patience.check)

    def begin_with(self, step: Hashable, act: Callable[[], tuple[T, bool]], anywhere: bool = False) -> tuple[T, bool]:
        """Begin a check with a step that others begin with, and return what it told, and whether that was known.

        ``act`` takes it and tells whether that counts. Once is enough: later checks begin with the files it left in the
        same process, or ``anywhere`` if no other check had used that. In the midst of a check it is taken anew.
        """
        alike = {name: text for name, text in self.apps.overlay.items() if name not in self.apps.beside}
        key = self._beginnings.next(step, alike)
        self._snapshot.forget()
        known = self._beginnings.find(key, lambda before: self.apps.ready_with(before.files, before.load))
        if known is not None:
            self.asked, self.claims = [*self.asked, *known.asked], dict(known.claims)
            return known.told, True
        app, fresh, before = self.app(), not self.apps.used_by_others, len(self.asked)
        told, counts = act()
        lasts = not self.apps.fresh_app and not self.apps.beside  # what lies beside it is there for this check alone
        if key is not None and counts and lasts and app is self.apps.ready():
            files, load = app.remember(), None if anywhere and fresh else app.load_number
            self._beginnings.keep(key, Beginning(told, files, tuple(self.asked[before:]), self.claims, load))
        return told, False

    def restart(self, env: dict[str, str]) -> None:
        """Start the app afresh on the files as they are now."""
        self._snapshot.forget()
        self._beginnings.is_over()
        self.apps.restart(env)

    def tables(self) -> Tables:
        """Return the tables of every database file the app has made, read by a process of their own."""
        return self._snapshot.tables(lambda: self.apps.ready().worker, self.patience.check)

    def app(self) -> RunningApp:
        """Return the app for this check, to be asked something; it may change its data. Raises as ``Keeper.ready``."""
        self._snapshot.forget()
        return self.apps.ready()

    def look_at(self, claims: Mapping[str, Any] | None = None) -> str:
        """Return the place a person should look at. Without ``claims`` it is about the last answer."""
        return self._signpost.place(self.task, self.claims if claims is None else claims)

    def source(self, where: str) -> str:
        """Return the student's line at ``app.py:22``, or nothing."""
        return line_at(self.copy.files, where)

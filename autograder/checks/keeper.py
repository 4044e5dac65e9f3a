"""Keeps the process in which a submission's app runs: started when it is needed, used again, or replaced.

A process is shared by checks that pass. The app's files are put back between them, and a check that fails in a process
that others have used is repeated in a fresh one by whoever runs the checks (see ``used_by_others``).
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.checks.patience import Patience
from autograder.checks.running import RunningApp
from autograder.sandbox.folder import PrivateCopy, TooMuch
from autograder.sandbox.kept import Kept
from autograder.sandbox.launcher import Emptied, Launcher, NoSandbox
from autograder.sandbox.remote import Broken, Gone, Hung, Loaded, Worker


class Keeper:
    """The app of one private copy, in one process after the other."""

    def __init__(
        self, copy: PrivateCopy, launcher: Launcher, patience: Patience, fresh_app: bool, real_hashing: bool
    ) -> None:
        """Keep what a process needs; none is started before somebody wants to ask something.

        ``fresh_app``: it has its data in memory, so it is loaded anew for each check that asks it anything.
        """
        self.copy, self.fresh_app, self.used_by_others = copy, fresh_app, False
        self.overlay: dict[str, str] = {}
        self.beside: frozenset[str] = frozenset()
        self.loaded: Loaded | None = None
        self.isolation = ""
        self._launcher, self._patience, self._real_hashing = launcher, patience, real_hashing
        self._app: RunningApp | None = None
        self._with_env = self._settled = self._over = False
        self._awaited: Kept | None = None
        self._begins_anew = False

    def begin(self, fresh: bool) -> None:
        """Let a check begin, in a ``fresh`` process if it wants one."""
        self.overlay, self.beside, self._settled, self._awaited = {}, frozenset(), False, None
        if fresh or self._with_env or self.data_elsewhere:
            self.drop()
        self._with_env = False

    def drop(self) -> None:
        """End the process; the next question starts another."""
        if self._app is not None:
            self._app.worker.kill()
        self._app, self._awaited, self.used_by_others = None, None, False

    def lose(self) -> None:
        """Know that the process has ended."""
        self._app = self._awaited = None

    def interrupt(self) -> None:
        """End the process from another thread, for good: whoever waits for its answer hears that it is gone."""
        self._over = True
        if self._app is not None:
            self._app.worker.interrupt()

    @property
    def data_elsewhere(self) -> bool:
        """Whether the app claims to have its data where we cannot put it back."""
        return self.loaded is not None and self.loaded.data_elsewhere

    def process(self, copy: PrivateCopy, env: dict[str, str], role: str) -> Worker:
        """Start a process for the submission's code in a private copy. Raises ``NoSandbox``, or ``Emptied``."""
        try:
            watched = copy.folder if self._launcher.plan.layers else None
            return Worker(self._launcher, copy.seen(copy.folder), env, self._real_hashing, role, watched)
        except Gone as error:  # before the student's first line: ours
            if not self._launcher.alive():
                raise Emptied(str(error)) from error
            raise NoSandbox(f"the process that runs the app ended at once, {error}") from error

    def ready(self) -> RunningApp:
        """Return the app for this check, started or put back as needed.

        Raises ``Broken``, ``Hung``, ``Gone`` when the app does not start, ``NoSandbox`` when we cannot start it.
        """
        app = self._app
        if app is None:
            app = self._start()
        elif app.overlay != self.overlay or (self.fresh_app and app.asked and not self._settled):
            app = self._use_again(app, lambda: self.copy.lay_out(self.overlay), load=True)
        elif self._awaited is not None:
            self._put_awaited(app, self._awaited)
        elif app.asked and not self._settled:
            files = app.files
            app = self._use_again(app, lambda: self.copy.put_back(files), load=False)
        self._settled, self._awaited = True, None
        return app

    def ready_with(self, files: Kept, load: int | None) -> bool:
        """Have the next ``ready`` find other files than at first, left in a certain load of the app; tell if it can.

        Without a ``load`` they belong to no process, and do not make this one a used one. They are put there when
        something is asked: a check that begins with several steps needs only the files of the last one.
        """
        app = self._app
        if app is None or app.overlay != self.overlay:
            app = self.ready()
        if load not in (None, app.load_number) or self.data_elsewhere or self._begins_anew:
            return False
        self.used_by_others = self.used_by_others or (app.asked and not self._settled) or load is not None
        self._settled = app.asked = True
        self._awaited = {**files, **{name: app.files[name] for name in self.beside if name in app.files}}
        return True

    def restart(self, env: dict[str, str]) -> None:
        """Start the app in another process on the files as they are now. Raises what ``ready`` raises."""
        files = self.ready().files
        self.drop()
        self._with_env = bool(env)
        self._launch(env, files).asked = True  # what was done before is in its files

    # ---

    def _use_again(self, app: RunningApp, put_files: Callable[[], None], load: bool) -> RunningApp:
        """Make a used app's data what it was at the start; a fresh process if that does not work.

        To ``load`` the app anew in a process that has run it before is a tenth of the cost of another process.
        """
        self.used_by_others = True
        try:
            app.change_files(put_files, self._patience.request)
            if load:
                self._load(app)
            return app
        except (Broken, Hung, Gone, OSError, TooMuch):  # what can be loaded once only says so by any of them
            self.drop()
            return self._start()

    def _put_awaited(self, app: RunningApp, files: Kept) -> None:
        """Put the files there with which the check begins. Raises ``Gone``; then it runs again, and begins anew."""
        try:
            app.change_files(lambda: self.copy.put_back(files), self._patience.request)
        except (Hung, Gone, OSError, TooMuch) as error:
            self.drop()
            self.used_by_others = self._begins_anew = True
            raise Gone(f"while its files were put back: {error}") from error

    def _start(self) -> RunningApp:
        self.copy.lay_out(self.overlay)
        try:
            return self._launch({})
        except (Emptied, Gone) as error:  # once: a second time in a row is nobody's bad luck
            if self._over or (isinstance(error, Gone) and self._launcher.alive()):
                raise
            self.copy.move_to(self._launcher.room())
            self.copy.lay_out(self.overlay)
            return self._launch({})

    def _launch(self, env: dict[str, str], files: Kept | None = None) -> RunningApp:
        self._app = app = RunningApp(self.process(self.copy, env, "app"), self.copy)
        if self._over:  # asked after it is known: now one of us sees what the other did
            self.drop()
            raise Gone("nobody waits for it")
        self.isolation = app.worker.isolation
        self._load(app, files)
        return app

    def _load(self, app: RunningApp, files: Kept | None = None) -> None:
        try:
            self.loaded = app.load(self.overlay, self._patience.load)
            app.files = app.remember() if files is None else files
        except BaseException:
            self.drop()
            raise

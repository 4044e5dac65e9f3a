"""A student's app in its process, with what is known of its files."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from autograder.sandbox.folder import PrivateCopy, TooMuch
from autograder.sandbox.kept import Kept
from autograder.sandbox.remote import Gone, Loaded, Worker

LOADS = itertools.count(1)


class RunningApp:
    """A worker in which the app of a private copy is loaded.

    ``files`` are what it has to begin with, ``asked`` tells whether anybody has asked it anything since it was loaded,
    and ``load_number`` is the number of that load. No two loads have the same.
    """

    def __init__(self, worker: Worker, copy: PrivateCopy) -> None:
        """Take a worker in which nothing is loaded yet."""
        self.worker, self._copy = worker, copy
        self.overlay: Mapping[str, str] = {}
        self.files: Kept = {}
        self.asked, self.load_number = False, 0

    def load(self, overlay: Mapping[str, str], seconds: float) -> Loaded:
        """Load the app, on files that were laid out with this overlay. Raises ``Broken``, ``Hung`` or ``Gone``."""
        self.overlay, self.asked, self.load_number = dict(overlay), False, next(LOADS)
        return self.worker.load(seconds)

    def remember(self) -> Kept:
        """Return the files as they are now. Raises ``Gone``."""
        try:
            with self.worker.still():
                return self._copy.remember(self.files)
        except (OSError, TooMuch) as error:  # its files change under our hands, or there are too many
            raise Gone(str(error)) from error

    def change_files(self, change: Callable[[], None], seconds: float) -> None:
        """Let something be done to the files while the app has no database open and stands still.

        Raises ``Hung``, ``Gone``, ``OSError`` or ``TooMuch``.
        """
        self.worker.reset(seconds)  # first: an open database would write to what is put back
        with self.worker.still():
            change()

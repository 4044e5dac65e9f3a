"""How checks begin alike: what the first of them did is kept, and the others find what it left."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.checks.exchanges import Asked
from autograder.sandbox.kept import Kept

Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Beginning:
    """What one way to begin came to: what it told, and how it left the app.

    ``load`` is the number of the one load of the app that this belongs to, or nothing if any will do.
    """

    told: Any
    files: Kept
    asked: tuple[Asked, ...]
    claims: Mapping[str, Any]
    load: int | None


class Beginnings:
    """The beginnings of one submission that are known, and how the check that runs now has begun so far."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[Key, Beginning] = {}
        self._so_far: Key | None = None

    def check_begins(self) -> None:
        """Stand at the beginning of a check."""
        self._so_far = ()

    def is_over(self) -> None:
        """Whatever comes from now on belongs to this check alone."""
        self._so_far = None

    def next(self, step: Hashable, overlay: Mapping[str, str]) -> Key | None:
        """Return the name of the beginning so far with one more step, or nothing in the midst of a check."""
        return None if self._so_far is None else (tuple(sorted(overlay.items())), *self._so_far, step)

    def find(self, key: Key | None, take: Callable[[Beginning], bool]) -> Beginning | None:
        """Return a beginning that is known, if it can be taken."""
        known = self._known.get(key) if key is not None else None
        if known is None or not take(known):
            return None
        self._go_on(key)
        return known

    def keep(self, key: Key, beginning: Beginning) -> None:
        """Keep how a check has begun; another step may follow."""
        self._known[key] = beginning
        self._go_on(key)

    def _go_on(self, key: Key | None) -> None:
        self._so_far = key[1:] if key is not None else None

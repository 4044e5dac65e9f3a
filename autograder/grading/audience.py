"""Whoever waits while a submission is graded, and what they may ask for meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograder.model import CheckResult


class GivenUp(Exception):
    """A job was not graded to its end, because nobody wanted an answer to it any more."""


class Audience:
    """Somebody who waits for the whole result and asks for nothing. Others override what they need."""

    def begins(self, interrupt: Callable[[], None]) -> None:
        """Hear that a submission's turn has come; ``interrupt`` ends its app from any thread. May raise ``GivenUp``."""

    def alone(self) -> None:
        """Hear, before it is told that the app starts, that no second one may run beside it: they would share data."""

    def choose(self, number: int) -> Iterable[int]:
        """Return which of so many checks to run, in which order. The first is 0; that the app starts is no choice."""
        return range(number)

    def tell(self, check: CheckResult) -> None:
        """Hear a check's final answer, before its points are known."""

    def stay(self) -> None:
        """Say that there is still somebody, or raise ``GivenUp``. It is asked when an app has gone."""


NOBODY = Audience()

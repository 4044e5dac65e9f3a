"""What a student reads when an app gave no answer: it was too slow, or its process stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.checks.finding import ASKED, EXPECTED, LOOK, SAID, Stopped
from autograder.model import Outcome
from autograder.sandbox.remote import Gone, Hung

if TYPE_CHECKING:
    from autograder.checks.bench import Bench


@contextlib.contextmanager
def explained(bench: Bench, asked: str, seconds: float, rule: str = "") -> Iterator[None]:
    """Turn what an app does instead of answering ``asked`` into what a student reads of it. Raises ``Stopped``."""
    try:
        yield
    except Hung as hung:
        bench.lose_app(rule)
        raise _timed_out(asked, hung, seconds, bench.source(hung.where)) from None
    except Gone as gone:
        bench.lose_app()
        raise _crashed(asked, gone, bench.look_at()) from None


def _timed_out(asked: str, hung: Hung, seconds: float, line: str) -> Stopped:
    """Say that one answer took too long, and at which ``line`` the app was busy."""
    busy = f"your function `{hung.function}` was still running" if hung.function else "it was still busy"
    here = f", here:\n{hung.where}   {line}" if hung.where else ""
    return Stopped(
        Outcome.TIMED_OUT,
        (ASKED, asked),
        (EXPECTED, f"an answer within {seconds:g} seconds"),
        (SAID, f"nothing: {busy} after {seconds:g} s{here}"),
        (LOOK, hung.where),
    )


def too_slow(asked: str, seconds: float) -> Stopped:
    """Say that all answers of a check took too long together."""
    expected = f"all answers that this check needs within {seconds:g} seconds"
    return Stopped(Outcome.TIMED_OUT, (ASKED, asked), (EXPECTED, expected), (SAID, "too little in that time"))


def _crashed(asked: str, gone: Gone, look: str) -> Stopped:
    """Say that the app's process stopped."""
    return Stopped(Outcome.CRASHED, (ASKED, asked), (SAID, f"nothing: its process stopped ({gone})"), (LOOK, look))

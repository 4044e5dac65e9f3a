"""How to grade, as plain data that can travel to another process."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.checks.patience import Patience
from autograder.sandbox.levels import Plan


@dataclass(frozen=True)
class Options:
    """How to grade. ``seed`` is for every job that brings none of its own.

    ``exchanges`` keeps what was asked, and what came back, with the first check that does not pass.
    ``shared`` lets two processes share the checks of a submission: for somebody who waits for one, not for a class.
    """

    seed: int
    mode: str = "auto"
    real_hashing: bool = False
    patience: Patience = field(default_factory=Patience)
    task: int | None = None
    plan: Plan = field(default_factory=Plan)
    exchanges: bool = False
    shared: bool = False

"""How to grade, as plain data that can travel to another process."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.checks.bench import Patience
from autograder.sandbox.levels import Plan


@dataclass(frozen=True)
class Options:
    """How to grade. ``seed`` is for everybody; ``seeds`` are the seeds of checks that failed before, by lesson."""

    seed: int
    mode: str = "auto"
    real_hashing: bool = False
    patience: Patience = field(default_factory=Patience)
    seeds: dict[str, dict[str, int]] = field(default_factory=dict)
    task: int | None = None
    plan: Plan = field(default_factory=Plan)

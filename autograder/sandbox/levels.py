"""How far students' code can be confined on this machine. It is found out by trying, never by asking for a version."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox import bubblewrap
from autograder.sandbox.confinement import BUBBLEWRAP, LANDLOCK, SECCOMP, level

SCRIPT = str(Path(__file__).with_name("trial.py"))
PATIENCE = 20.0
CHOICES = ("auto", "strict", "none")


@dataclass(frozen=True)
class Plan:
    """The layers around each app, the outermost first. Without any, an app has a process of its own and no more."""

    layers: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """What a result says."""
        return level(self.layers)

    @property
    def is_enough(self) -> bool:
        """Whether strangers' code may run in it."""
        return SECCOMP in self.layers and len(self.layers) > 1 and (BUBBLEWRAP in self.layers or not is_root())

    @property
    def is_strict(self) -> bool:
        """Whether it is all there is."""
        return self.layers == (BUBBLEWRAP, LANDLOCK, SECCOMP)

    @property
    def user(self) -> int | None:
        """The number of the user whom apps run as, if it is another one."""
        return bubblewrap.user_for_apps() if BUBBLEWRAP in self.layers and is_root() else None

    def for_worker(self) -> dict[str, Any]:
        """Return what a process that becomes a worker needs to know."""
        if not self.layers:
            return {"layers": []}
        return {
            "layers": list(self.layers),
            "readable": bubblewrap.readable(),
            "user": self.user,
            **({"box": bubblewrap.BOX} if BUBBLEWRAP in self.layers else {}),
        }

    def without_bubblewrap(self) -> Plan:
        """Return what remains for processes that are started afresh."""
        return Plan(tuple(layer for layer in self.layers if layer != BUBBLEWRAP))


NO_PLAN = Plan()


@dataclass(frozen=True)
class Reached:
    """The best plan on this machine, and for each layer that it lacks the reason."""

    plan: Plan
    missing: dict[str, str]


def is_root() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@functools.cache
def reached() -> Reached:
    """Find out what can be reached here: try it with bubblewrap around, then without."""
    if not sys.platform.startswith("linux"):
        why = "only Linux has it"
        return Reached(Plan(), {BUBBLEWRAP: why, LANDLOCK: why, SECCOMP: why})
    inside = _try((BUBBLEWRAP, LANDLOCK, SECCOMP)) if bubblewrap.program() else "it is not installed"
    if isinstance(inside, Reached):
        return inside
    outside = _try((LANDLOCK, SECCOMP))
    if isinstance(outside, str):
        return Reached(Plan(), {BUBBLEWRAP: inside, LANDLOCK: outside, SECCOMP: outside})
    return Reached(outside.plan, {BUBBLEWRAP: inside, **outside.missing})


def _try(layers: tuple[str, ...]) -> Reached | str:
    """Start a process with these layers that attempts what they forbid. Return what holds, or why nothing started."""
    plan = Plan(layers)
    command = [sys.executable, "-I", "-S", SCRIPT, json.dumps(plan.for_worker())]
    if BUBBLEWRAP in layers:
        command = bubblewrap.wrap(command)
    try:
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False, env={}
        )
        missing = json.loads(ran.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    except ValueError:
        return ran.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "it does not start"
    return Reached(Plan(tuple(layer for layer in layers if layer not in missing)), missing)

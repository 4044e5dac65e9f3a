"""The one place where a worker gives up its rights: after the fork and before the student's first line.

What is given up is decided by the grader (``levels.py``). Whatever cannot be given up then is an error and ends the
worker: nobody's code runs with less around it than the result says.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROCESS = "process"
"""A process of its own, nothing more: enough for one's own work, not for a stranger's."""
BUBBLEWRAP, LANDLOCK, SECCOMP = "bubblewrap", "landlock", "seccomp"

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
MOST_MEMORY = 1024**3
LARGEST_WRITTEN = 8 * 1024**2
LIMITS = {  # not of processor time: setting that takes milliseconds, and deadlines end a worker
    "AS": MOST_MEMORY,
    "FSIZE": LARGEST_WRITTEN,
    "NOFILE": 64,  # together with the one above: what files that are open and have no name any more can hold
    "CORE": 0,
    "MEMLOCK": 0,
    "MSGQUEUE": 0,
}
MOST_THREADS = 64
NOT_OURS_ALONE = 512
"""How many threads more than now a user may have, where the user's other programs count as well."""

NO_NEW_PRIVILEGES, DUMPABLE = 38, 4


def level(layers: Sequence[str]) -> str:
    """Return what a result says about confinement by these layers."""
    return "+".join(layers) or PROCESS


def close_to_others(plan: dict[str, Any]) -> None:
    """Prepare a process that workers are forked from: not root, and no other process may look into it."""
    if not plan["layers"]:
        return
    if plan["user"] is not None:
        os.setgroups([])
        os.setresgid(*[plan["user"]] * 3)
        os.setresuid(*[plan["user"]] * 3)
    _control_process(DUMPABLE, 0)
    from autograder.sandbox import seccomp

    for needed in ("resource", "autograder.sandbox.landlock"):  # here, so that no worker has to
        importlib.import_module(needed)
    if SECCOMP in plan["layers"]:
        seccomp.make_program()
    shared = BUBBLEWRAP not in plan["layers"]
    plan["threads"] = _threads_of_this_user() + NOT_OURS_ALONE if shared else MOST_THREADS


def confine(folder: str, plan: dict[str, Any]) -> str:
    """Confine this process to ``folder`` and return the name of the level that was reached. Raises ``OSError``."""
    layers = plan["layers"]
    if layers:
        _control_process(NO_NEW_PRIVILEGES, 1)
        _limit({**LIMITS, "NPROC": plan["threads"]})
    if LANDLOCK in layers:
        from autograder.sandbox import landlock

        landlock.restrict(plan["readable"], [folder], DEVICES)
    if SECCOMP in layers:
        from autograder.sandbox import seccomp

        seccomp.filter_calls()
    return level(layers)


def _limit(limits: dict[str, int]) -> None:
    import resource

    for name, most in limits.items():
        which = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(which)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (wanted, wanted))


def _control_process(option: int, value: int) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")


def _threads_of_this_user() -> int:
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                count += sum(1 for _ in (process / "task").iterdir())
        except OSError:  # it has ended, or is closed to others
            continue
    return count

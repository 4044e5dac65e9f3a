"""How far the apps of a run are confined, and why a run is refused that could not confine strangers' code enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.course import CourseError

if TYPE_CHECKING:
    from autograder.sandbox.levels import Plan

TRUST = (
    "If you know these students and their work, you can say so with --trust-these-students: then their code runs "
    "with your rights. Nothing was run."
)
NONE = "With --isolation none, their code would run on this machine with your rights."
NOT_LINUX = "Students' code can be confined on Linux only. Grade them in the course's dev container (.devcontainer)."
ROOT = (
    "You are root, and for root bubblewrap has to be around students' code. Install it (on Debian and Ubuntu: "
    "apt-get install bubblewrap), or grade as a user who is not root."
)
NOT_ENOUGH = (
    "Students' code cannot be confined on this machine: it takes seccomp, and bubblewrap or Landlock. Install "
    "bubblewrap (on Debian and Ubuntu: apt-get install bubblewrap), or grade on a newer Linux."
)
NOT_STRICT = "--isolation strict asks for bubblewrap, Landlock and seccomp together, and something is missing here."


def plan_for(isolation: str, workers: str, strangers: bool = False, trusted: bool = False) -> Plan:
    """Return the plan that ``--isolation`` asks for. Raises ``CourseError`` when this machine cannot keep to it.

    ``strangers`` says whose apps they are: for one's own work no confinement is asked for.
    """
    from autograder.sandbox.levels import Plan, reached

    if isolation == "none":
        if strangers and not trusted:
            raise CourseError(f"{NONE} {TRUST}")
        return Plan()
    best = reached()
    plan = best.plan.without_bubblewrap() if workers == "spawn" else best.plan
    missing = [f"{layer}: {reason}" for layer, reason in best.missing.items()]
    if workers == "spawn":
        missing += ["bubblewrap: apps that are started afresh (--workers spawn) go without it"]
    why = f"({'; '.join(missing)}.)"
    if isolation == "strict" and not plan.is_strict:
        raise CourseError(f"{NOT_STRICT} {why} Nothing was run.")
    if strangers and not trusted and not plan.is_enough:
        raise CourseError(f"{_what_to_do()} {why} {TRUST}")
    return plan


def _what_to_do() -> str:
    import sys

    from autograder.sandbox.levels import is_root

    if not sys.platform.startswith("linux"):
        return NOT_LINUX
    return ROOT if is_root() else NOT_ENOUGH

"""The one place where a worker gives up its rights, after the fork and before the student's first line.

Today it gives up nothing, and says so: the level that was reached stands on every result.
"""

from __future__ import annotations

LEVEL = "process"
"""A process of its own, nothing more: enough for one's own work, not for a stranger's."""


def confine(folder: str) -> str:
    """Confine this process to ``folder`` and return the name of the level that was reached."""
    del folder  # the kernel's part will need it
    return LEVEL

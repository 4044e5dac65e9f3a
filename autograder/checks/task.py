"""``@task`` ties a check to a task of its lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

MARK = "task"


def task(number: int, points: int = 1, guard: bool = False) -> pytest.MarkDecorator:
    """Say to which task a check belongs and what it is worth.

    A guard is already true on the starter: it gives no points, and while it fails its task gives none.
    """
    import pytest  # late: who shows results needs this room's words, and not pytest

    return pytest.mark.task(number=number, points=0 if guard else points, guard=guard)

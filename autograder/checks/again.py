"""``still_true`` lets the checks of an earlier lesson run again in a later one, by reference and not by copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

from autograder.checks.task import MARK

if TYPE_CHECKING:
    import pytest


def still_true(number: int, lesson: str, *names: str) -> dict[str, Callable[..., None]]:
    """Return checks of an earlier lesson as guards of a task, by name: those that are named, or else all of them.

    A module of checks takes them in with ``globals().update(still_true(4, "NN_slug"))``. Raises ``LookupError`` when
    there is no such check.
    """
    import pytest  # late, as in ``task``

    from autograder.course.checklist import again

    mark = pytest.mark.task(number=number, points=0, guard=True, again=again(lesson, names))
    there = dict(_checks_of(lesson))
    missing = [name for name in names if name not in there]
    if missing or not there:
        raise LookupError(f"lesson {lesson} has no check {missing[0] if missing else 'at all'}")
    return {name: _marked(check, mark) for name, check in there.items() if name in names or not names}


def _checks_of(lesson: str) -> Iterator[tuple[str, FunctionType]]:
    for column in import_module("tests").__path__:
        for file in sorted(Path(column, lesson).glob("test_*.py")):
            for name, value in vars(import_module(f"tests.{lesson}.{file.stem}")).items():
                if isinstance(value, FunctionType) and any(each.name == MARK for each in _marks(value)):
                    yield name, value


def _marks(check: FunctionType) -> list[pytest.Mark]:
    return list(getattr(check, "pytestmark", ()))


def _marked(check: FunctionType, mark: pytest.MarkDecorator) -> FunctionType:
    """Return the same check with another ``task``; its own lesson keeps what it has."""
    copied = FunctionType(check.__code__, check.__globals__, check.__name__, check.__defaults__, check.__closure__)
    copied.__dict__.update(check.__dict__)
    copied.__doc__, copied.__kwdefaults__ = check.__doc__, check.__kwdefaults__
    others = [each for each in _marks(check) if each.name != MARK]
    copied.__dict__["pytestmark"] = [*others, mark.mark]  # where pytest itself keeps marks
    return copied

"""How a student's tests are to be run, and what the process that ran them tells, typed and capped. A claim it stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OUTCOMES = frozenset({"passed", "failed", "skipped", "exited"})
MOST_TESTS = 300
LONGEST_NAME = 200


@dataclass(frozen=True)
class Way:
    """How to run tests: the last one first, only until one fails, first those with a stem of ``near`` in their name."""

    backwards: bool = False
    until_one_fails: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RunTest:
    """One test of a run: ``tests/test_home.py::test_title``, how it ended, and the error it ended with, if it did.

    ``outcome`` is passed, failed, skipped or exited, or nothing for a test that never came to its end.
    """

    name: str
    outcome: str
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SuiteRun:
    """The tests of one run in their order. ``broken`` is the error of a file that could not be collected."""

    tests: tuple[RunTest, ...]
    broken: Mapping[str, Any] | None = None

    def named(self, outcome: str) -> tuple[RunTest, ...]:
        """Return the tests that ended in this way."""
        return tuple(test for test in self.tests if test.outcome == outcome)


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of a text's words, so that ``deletes`` meets ``deleted``. Short words say nothing."""
    return frozenset(word[:5] for word in re.findall(r"[a-z]+|[0-9]+", text.lower()) if len(word) > 3 or word.isdigit())


def suite_run(reply: Mapping[str, Any]) -> SuiteRun:
    """Return the run in a reply, leaving out what is not one."""
    tests, broken = reply.get("tests"), reply.get("broken")
    listed = tests[:MOST_TESTS] if isinstance(tests, list) else []
    return SuiteRun(
        tuple(_test(each) for each in listed if isinstance(each, dict) and isinstance(each.get("name"), str)),
        broken if isinstance(broken, dict) else None,
    )


def _test(told: Mapping[str, Any]) -> RunTest:
    outcome, error = told.get("outcome"), told.get("error")
    known = outcome if isinstance(outcome, str) and outcome in OUTCOMES else ""
    return RunTest(told["name"][:LONGEST_NAME], known, error if isinstance(error, dict) else None)

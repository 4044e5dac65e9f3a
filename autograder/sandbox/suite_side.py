"""A student's own tests, run in a student's process: pytest as they type it, its results as data for a frame.

What is told here is a claim: the tests, and everything they could do to pytest, share this process.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import pytest

from autograder.sandbox.complaint import describe, line_in
from autograder.sandbox.suite_claims import stems

LEFT_OUT = (
    "cacheprovider",
    "stepwise",
    "faulthandler",
    "doctest",
    "junitxml",
    "pastebin",
    "unraisableexception",
    "threadexception",
)
"""Plugins of pytest's own that write files or talk to the system, and change nothing about a test's outcome."""

MOST_TESTS = 300
MOST_ERRORS = 8
"""Only so many failures are described; one is shown."""

AVAILABLE = re.compile(r"available fixtures: (.*)")


def run_suite(folder: str, backwards: bool, until_one_fails: bool, near: Iterable[str]) -> dict[str, Any]:
    """Run the tests of ``folder``, which is the current one, and return each one's name, outcome and error.

    ``backwards`` runs the last one first, and ``near`` begins with those that have one of its stems in their name.
    ``broken`` is the error that kept all of them from running, such as one in a file that cannot be imported.
    """
    recorder = Recorder(folder, backwards, frozenset(near))
    arguments = ["-c", "pytest.ini", "--rootdir", folder, "--capture=sys", "--tb=no", "--disable-plugin-autoload"]
    arguments += [part for name in LEFT_OUT for part in ("-p", f"no:{name}")]
    if until_one_fails:
        arguments.append("--maxfail=1")  # the bug is caught: what other tests say changes nothing
    try:
        pytest.main(arguments, plugins=[recorder])
    except BaseException as error:  # SystemExit too, of a file that ends Python while it is collected
        recorder.keep(error)
    return {"tests": recorder.tests(), "broken": recorder.broken}


class Recorder:
    """The pytest plugin that writes down what became of each test."""

    def __init__(self, folder: str, backwards: bool, near: frozenset[str]) -> None:
        """Begin with nothing."""
        self._folder, self._backwards, self._near = folder, backwards, near
        self._found: dict[str, dict[str, Any]] = {}
        self._described = 0
        self.broken: dict[str, Any] | None = None

    def tests(self) -> list[dict[str, Any]]:
        """Return what is known of each test that was begun, in the order in which they ran."""
        return list(self._found.values())[:MOST_TESTS]

    def keep(self, error: BaseException) -> None:
        """Remember the first error that keeps all tests from running."""
        self.broken = self.broken or describe(error, self._folder)

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(self) -> Iterator[None]:
        """Keep the error of a ``conftest.py`` that cannot be imported: pytest would only print it."""
        try:
            return (yield)
        except BaseException as error:
            self.keep(getattr(error, "cause", error))
            raise

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests into the order that was asked for."""
        items.sort(key=lambda item: -len(stems(item.nodeid) & self._near))
        if self._backwards:
            items.reverse()

    def pytest_exception_interact(self, node: pytest.Collector | pytest.Item, call: pytest.CallInfo[Any]) -> None:
        """Keep the error of a file that could not be collected."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            self.keep(call.excinfo.value.__cause__ or call.excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the error of a hook in a ``conftest.py``."""
        self.keep(excinfo.value)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write down how the set-up, the call or the end of a test went."""
        report = yield
        test = self._found.setdefault(item.nodeid, {"name": item.nodeid, "outcome": ""})
        expected_to_fail = hasattr(report, "wasxfail")  # pytest's word for it
        if report.skipped or expected_to_fail:  # such a test neither caught nor cleared a bug
            test["outcome"] = test["outcome"] or "skipped"
        elif call.excinfo is not None and report.failed:
            test["outcome"] = "exited" if isinstance(call.excinfo.value, SystemExit) else "failed"
            if "error" not in test and self._described < MOST_ERRORS:
                self._described += 1
                test["error"] = self._describe(call.excinfo.value, item)
        elif call.when == "call":
            test["outcome"] = test["outcome"] or "passed"
        return report

    def _describe(self, error: BaseException, item: pytest.Item) -> dict[str, Any]:
        told = describe(error, self._folder)
        file, line, _ = item.reportinfo()
        told["frames"] = told["frames"] or [line_in(str(file), (line or 0) + 1, self._folder)]
        if isinstance(error, pytest.FixtureLookupError):  # its words are not in its message
            words = str(getattr(error.formatrepr(), "errorstring", ""))
            named = AVAILABLE.search(words)
            told["message"] = words.partition("\n")[0]
            told["names"] = named[1].split(", ") if named else []
        return told

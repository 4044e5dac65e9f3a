"""A student's own tests, tried on apps that are right and on apps with a bug.

What became of them is told by a process that they share, so it is claimed evidence (docs/security.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograder.checks.bench import Bench
from autograder.checks.errors import AppError, finding_rows
from autograder.checks.errors.app_error import clean
from autograder.checks.finding import DID, EXPECTED, FOUND, LOOK, REASON, RULE, NotYet, Row, Stopped
from autograder.course import Lesson
from autograder.course.seeded import REFERENCE, SUITE, SeededApp, bugs, right_apps
from autograder.model import Outcome
from autograder.sandbox.folder import PrivateCopy
from autograder.sandbox.remote import Gone, Hung
from autograder.sandbox.suite_claims import RunTest, SuiteRun, Way, stems

BUG = "The bug"
TURNED = Way(backwards=True)
LEFT_BEHIND = (
    "it needs what another test left behind, or is misled by it. "
    "Let each test, or a fixture, make what it needs, and take any `scope` off the fixtures."
)
SHOWN_NAMES = 5
MOST_RUNS = 8
"""All runs together may take so many times as long as one."""


class Suite:
    """The tests of the submission on this bench, and the apps of its lesson to try them on."""

    def __init__(self, bench: Bench, lesson: Lesson) -> None:
        """Read which apps there are; no test runs before the first question."""
        self._bench = bench
        self._right = {app.name: app for app in right_apps(lesson)}
        self._bugs = {app.name: app for app in bugs(lesson)}
        self._last = list(self._right)[-1]

    def passes_on(self, name: str = REFERENCE) -> Suite:
        """Every test passes on this right app, and the same tests run as on the reference.

        A test that fails on the reference has been told of there.
        """
        run, usual = self._on(name), self._on(REFERENCE)
        self._complain_of_files(run)
        told = {test.name for test in _failures(usual)} if name != REFERENCE else set()
        if failures := [test for test in _failures(run) if test.name not in told]:
            raise NotYet(
                (DID, f"ran your {_tests(len(run.tests))} on an app that is right"),
                (EXPECTED, "all of them to pass: nothing is wrong with it"),
                (FOUND, _fell(failures)),
                *_where(failures[0]),
                (REASON, self._right[name].says),
            )
        if strangers := sorted({test.name for test in run.tests} ^ {test.name for test in usual.tests}):
            raise NotYet(
                (DID, "ran your tests on two apps that are right"),
                (EXPECTED, "the same tests for both"),
                (FOUND, f"{_name(strangers[0])} ran for one of them only"),
            )
        return self

    def passes_in_any_order(self) -> Suite:
        """Every test that passes after the others passes before them, too."""
        turned, usual = self._run(self._last, TURNED), self._on(self._last)
        self._complain_of_files(turned)
        alone = {test.name for test in usual.named("passed")}
        if failures := [test for test in _failures(turned) if test.name in alone]:
            raise NotYet(
                (DID, "ran your tests in turn, the last one first"),
                (EXPECTED, "the same as in their order: all pass"),
                (FOUND, _fell(failures)),
                *_where(failures[0]),
                (REASON, LEFT_BEHIND),
            )
        return self

    def catches(self, name: str) -> Suite:
        """At least one test that passes on every right app fails on the app with this bug."""
        bug = self._bugs[name]
        reliable, others = self._reliable()
        count = len(reliable) + others
        asked = (DID, f"ran your {_tests(count)} on an app with one bug"), (BUG, bug.says)
        those = f"Only tests that pass on every app without a bug count: {len(reliable)} of {count}." if others else ""
        expected = EXPECTED, "at least one of them to fail"
        if not reliable:
            what = "no test that passes on every app without a bug, and no other can tell you of one"
            raise NotYet((BUG, bug.says), (EXPECTED, "a test that fails because of it"), (FOUND, what))
        try:
            run = self._run(name, Way() if others else self._quickest(name))
        except Stopped as stopped:
            raise Stopped(stopped.outcome, *asked, *stopped.finding.rows) from None
        if not any(test.name in reliable for test in run.named("failed")):
            left = (FOUND, _got_away(run, reliable)), (LOOK, self._bench.look_at({}))
            raise NotYet(*asked, expected, *left, (RULE, those))
        return self

    # ---

    def _on(self, name: str) -> SuiteRun:
        """Return the run on a right app that counts.

        The last of them is tried backwards: who passes like that passes, and has shown that order does not matter.
        """
        if name == self._last and self._in_any_order():
            return self._run(name, TURNED)
        return self._run(name, Way())

    def _in_any_order(self) -> bool:
        try:
            turned = self._run(self._last, TURNED)
        except Stopped:
            return False
        return turned.broken is None and not _failures(turned)

    def _quickest(self, bug: str) -> Way:
        """Return how to see soon whether a test catches a bug. Where order matters, nothing is put first."""
        near = stems(f"{bug} {self._bugs[bug].says}") if self._in_any_order() else frozenset()
        return Way(until_one_fails=True, near=near)

    def _reliable(self) -> tuple[frozenset[str], int]:
        """Return the names of the tests that pass on every right app, and how many others there are."""
        try:
            runs = [self._on(name) for name in self._right]
        except Stopped:
            raise Stopped(
                Outcome.BLOCKED, ("", "It waits until your tests come to an end on an app that is right.")
            ) from None
        if any(run.broken is not None for run in runs):
            raise Stopped(Outcome.BLOCKED, ("", "It waits until your tests can run on an app that is right."))
        passing = frozenset.intersection(*(frozenset(test.name for test in run.named("passed")) for run in runs))
        return passing, len({test.name for run in runs for test in run.tests} - passing)

    def _run(self, name: str, way: Way) -> SuiteRun:
        """Run the tests on an app, once for each submission. Raises ``Stopped`` when they do not come to an end."""
        alike = list(self._bugs) if name in self._bugs else list(self._right)
        later = alike[alike.index(name) + 1 :]
        ways = [self._quickest(each) if way.near else TURNED if each == self._last else way for each in later]
        seconds = MOST_RUNS * self._bench.patience.suite
        return self._bench.suite_runs.run((name, way), zip(later, ways, strict=True), self._attempt, seconds)

    def _attempt(self, name: str, way: Way) -> SuiteRun | Stopped:
        bench, app = self._bench, self._right.get(name) or self._bugs[name]
        try:
            return _run_apart(bench, _with_tests(app, bench.copy.files), way)
        except Hung as hung:
            here = f", here:\n{hung.where}   {bench.source(hung.where)}" if hung.where.startswith(SUITE) else ""
            within = f"all of your tests to end within {bench.patience.suite:g} seconds"
            return Stopped(Outcome.TIMED_OUT, (EXPECTED, within), (FOUND, f"they were still running{here}"))
        except Gone as gone:
            return Stopped(Outcome.CRASHED, (FOUND, f"the process in which your tests run stopped ({gone})"))

    def _complain_of_files(self, run: SuiteRun) -> None:
        """Complain of tests that could not be collected, or are not there."""
        if run.broken is not None:
            said = (FOUND, "one of their files stopped with an error before any test ran")
            raise NotYet((DID, "ran your tests on an app that is right"), said, *_rows(AppError.from_dict(run.broken)))
        if not run.tests:
            found = "no function called test_… in a file called test_….py"
            raise NotYet((EXPECTED, f"tests in the folder {SUITE}"), (FOUND, found))


def _run_apart(bench: Bench, files: Mapping[str, bytes], way: Way) -> SuiteRun:
    """Run the tests among these files in a folder and a process of their own. Raises ``Hung`` or ``Gone``."""
    copy = PrivateCopy(files, bench.copy.room)
    try:
        copy.lay_out({})
        worker = bench.apps.process(copy, {}, "suite")
        try:
            return worker.run_suite(way, bench.patience.suite)
        finally:
            worker.kill()
    finally:
        copy.remove()


def _with_tests(app: SeededApp, submission: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**app.files, **{path: data for path, data in submission.items() if path.startswith(SUITE)}}


def _failures(run: SuiteRun) -> list[RunTest]:
    """Return the tests that did not come to a good end, those that failed first."""
    return [*run.named("failed"), *run.named("exited"), *run.named("")]


def _got_away(run: SuiteRun, reliable: frozenset[str]) -> str:
    if run.broken is not None:
        return "no test ran: one of their files stopped with an error before that"
    if exited := run.named("exited"):
        return f"{_name(exited[0].name)} ended Python, and that tells nobody what is wrong"
    if run.named("failed"):
        return "none of those that count: this bug got away"
    if len(run.named("passed")) < len(reliable):
        return "not all of them ran, and none failed: this bug got away"
    return "all of them passed: this bug got away"


def _fell(failures: list[RunTest]) -> str:
    first, others = failures[0], [_name(test.name) for test in failures[1:]]
    how = {"failed": "fails", "exited": "ends Python"}.get(first.outcome, "does not come to an end")
    more = f". So do {len(others)} others" if len(others) > SHOWN_NAMES else ""
    if others and not more:
        more = f". Look at {', '.join(others)}, too"
    return f"{_name(first.name)} {how}{more}"


def _where(test: RunTest) -> Iterator[Row]:
    if test.error is not None:
        yield from _rows(AppError.from_dict(test.error))


def _rows(error: AppError) -> tuple[Row, ...]:
    """Return the rows about an error. Of the lines that led to it, only those of tests are the student's."""
    frames = tuple(replace(frame, call="") for frame in error.frames if frame.file.startswith(SUITE))
    return finding_rows(replace(error, frames=frames))


def _name(node: str) -> str:
    """Return ``test_title[castle]`` from the whole name of a test."""
    return clean(node.rpartition("::")[2]).replace("\n", " ")


def _tests(count: int) -> str:
    return "only test" if count == 1 else f"{count} tests"

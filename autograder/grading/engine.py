"""One pytest session that collects the checks once and grades one submission after the other with them.

pytest finds the checks, rewrites their asserts and gives them fixtures. What it would print is never shown.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest

from autograder.checks.plugin import DESK, Desk
from autograder.course import Course, Lesson, State
from autograder.course.files import Files
from autograder.grading.audience import NOBODY, Audience, GivenUp
from autograder.grading.job import ChecksBroken, Job, read_job
from autograder.grading.one import SubmissionGrader
from autograder.grading.options import Options
from autograder.grading.preloads import launcher_for
from autograder.grading.sharing import Second, Shared
from autograder.model import Result, Submission
from autograder.sandbox.launcher import ForkLauncher, Launcher, NoSandbox

CONFIGURATION = Path(__file__).with_name("checks.ini")

NOT_NEEDED = (
    "cacheprovider",
    "warnings",
    "logging",
    "doctest",
    "unittest",
    "unraisableexception",
    "threadexception",
)
"""Plugins of pytest's own that cost time and have nothing to do here."""

OnResult = Callable[[Job, Result], None]


class Session:
    """The pytest plugin that replaces pytest's loop over tests by a loop over submissions."""

    def __init__(
        self,
        course: Course,
        jobs: Iterable[Job],
        on_result: OnResult,
        options: Options,
        launcher: Launcher,
        audience: Audience,
    ) -> None:
        """Keep what to grade and whom to tell."""
        self.course, self.jobs, self.on_result, self.audience = course, jobs, on_result, audience
        self.options, self.launcher = options, launcher
        self.desk = Desk(options.seed)
        self._starters: dict[str, Files] = {}
        self.problems: list[str] = []
        self.failure: BaseException | None = None
        self.looped = False
        self.excinfo: pytest.ExceptionInfo[BaseException] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Put our desk in place, before the plugin of the checks lays out one of its own."""
        config.stash[DESK] = self.desk

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Silence pytest."""
        config = session.config
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Carry a Ctrl-C past pytest: it is nobody's mistake in the checks."""
        if isinstance(excinfo.value, KeyboardInterrupt):
            self.failure = self.failure or excinfo.value

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while the checks were collected."""
        if report.failed:
            self.problems.append(str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception; build no view of it, which costs more than most checks."""
        if call.excinfo is not None and self.excinfo is None:
            self.excinfo = call.excinfo
        assert call.when != "collect"  # that has a hook of its own
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Grade every submission."""
        self.looped = True
        if self.problems:
            return True
        items: dict[Path, list[pytest.Item]] = {}
        for item in session.items:
            items.setdefault(item.path.parent, []).append(item)
        try:
            for job in self.jobs:
                self._grade(SubmissionGrader(self, job, items.get(self.course.lesson(job.lesson).checks, [])))
        except BaseException as error:  # carried past pytest, which would swallow it
            self.failure = error
        return True

    def starter(self, lesson: Lesson) -> Files:
        """Return a lesson's starter, by which findings tell what is left to do."""
        if lesson.slug not in self._starters:
            self._starters[lesson.slug] = State(lesson.course).starter_files(lesson)
        return self._starters[lesson.slug]

    def _grade(self, grader: SubmissionGrader) -> None:
        try:
            self.on_result(grader.job, self._shared(grader) if self.options.shared else self._result(grader))
        except GivenUp:
            pass
        finally:
            grader.close()

    def _shared(self, grader: SubmissionGrader) -> Result:
        """Grade a submission in two processes, if it is worth that. The second one has a twin of the zygote."""
        audience = self.audience
        self.audience = shared = Shared(grader.is_worth_sharing, lambda: self._second(grader))
        try:
            return shared.whole(self._result(grader))
        finally:
            self.audience = audience
            shared.end()

    def _second(self, grader: SubmissionGrader) -> Second:
        ours = self.launcher
        assert isinstance(ours, ForkLauncher)
        twin = ours.twin()

        @contextlib.contextmanager
        def take_turns(turns: Audience) -> Iterator[None]:
            ours.let_go()
            self.launcher, self.audience = twin, turns
            other = SubmissionGrader(self, grader.job, grader.items)
            try:
                self._result(other)
                yield
            finally:
                other.close()
                twin.close()

        try:
            return Second(take_turns, len(grader.wanted()))
        finally:
            twin.let_go()

    def _result(self, grader: SubmissionGrader) -> Result:
        try:
            return grader.grade()
        except (NoSandbox, GivenUp):
            raise
        except Exception:  # one submission that we stumble over must not end the class
            return grader.our_mistake(traceback.format_exc())


def grade_all(
    course: Course,
    submissions: Collection[Submission],
    on_result: OnResult,
    options: Options,
    launcher: Launcher | None = None,
    seeds: Mapping[str, Mapping[str, int]] | None = None,
) -> None:
    """Read and grade submissions one after the other, as ``grade_jobs`` does, with the checks of their lessons.

    ``seeds`` are those of checks that failed before, by lesson.
    """
    lessons = {submission.lesson for submission in submissions}
    jobs = (read_job(each, seeds=(seeds or {}).get(each.lesson, {})) for each in submissions)
    grade_jobs(course, lessons, jobs, on_result, options, launcher)


def grade_jobs(
    course: Course,
    lessons: Collection[str],
    jobs: Iterable[Job],
    on_result: OnResult,
    options: Options,
    launcher: Launcher | None = None,
    audience: Audience = NOBODY,
) -> None:
    """Collect the checks of ``lessons``, then grade one job after the other and tell each result when it is there.

    A job may be made when its turn comes, and is not graded to its end if its ``audience`` leaves. Raises
    ``ChecksBroken`` when the checks cannot be collected and ``NoSandbox`` when no app can be run; whatever
    ``on_result`` raises passes through.
    """
    folders = sorted({course.lesson(name).checks for name in lessons})
    for folder in folders:
        if not folder.is_dir():
            raise ChecksBroken(f"there are no checks in {folder}")
    own = launcher or launcher_for(course, lessons, options)
    session = Session(course, jobs, on_result, options, own, audience)
    paths = shlex.join([course.tests.parent.as_posix(), course.root.as_posix()])
    arguments = [*map(str, folders), "-c", str(CONFIGURATION), f"--rootdir={course.root}", "-o", f"pythonpath={paths}"]
    arguments += ["-p", "autograder.checks.plugin", "--import-mode=importlib", "--capture=sys"]
    arguments += ["--disable-plugin-autoload"]
    arguments += [part for name in NOT_NEEDED for part in ("-p", f"no:{name}")]
    try:
        with (
            _own_modules(course),
            contextlib.redirect_stdout(io.StringIO()) as said,
            contextlib.redirect_stderr(said),
        ):
            code = pytest.main(arguments, plugins=[session])
    finally:
        if launcher is None:
            own.close()
    if session.failure is not None:
        raise session.failure
    if session.problems:
        raise ChecksBroken("\n".join(session.problems))
    if not session.looped:  # a conftest.py that cannot be imported ends pytest before it collects anything
        raise ChecksBroken(said.getvalue().strip() or f"pytest ended with {code!r}")


@contextlib.contextmanager
def _own_modules(course: Course) -> Iterator[None]:
    """Let go of the modules that checks are made of: the next run may be about others of the same name."""
    others = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "tests"}
    for name in others:
        del sys.modules[name]
    before = set(sys.modules)
    try:
        yield
    finally:
        home = course.tests.resolve()
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if name.partition(".")[0] == "tests" or (file and Path(file).resolve().is_relative_to(home)):
                del sys.modules[name]
        sys.modules.update(others)

"""The pytest plugin that gives checks their fixtures.

Under the autograder a runner puts one submission after the other on the desk. With plain ``pytest tests/NN_slug`` there
is no runner: then the desk finds the lesson's folder by itself (``--from`` says in which tree).
"""

from __future__ import annotations

import random
from collections.abc import Generator
from pathlib import Path

import pytest

from autograder.checks.bench import Bench
from autograder.checks.database import Database
from autograder.checks.errors import AppError, finding_rows
from autograder.checks.finding import NotYet, Stopped
from autograder.checks.suite import Suite
from autograder.checks.task import MARK
from autograder.checks.visitor import Visitor
from autograder.course import Course
from autograder.model import Check
from autograder.sandbox.folder import read_submission
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.remote import Broken
from autograder.sandbox.stack import extensions_in


class Desk:
    """What lies in front of the checks: a submission on its bench, and the seed for random values."""

    def __init__(self, seed: int, tree: str = "lessons", mode: str = "auto") -> None:
        """Begin with an empty desk."""
        self.seed, self.tree, self.mode = seed, tree, mode
        self.bench: Bench | None = None
        self._launcher: Launcher | None = None
        self._benches: dict[Path, Bench] = {}

    def find_bench(self, item: pytest.Item) -> Bench:
        """Return the bench a runner prepared, or one for the lesson that a check belongs to."""
        if self.bench is not None:
            return self.bench
        folder = item.config.rootpath / self.tree / item.path.parent.name
        if folder not in self._benches:
            files, _ = read_submission(folder)
            self._launcher = self._launcher or make_launcher(self.mode, extensions_in(files.values()))
            fresh = Course.find(item.config.rootpath).lesson(item.path.parent.name).fresh_app
            self._benches[folder] = Bench(files, self._launcher, fresh_app=fresh)
        bench = self._benches[folder]
        bench.begin(check_of(item).task, fresh=True)
        return bench

    def clear(self) -> None:
        """End whatever this desk started by itself."""
        for bench in self._benches.values():
            bench.close()
        if self._launcher is not None:
            self._launcher.close()


DESK = pytest.StashKey[Desk]()
Wrapper = Generator[None, pytest.TestReport, pytest.TestReport]
"""A hook around pytest's own that makes a report: it gets the report and gives one back."""


class AppFiles:
    """The submission's private copy, before the app starts: for data that a check supplies."""

    def __init__(self, bench: Bench) -> None:
        """Work on the copy of this bench; the student's own files are never changed."""
        self._bench = bench

    def read(self, name: str) -> str | None:
        """Return the text of a file as the student handed it in, or nothing."""
        data = self._bench.copy.files.get(name)
        return None if data is None else data.decode("utf-8-sig", "replace")

    def put(self, name: str, text: str) -> None:
        """Replace a file, or add one. The app is loaded with it when it is next asked."""
        self._bench.apps.overlay = {**self._bench.apps.overlay, name: text}

    def lay_beside(self, name: str, text: str) -> None:
        """Put a file there that only shows what the app does, and has it do nothing else with its data.

        So what other checks have begun with is right for this one, too.
        """
        self.put(name, text)
        self._bench.apps.beside |= {name}


def check_of(item: pytest.Item) -> Check:
    """Return what ``@task`` and the docstring say about a check. Raises ``ValueError`` for one without them."""
    mark = item.get_closest_marker(MARK)
    title = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().rstrip(".")
    if mark is None or not title:
        raise ValueError(f"{item.nodeid} needs @task and a docstring")
    told = mark.kwargs
    return Check(item.name, title, told["number"], told["points"], told["guard"], told.get("again", ""))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a plain pytest run."""
    group = parser.getgroup("baseplate")
    group.addoption("--from", dest="baseplate_from", default="lessons", help="the tree to grade, e.g. solutions")
    group.addoption("--seed", dest="baseplate_seed", type=int, default=0, help="the seed of all random values")
    group.addoption("--workers", dest="baseplate_mode", default="auto", choices=["auto", "fork", "spawn"])


def pytest_configure(config: pytest.Config) -> None:
    """Lay out an empty desk, unless a runner has brought its own."""
    config.addinivalue_line("markers", "task(number, points, guard): ties a check to a task of its lesson")
    if DESK not in config.stash:
        option = config.option
        config.stash[DESK] = Desk(option.baseplate_seed, option.baseplate_from, option.baseplate_mode)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clear the desk."""
    config.stash[DESK].clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Wrapper:
    """Show a finding as it is, without pytest's own view of the vocabulary's code."""
    report = yield
    raised = call.excinfo.value if call.excinfo is not None else None
    if isinstance(raised, NotYet | Stopped):
        report.longrepr = str(raised.finding)
    elif isinstance(raised, Broken):
        report.longrepr = "\n".join(text for _, text in finding_rows(AppError.from_dict(raised.error)))
    return report


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Bench:
    """The submission that is being looked at."""
    return request.config.stash[DESK].find_bench(request.node)


@pytest.fixture
def visitor(bench: Bench) -> Visitor:
    """A browser with its own cookies."""
    return Visitor(bench)


@pytest.fixture
def database(bench: Bench) -> Database:
    """The app's database, read from outside."""
    return Database(bench)


@pytest.fixture
def app_files(bench: Bench) -> AppFiles:
    """The files of the submission's private copy."""
    return AppFiles(bench)


@pytest.fixture
def suite(request: pytest.FixtureRequest, bench: Bench) -> Suite:
    """The submission's own tests, and the apps of its lesson to try them on."""
    folder = request.path.parent
    return Suite(bench, Course(request.config.rootpath, folder.parent).lesson(folder.name))


@pytest.fixture
def run_seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run: the same for all checks that have not failed before."""
    return request.config.stash[DESK].seed


@pytest.fixture
def rng(request: pytest.FixtureRequest, run_seed: int) -> random.Random:
    """Random values for one check: another sequence for each check, the same for the same seed."""
    return random.Random(f"{run_seed}:{request.node.name}")

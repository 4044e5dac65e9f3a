"""What a teacher writes who grades with plain pytest: each submission is imported, and asked by Flask's own client."""

from __future__ import annotations

import importlib
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from browsing import Member, joined
from flask import Flask
from flask.testing import FlaskClient
from werkzeug import security

CHEAP_HASH = "scrypt:128:1:1"
"""What the autograder lowers the cost of a password to, too."""

MOMENTS: list[Path] = []
"""Where to tell when what happened: a report of a test does not know its session's options."""

IN_APP = pytest.StashKey[list[float]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--work", type=Path, help="a submission's folder, or a folder of such folders")
    parser.addoption("--low-hash-cost", action="store_true", help="make passwords cheap to hash")
    parser.addoption("--clock", type=Path, help="append the seconds spent in the apps to this file")
    parser.addoption("--moments", type=Path, help="append when each test ended, which failed, and when all had ended")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[IN_APP] = []
    MOMENTS[:] = [config.option.moments] if config.option.moments else []
    if config.option.low_hash_cost:
        rest = (security.generate_password_hash.__defaults__ or ())[1:]
        security.generate_password_hash.__defaults__ = (CHEAP_HASH, *rest)


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.option.clock:
        with config.option.clock.open("a") as clock:
            clock.write(f"{sum(config.stash[IN_APP])}\n")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.failed:
        _moment(report.location[2].partition("[")[0] if report.failed else "passed")


def pytest_sessionfinish() -> None:
    _moment("end")


def _moment(what: str) -> None:
    """Tell whoever waits outside; its clock is the same."""
    if MOMENTS:
        with MOMENTS[0].open("a") as moments:
            moments.write(f"{what} {time.monotonic()}\n")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test for every submission, one submission after the other."""
    work: Path = metafunc.config.option.work
    folders = [work] if (work / "app").exists() else sorted(work.iterdir())
    ids = [folder.name for folder in folders]
    metafunc.parametrize("submission", folders, ids=ids, indirect=True, scope="session")


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest, clock: Callable[..., Any]) -> Iterator[ModuleType]:
    """Import a submission's package; afterwards forget all of it."""
    folder: Path = request.param
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode, as_before = True, sys.dont_write_bytecode
    importlib.invalidate_caches()
    try:
        yield clock(importlib.import_module, "app")
    finally:
        sys.dont_write_bytecode = as_before
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
                del sys.modules[name]


@pytest.fixture(scope="session")
def clock(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Return a function that calls another one and keeps how long that took."""
    spent = request.config.stash[IN_APP]

    def timed(call: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            spent.append(time.perf_counter() - began)

    return timed


@pytest.fixture
def make_app(submission: ModuleType, clock: Callable[..., Any]) -> Callable[..., Flask]:
    """Return a function that makes an app with its database in memory, or somewhere else."""

    def make(uri: str = "sqlite://", package: ModuleType = submission) -> Flask:
        app: Flask = clock(package.create_app, {"SQLALCHEMY_DATABASE_URI": uri})
        inner = app.wsgi_app
        app.wsgi_app = lambda environ, start: clock(inner, environ, start)  # as Flask's documentation advises
        return app

    return make


@pytest.fixture
def restart(
    submission: ModuleType, make_app: Callable[..., Flask], clock: Callable[..., Any]
) -> Callable[[str], Flask]:
    """Return a function that starts the app again on the same database, with all of its modules imported anew."""

    def restarted(uri: str) -> Flask:
        package = submission.__name__
        before = {name: sys.modules.pop(name) for name in [*sys.modules] if name.partition(".")[0] == package}
        try:
            return make_app(uri, clock(importlib.import_module, package))
        finally:
            sys.modules.update(before)

    return restarted


@pytest.fixture
def init_db(clock: Callable[..., Any]) -> Callable[[Flask], None]:
    """Return a function that types `flask init-db` for an app."""

    def init(app: Flask) -> None:
        done = clock(lambda: app.test_cli_runner().invoke(args=["init-db"]))
        assert done.exit_code == 0, done.output

    return init


@pytest.fixture
def app(make_app: Callable[..., Flask], init_db: Callable[[Flask], None]) -> Flask:
    """Return a fresh app with the six builds of `flask init-db`."""
    app = make_app()
    init_db(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser."""
    return app.test_client()


@pytest.fixture
def member(app: Flask, rng: random.Random) -> Member:
    """Return somebody who has joined, and is logged in if joining does that."""
    return joined(app.test_client(), f"Ada {rng.randrange(10**6)}", f"Copper{rng.randrange(10**6)}Anchor")


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Return random values for one test."""
    return random.Random(request.function.__name__)

"""What the tool's own tests share: a tiny course, a way to call a command, and golden files.

``RENEW_GOLDEN=1 make test`` writes the golden files anew; look at the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.checks.bench import Bench
from autograder.checks.patience import Patience
from autograder.checks.visitor import Visitor
from autograder.cli.main import main
from autograder.course import Course
from autograder.grading.engine import grade_all
from autograder.grading.options import Options
from autograder.model import Outcome, Submission
from autograder.model import Result as Graded
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.stack import EXTENSIONS

HERE = Path(__file__).parent
TINY = HERE / "tiny"
GOLDEN = HERE / "golden"

collect_ignore = ["tiny"]

Command = Callable[..., Result]


@pytest.fixture
def tiny_course(tmp_path: Path) -> Course:
    """Return a course of three tiny lessons that a test may change as it likes."""
    return Course(shutil.copytree(TINY, tmp_path / "tiny course"))


@pytest.fixture
def solved(tiny_course: Course) -> Course:
    """Return the tiny course after somebody solved all of it."""
    for lesson in tiny_course.lessons:
        shutil.copytree(lesson.solution, lesson.starter, ignore=lambda *_: ["ANSWER.md"], dirs_exist_ok=True)
    return tiny_course


@pytest.fixture
def autograder(tiny_course: Course, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that calls ``autograder …`` in the tiny course, as from a pipe."""
    monkeypatch.chdir(tiny_course.root)

    def call(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=answer, prog_name="autograder")

    return call


@pytest.fixture
def golden(tmp_path: Path) -> Callable[[str, str], None]:
    """Return a function that compares a text with a golden file; folders and times of the day are made the same."""

    def compare(name: str, text: str) -> None:
        text = text.replace(str(tmp_path), "<tmp>")
        text = re.sub(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d", "<now>", text)
        file = GOLDEN / f"{name}.txt"
        if os.environ.get("RENEW_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


# --- apps that are written in the test

QUICK = Patience(request=0.6, load=1.0, check=3.0, suite=3.0)
"""For tests of apps that hang. Other tests keep the real patience: a slow machine must not make them fail."""

APP = "from flask import *\napp = Flask(__name__)\n"
"""The beginning of the apps that tests write."""


APP_WITH_DATA = """
from flask_sqlalchemy import SQLAlchemy
import os
app.config["SQLALCHEMY_DATABASE_URI"] = {uri!r}
db = SQLAlchemy(app)
class Build(db.Model):
    id = db.Column(db.Integer, primary_key=True)
with app.app_context():
    db.drop_all()
    db.create_all()
@app.get("/")
def home():
    db.session.add(Build())
    db.session.commit()
    return str(Build.query.count())
@app.get("/pid")
def pid(): return str(os.getpid())
"""
"""An app that makes its tables anew when it is loaded, and adds a row for each visit. Where, is still to be said."""


@pytest.fixture(scope="session")
def launchers() -> Iterator[Callable[[str], Launcher]]:
    """Return a function that gives the one launcher of a mode for all tests."""
    made: dict[str, Launcher] = {}

    def of(mode: str) -> Launcher:
        if mode not in made:
            made[mode] = make_launcher(mode, EXTENSIONS if mode == "fork" else ())
        return made[mode]

    yield of
    for launcher in made.values():
        launcher.close()


@pytest.fixture(params=["fork", "spawn"])
def mode(request: pytest.FixtureRequest) -> str:
    """Run the test with both ways to start a worker, where the system has both."""
    if request.param == "fork" and sys.platform == "win32":
        pytest.skip("Windows cannot fork")
    return str(request.param)


@pytest.fixture
def launcher(launchers: Callable[[str], Launcher], mode: str) -> Launcher:
    """Return the launcher of the mode that is tested."""
    return launchers(mode)


@pytest.fixture
def quickest(launchers: Callable[[str], Launcher]) -> Launcher:
    """Return the launcher for tests in which the mode does not matter."""
    return launchers("spawn" if sys.platform == "win32" else "fork")


@pytest.fixture
def on_bench(quickest: Launcher) -> Iterator[Callable[..., Bench]]:
    """Return a function that puts an app, given as text, on a bench."""
    benches: list[Bench] = []

    def put(app: str, files: dict[str, str | bytes] | None = None, **options: Any) -> Bench:
        contents = {"app.py": APP + textwrap.dedent(app), **(files or {})}
        data = {name: each if isinstance(each, bytes) else each.encode() for name, each in contents.items()}
        benches.append(Bench(data, options.pop("launcher", quickest), **options))
        return benches[-1]

    yield put
    for bench in benches:
        bench.close()


@pytest.fixture
def visits(on_bench: Callable[..., Bench]) -> Callable[..., Visitor]:
    """Return a function that seats a visitor in front of an app."""

    def sit_down(app: str, files: dict[str, str | bytes] | None = None, **options: Any) -> Visitor:
        return Visitor(on_bench(app, files, **options))

    return sit_down


@pytest.fixture
def course_of(tmp_path: Path) -> Callable[..., Course]:
    """Return a function that makes a course of one lesson from the text of its app and of its checks."""
    made: list[Path] = []

    def write(app: str, checks: str, files: dict[str, str | bytes] | None = None, toml: str = "") -> Course:
        root = tmp_path / f"course {len(made)}"
        made.append(root)
        contents = {"app.py": APP + textwrap.dedent(app), **(files or {})}
        for column in ("lessons", "solutions"):
            for name, each in contents.items():
                path = root / column / "01_tiny" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(each if isinstance(each, bytes) else each.encode())
        (root / "lessons/01_tiny/README.md").write_text("# 01 \u00b7 Tiny\n", encoding="utf-8")
        (root / "lessons/01_tiny/lesson.toml").write_text(f'brick = "a brick"\n{toml}')
        (root / "tests/01_tiny").mkdir(parents=True)
        text = "from autograder.checks import task\n" + textwrap.dedent(checks)
        (root / "tests/01_tiny/test_tiny.py").write_text(text, encoding="utf-8")
        return Course(root)

    return write


@pytest.fixture
def grades(course_of: Callable[..., Course], quickest: Launcher) -> Callable[..., Graded]:
    """Return a function that grades an app, given as text, with checks, given as text."""

    def grade(
        app: str, checks: str, files: dict[str, str | bytes] | None = None, toml: str = "", **options: Any
    ) -> Graded:
        course = course_of(app, checks, files, toml)
        results: list[Graded] = []
        launcher = options.pop("launcher", quickest)
        submission = Submission("01_tiny", course.lesson("01").starter)
        grade_all(course, [submission], lambda _, result: results.append(result), Options(7, **options), launcher)
        return results[0]

    return grade


@pytest.fixture
def outcomes() -> Callable[[Graded], dict[str, Outcome]]:
    """Return a function that says how each check ended, by its name."""
    return lambda result: {each.check.id.removeprefix("test_"): each.outcome for each in result.checks}

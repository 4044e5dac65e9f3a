"""What is right gets all points, what is not yet done gets none, and every mistake fails its own checks.

All submissions of all lessons are laid out first and graded by two processes, lesson by lesson; the tests only look at
the results.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.course import CourseError, Lesson
from autograder.course.checklist import Mistake, alternatives_of, mistakes_of, with_mistake
from autograder.course.files import Files, write_files
from autograder.course.seeded import apps_file, right_apps
from autograder.model import START
from tests.course.lessons import COURSE, LESSONS

PROCESSES = 2
LONGEST = 3600
"""Seconds for all gradings of one process: a guard against waiting for ever, not a promise of speed."""
DRIVER = Path(__file__).with_name("grade_these.py")


@dataclass(frozen=True)
class Case:
    """A submission that is known beforehand."""

    lesson: Lesson
    kind: str
    files: Files
    mistake: Mistake | None = None
    name: str = ""

    @property
    def id(self) -> str:
        """A readable name for the test."""
        return "-".join(filter(None, (self.lesson.slug, self.kind, self.name)))


def cases() -> list[Case]:
    """Return every submission that the course knows the result of; a broken mistake is another test's finding."""
    found = []
    for lesson in LESSONS:
        found.append(Case(lesson, "solution", lesson.solution_files()))
        found.append(Case(lesson, "starter", lesson.starter_files()))
        found += [Case(lesson, "alternative", files, name=name) for name, files in alternatives_of(lesson).items()]
        for mistake in _mistakes(lesson):
            try:
                found.append(Case(lesson, "mistake", with_mistake(lesson, mistake), mistake, mistake.name))
            except CourseError:
                continue
        found += _right_apps(lesson)
    return found


def _right_apps(lesson: Lesson) -> list[Case]:
    """Return the right apps on which a lesson tries tests: each is another right answer to the lesson before it."""
    if lesson.previous is None or not apps_file(lesson).is_file():
        return []
    return [Case(lesson.previous, "alternative", app.files, name=app.name) for app in right_apps(lesson)[1:]]


def _mistakes(lesson: Lesson) -> tuple[Mistake, ...]:
    try:
        return mistakes_of(lesson)
    except CourseError:
        return ()


CASES = cases()

Results = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return what the autograder gave each case that this run looks at, by its id."""
    chosen = {item.callspec.params["case"].id for item in request.session.items if "case" in _params(item)}
    asked = sorted((case for case in CASES if case.id in chosen), key=lambda case: case.lesson.number)
    folder = tmp_path_factory.mktemp("graded")
    shares = [asked[at::PROCESSES] for at in range(PROCESSES)]
    running = [_start(share, folder / str(at)) for at, share in enumerate(shares) if share]
    found: Results = {}
    for process, share in zip(running, filter(None, shares), strict=True):
        printed, said = process.communicate(timeout=LONGEST)
        assert process.returncode == 0, said
        found |= {case.id: result for case, result in zip(share, json.loads(printed), strict=True)}
    return found


def _params(item: pytest.Item) -> dict[str, Any]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _start(share: list[Case], folder: Path) -> subprocess.Popen[str]:
    pairs = []
    for at, case in enumerate(share):
        write_files(folder / str(at) / case.lesson.slug, case.files)
        pairs.append([case.lesson.slug, str(folder / str(at) / case.lesson.slug)])
    (folder / "pairs.json").write_text(json.dumps(pairs))
    return subprocess.Popen(
        [sys.executable, str(DRIVER), str(COURSE.root), str(folder / "pairs.json")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(COURSE.root)},
    )


def of_kind(kind: str) -> pytest.MarkDecorator:
    """Run a test for every case of a kind."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if case.kind == kind])


def told(result: dict[str, Any]) -> str:
    """Return what did not pass and why, to read when a test fails."""
    return "\n".join(
        f"{check['id']} {check['outcome']}: {check['message']}"
        for check in result["checks"]
        if check["outcome"] != "passed"
    )


def failing(result: dict[str, Any]) -> list[str]:
    """Return the checks that did not pass, without those that never ran."""
    return [check["id"] for check in result["checks"] if check["outcome"] not in ("passed", "blocked")]


@of_kind("solution")
def test_a_solution_gets_all_points(case: Case, results: Results) -> None:
    """Law 2: guards hold, too."""
    result = results[case.id]
    assert not failing(result), told(result)
    assert result["points"] == result["max_points"] > 0


@of_kind("starter")
def test_a_starter_starts_and_gets_no_points(case: Case, results: Results) -> None:
    """Law 2: what already passes on the starter is a guard, and every guard does."""
    result = results[case.id]
    passing = {check["id"] for check in result["checks"] if check["outcome"] == "passed"}
    assert passing == {check["id"] for check in result["checks"] if check["guard"]} | {START}, told(result)
    assert result["points"] == 0


@of_kind("alternative")
def test_another_right_answer_gets_all_points(case: Case, results: Results) -> None:
    """Law 5."""
    result = results[case.id]
    assert not failing(result), told(result)
    assert result["points"] == result["max_points"]


@of_kind("mistake")
def test_a_mistake_fails_its_checks_with_its_sentence(case: Case, results: Results) -> None:
    """Law 4: the right checks, no other, and the first one says why."""
    result, mistake = results[case.id], case.mistake
    assert mistake
    assert set(failing(result)) == set(mistake.fails), told(result)
    if START not in mistake.fails:
        assert all(check["outcome"] != "blocked" for check in result["checks"]), told(result)
    first = next(check for check in result["checks"] if check["id"] in mistake.fails)
    assert " ".join(mistake.says.split()) in " ".join(first["message"].split()), told(result)

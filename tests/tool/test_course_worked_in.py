"""In a tree that a student worked in, the laws speak instead of going red about starters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course, State

REPOSITORY = Path(__file__).resolve().parents[2]
ABOUT_STARTERS = "starter-is or solution-is or tasks-agree or code-in or words-in"


@pytest.fixture
def laws(tiny_course: Course) -> Course:
    """Return the tiny course with the laws of this repository among its tests."""
    shutil.copytree(
        REPOSITORY / "tests" / "course",
        tiny_course.root / "tests" / "course",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tiny_course


def run_laws(course: Course) -> subprocess.CompletedProcess[str]:
    """Run the laws about starters as `make test` would, in the course's folder."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "tests/course/test_laws.py", "-p", "no:cacheprovider"),
            *("-c", os.devnull, "--rootdir", str(course.root), "--import-mode=importlib"),
            *("-k", f"02_names and ({ABOUT_STARTERS})"),
        ],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(course.root), str(REPOSITORY)])},
    )


def test_the_laws_look_at_the_pristine_copy_and_say_so(laws: Course) -> None:
    State(laws).take_pristine()
    app = laws.lesson("2").starter / "app.py"
    app.write_text(app.read_text().replace("# TODO 1:", "# done:").replace("stranger", "you"))
    done = run_laws(laws)
    assert "lessons/02_names: somebody works here, so the laws look at its pristine copy" in done.stdout
    assert "1 failed, 4 passed" in done.stdout, done.stdout
    assert "2 tasks. A lesson has three to five." in done.stdout


def test_an_untouched_tree_says_nothing(laws: Course) -> None:
    assert "somebody works here" not in run_laws(laws).stdout

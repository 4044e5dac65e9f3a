"""For those who know pytest: the checks run with nothing but ``pytest``."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.course import Course


def run(course: Course, *arguments: str) -> tuple[int, str]:
    """Run plain pytest in the tiny course and return its exit code and what it says."""
    (course.root / "pytest.ini").write_text("[pytest]\naddopts = -p autograder.checks.plugin --import-mode=importlib\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


def test_plain_pytest_passes_the_solutions(tiny_course: Course) -> None:
    code, said = run(tiny_course, "tests", "--from", "solutions")
    assert code == 0, said
    assert "7 passed" in said


def test_plain_pytest_shows_findings_and_not_our_own_code(tiny_course: Course) -> None:
    code, said = run(tiny_course, "tests/01_hello")
    assert code == 1
    assert "We asked for: GET /about" in said
    assert "page.py" not in said


@pytest.mark.parametrize("mode", ["fork", "spawn"])
def test_both_kinds_of_workers_can_be_chosen(tiny_course: Course, mode: str) -> None:
    code, said = run(tiny_course, "tests/03_memory", "--from", "solutions", "--workers", mode)
    assert code == 0, said


def test_an_app_that_does_not_start_is_told_in_our_words(tiny_course: Course) -> None:
    (tiny_course.lesson("01").starter / "app.py").write_text("from flask import Flask\napp = Flask(__name_)\n")
    code, said = run(tiny_course, "tests/01_hello")
    assert code == 1
    assert "app.py:2" in said
    assert "bench.py" not in said


def test_the_same_seed_gives_the_same_run(tiny_course: Course) -> None:
    (tiny_course.tests / "01_hello/test_hello.py").write_text(
        "from autograder.checks import task\n"
        "@task(1)\ndef test_draws(rng):\n    '''Draws.'''\n    assert 0, rng.random()\n"
    )
    one, again, other = (run(tiny_course, "tests/01_hello", "--seed", seed)[1] for seed in ("5", "5", "6"))
    drawn = [next(line for line in said.splitlines() if "AssertionError:" in line) for said in (one, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]

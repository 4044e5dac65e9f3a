"""A solution that has tests of its own passes them, with ``pytest`` typed in its folder as a student types it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Lesson
from tests.course.lessons import LESSONS

WITH_TESTS = [lesson for lesson in LESSONS if (lesson.solution / "pytest.ini").is_file()]


@pytest.mark.parametrize("lesson", WITH_TESTS, ids=lambda lesson: lesson.slug)
def test_a_solution_passes_its_own_tests(lesson: Lesson, tmp_path: Path) -> None:
    home = shutil.copytree(lesson.solution, tmp_path / lesson.slug)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=home, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert not (home / "instance").exists(), "its tests have made a database in the folder of the app's own"

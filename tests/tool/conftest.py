"""What the tool's own tests share: a tiny course, a way to call a command, and golden files.

``RENEW_GOLDEN=1 make test`` writes the golden files anew; look at the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import main
from autograder.course import Course

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
        shutil.copytree(lesson.solution, lesson.starter, dirs_exist_ok=True)
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

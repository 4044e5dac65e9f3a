"""The bench: it compares ways of grading only where they come to the same verdicts."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import bootstrap
from autograder.course.checklist import mistakes_of, with_mistake
from bench.saves import Ours, Save, after
from bench.ways import find_lesson

ROOT = Path(bootstrap.ROOT)
XDIST = "xdist, cheap"


def run(*options: str, home: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the bench with two submissions, a right one and a wrong one."""
    command = [sys.executable, "-m", "bench", "--submissions", "2", *options]
    return subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)


def test_it_grades_one_class_in_two_ways_and_compares_them() -> None:
    done = run("--only", "ours", "--only", XDIST)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 submissions, 1 of them wrong")
    rows = [re.findall(rf"^{name} +([\d.]+) +[\d.]+ +[\d.]+ +([\d.]+) ", done.stdout, re.M) for name in ("ours", XDIST)]
    (ours, one), (xdist, times) = (map(float, figures) for ((figures),) in rows)
    assert one == 1
    assert times == pytest.approx(xdist / ours, rel=0.15)  # the seconds are rounded
    assert re.search(r"^ +[\d.]+ ms  app: request$", done.stdout, re.M)


def test_other_verdicts_are_named_and_nothing_is_compared(tmp_path: Path) -> None:
    bench = shutil.copytree(ROOT / "bench", tmp_path / "bench")
    for column in ("lessons", "solutions", "tests"):
        (tmp_path / column).symlink_to(ROOT / column)
    for checks in (bench / "plain").glob("test_*.py"):
        checks.unlink()
    (bench / "plain" / "test_one.py").write_text("def test_who_joins_is_logged_in(submission):\n    assert False\n")
    done = run("--only", XDIST, home=tmp_path)
    assert done.returncode == 1
    assert "student_0000: test_who_joins_is_logged_in failed, and should pass" in done.stderr
    assert "student_0001: test_changes_are_for_members passed, and should fail" in done.stderr
    assert "times ours" not in done.stdout


def test_what_comes_of_a_save_is_timed_and_has_the_verdicts_that_a_mistake_promises(tmp_path: Path) -> None:
    lesson = find_lesson()
    mistake = mistakes_of(lesson)[0]
    with Ours(tmp_path / "course") as ours:
        heard = after(ours, Save(with_mistake(lesson, mistake), frozenset(mistake.fails)))
    assert heard.fails == set(mistake.fails)
    assert 0 < heard.first < heard.whole

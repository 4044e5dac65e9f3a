"""make is an alias and nothing more: each target is one command of the autograder."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.tool.top.conftest import TOP, Machine

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="this machine has no make")
MAKEFILE = (TOP / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE)


def test_help_has_a_sentence_for_every_target(machine: Machine) -> None:
    ran = machine.types("make")
    assert ran.returncode == 0
    assert [line.split()[1] for line in ran.stdout.splitlines()] == TARGETS
    assert all(len(line.split()) > 3 for line in ran.stdout.splitlines()), ran.stdout


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("start", "start"),
        ("check LESSON=03", "check 03"),
        ("check", "check"),
        ("doctor", "doctor"),
        ("test", "test"),
        ("lint", "lint"),
        ("wheels", "wheels"),
    ],
)
def test_a_target_is_one_command(machine: Machine, typed: str, runs: str) -> None:
    assert machine.types(f"make --dry-run {typed}").stdout.strip() == f"python3 -m autograder {runs}"


def test_the_exit_code_is_the_commands(machine: Machine) -> None:
    assert machine.types("make check LESSON=nothing").returncode == 2


def test_a_python_that_is_too_old_is_passed_over(machine: Machine) -> None:
    (machine.home / "bin" / "python3").unlink()
    (machine.home / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")
    (machine.home / "bin" / "python3").chmod(0o755)
    assert machine.types("make --dry-run start").stdout.strip() == "python -m autograder start"


def test_without_any_python_it_says_what_to_install(machine: Machine) -> None:
    for name in ("python3", "python", "py"):
        (machine.home / "bin" / name).unlink()
    tools = ("make", "sh", "bash", "awk")
    for name in tools:
        (machine.home / "bin" / name).symlink_to(str(shutil.which(name)))
    ran = machine.types("make start", env={"PATH": f"{machine.home}/bin"})
    assert ran.returncode == 2
    assert "Install Python 3.11 or newer" in ran.stdout


def test_what_ci_runs_is_make_test() -> None:
    run = TOP / ".ci" / "run"
    assert run.read_text().splitlines()[-1] == "exec make test </dev/null"
    assert run.stat().st_mode & 0o111

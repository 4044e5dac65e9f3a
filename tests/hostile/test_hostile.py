"""The hostile collection, graded in an outer box: none forges a mark, none gets out, and every honest oddity passes."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

import pytest

from autograder.sandbox import bubblewrap
from tests.hostile.collection import KINDS, collection

ROOT = Path(__file__).parents[2]
MODES = {"strict": "bubblewrap+landlock+seccomp", "auto": "landlock+seccomp"}
LONGEST = 240
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc")
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULAS = re.compile("[=+@\t-]")
SECRETS = re.compile("CANARY_[A-Z]+|ESCAPED by|GOT OUT")


def as_told(student: str) -> str:
    """Return a student's name as it stands in a table that no spreadsheet may misunderstand."""
    return "'" * bool(FORMULAS.match(student)) + re.sub("[\x00-\x08\x0b-\x1f\x7f]", "\ufffd", student)


def outer_box(isolation: str) -> list[str]:
    """Return a command that grades the collection in a system of its own, of which nothing is left afterwards."""
    command = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    python = [*bubblewrap.readable(), *bubblewrap.links(sys.executable)]
    python = [path for path in python if not path.startswith(SYSTEM)]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for path, size in (("/tmp", 400), ("/dev/shm", 800), ("/home", 10), ("/run", 10), ("/var/tmp", 10)):
        command += ["--perms", "1777", "--size", str(size * 2**20), "--tmpfs", path]
    for parent in sorted({str(parent) for path in (*python, str(ROOT)) for parent in Path(path).parents} - {"/"}):
        command += ["--perms", "0755", "--dir", parent]
    for path in (*SYSTEM, *python, str(ROOT)):
        command += ["--ro-bind-try", path, path]
    return [*command, sys.executable, "-X", "utf8", "-P", "-m", "tests.hostile.inside", isolation]


CASES = {as_told(case.student): case for case in collection()}


@functools.cache
def graded(isolation: str) -> dict[str, Any]:
    """Grade the collection once and return what was seen."""
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        not_run("it needs Linux and bubblewrap (apt-get install bubblewrap)")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        outer_box(isolation), cwd=ROOT, env=environment, capture_output=True, timeout=LONGEST, check=False
    )
    errors = ran.stderr.decode("utf-8", "replace")
    if ran.returncode and errors.startswith("bwrap: "):
        not_run(errors.strip())
    assert ran.returncode == 0, errors
    seen: dict[str, Any] = json.loads(ran.stdout)
    return seen


def not_run(why: str) -> NoReturn:
    """Say loudly that nothing was tried; where nobody listens, fail."""
    told = f"NOT RUN: the hostile collection: {why}"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)  # somebody's own machine: `make test` ends with a loud NOT RUN line


@pytest.fixture(params=MODES)
def seen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what was seen in one mode."""
    return {**graded(request.param), "isolation": MODES[request.param]}


def full(row: dict[str, str]) -> bool:
    """Return whether a row has full marks."""
    return row["points"] == row["max_points"] != "0"


def test_everybody_has_a_row_and_the_level_is_on_it(seen):
    assert seen["code"] == 0, seen["errors"]
    assert len(seen["rows"]) == len(CASES) + 1
    assert {row["isolation"] for row in seen["rows"]} <= {seen["isolation"], "none", ""}
    assert f"isolation: {seen['isolation']}" in seen["screen"]


def test_none_forges_a_mark(seen):
    assert [row["student"] for row in of_kind(seen, "no_full_marks") if full(row)] == []


def test_every_honest_oddity_passes(seen):
    assert [(row["student"], row["status"]) for row in of_kind(seen, "must_pass") if not full(row)] == []


def test_none_tells_a_secret(seen):
    assert SECRETS.findall(seen["texts"] + seen["screen"]) == []


def test_nothing_is_heard_changed_or_left_running(seen):
    assert seen["heard"] == []
    assert seen["changed"] == []
    assert seen["running"] == []


def test_none_makes_a_mistake_of_ours(seen):
    assert [row for row in seen["rows"] if row["status"].startswith("look at this")] == []


def test_no_report_commands_a_terminal_or_a_spreadsheet(seen):
    assert COMMANDS.findall(seen["texts"] + seen["screen"]) == []
    assert [cell for row in seen["rows"] for cell in row.values() if FORMULAS.match(cell)] == []


def test_both_modes_agree():
    strict, inner = ({row["student"]: row["points"] for row in graded(mode)["rows"]} for mode in MODES)
    assert {student for student in strict if strict[student] != inner[student]} <= {
        student for student, case in CASES.items() if case.expect in ("contained", "no_full_marks")
    }


def test_the_collection_is_large_and_every_kind_is_in_it():
    kinds = Counter(case.expect for case in CASES.values())
    assert set(kinds) == set(KINDS)
    assert sum(kinds.values()) >= 150
    assert kinds["must_pass"] >= 25


def of_kind(seen: dict[str, Any], kind: str) -> list[dict[str, str]]:
    """Return the rows of one kind of cases."""
    return [row for row in seen["rows"] if row["student"] in CASES and CASES[row["student"]].expect == kind]

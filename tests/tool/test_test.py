"""``test`` runs every step, says loudly which failed, and shows what the failed ones printed."""

from __future__ import annotations

import pytest

from autograder.cli import test as suite
from tests.tool.conftest import Command

FINE = ("fine", ("this",))
BROKEN = ("broken", ("unittest", "no_such_module"))


def test_all_green_is_one_line_per_step_and_exit_code_0(autograder: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "STEPS", (FINE, ("also fine", ("this",))))
    result = autograder("test")
    assert result.exit_code == 0
    assert " PASS     all 2 steps" in result.output
    assert "Flat is better" not in result.output


def test_a_red_step_is_shown_in_full_and_named_at_the_end(autograder: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "STEPS", (FINE, BROKEN))
    result = autograder("test")
    assert result.exit_code == 1
    assert "No module named 'no_such_module'" in result.output
    assert " FAILED   1 of 2 steps: broken" in result.output.splitlines()[-1]


def test_the_steps_cover_every_folder_of_tests() -> None:
    pytest_steps = [arguments for _, arguments in suite.STEPS if arguments[0] == "pytest"]
    covered = {argument for arguments in pytest_steps for argument in arguments if argument.startswith("tests/")}
    ignored = {
        argument.removeprefix("--ignore=") for arguments in pytest_steps for argument in arguments if "=" in argument
    }
    assert {"tests/tool", "tests/course"} <= covered
    assert ignored <= covered

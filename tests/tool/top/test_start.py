"""``start`` looks at the first lesson and says what to do next, in the words of this terminal."""

from __future__ import annotations

import pytest

from tests.tool.top.conftest import Machine


@pytest.mark.parametrize(
    ("shell", "line"),
    [("/bin/zsh", "source .venv/bin/activate\n"), ("/usr/bin/fish", "source .venv/bin/activate.fish\n")],
)
def test_a_new_student_reads_what_to_do(machine: Machine, shell: str, line: str) -> None:
    ran = machine.types("python3 -m autograder start", env={"SHELL": shell})
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.startswith("Welcome. Your machine is ready:\nPython 3.")
    assert "NOT YET" in ran.stdout
    steps = ran.stdout.partition("What to do next\n")[2]
    assert "1  Read lesson 00, The base plate (15 minutes): lessons/00_base_plate/README.md" in steps
    assert f"2  Switch the course's Python on in this terminal:  {line}" in steps
    assert "3  Do the tasks, and after each one type:  python3 -m autograder check 00" in steps


def test_who_switched_it_on_already_is_not_told_to(machine: Machine) -> None:
    ran = machine.types("source .venv/bin/activate; python -m autograder start")
    assert "Switch the course's Python on" not in ran.stdout
    assert "type:  python -m autograder check 00" in ran.stdout


def test_a_course_of_ones_own_can_be_started(machine: Machine) -> None:
    ran = machine.types("python3 -m autograder start --course tests/tool/tiny --plain")
    assert ran.returncode == 0, ran.stdout
    assert "What to do next" in ran.stdout


def test_it_speaks_ascii_to_a_pipe_that_knows_no_more(machine: Machine) -> None:
    ran = machine.types("python3 -m autograder start", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.isascii()

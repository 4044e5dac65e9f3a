"""``start`` opens the course, and says where it is and what to do next, in the words of this terminal."""

from __future__ import annotations

import pytest

from tests.tool.top.conftest import Machine


@pytest.mark.parametrize(
    ("shell", "line"),
    [("/bin/zsh", "source .venv/bin/activate\n"), ("/usr/bin/fish", "source .venv/bin/activate.fish\n")],
)
def test_a_new_student_reads_what_to_do(machine: Machine, shell: str, line: str) -> None:
    ran = machine.opens("python3 -m autograder start", env={"SHELL": shell})
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.startswith("Welcome. Your machine is ready:\nPython 3.")
    assert "the course is at   http://127.0.0.1:" in ran.stdout
    assert "to stop it         Ctrl+C\n" in ran.stdout
    steps = ran.stdout.partition("What to do next\n")[2]
    assert "1  Read lesson 00, The base plate (15 minutes), on its page." in steps
    assert "2  Open lessons/00_base_plate in your editor, and do the tasks." in steps
    assert f"type first:  {line}" in steps
    assert ran.stdout.endswith("The course is closed. Your work is in its files, and nothing else runs any more.\n")


def test_who_switched_it_on_already_is_not_told_to(machine: Machine) -> None:
    ran = machine.opens("source .venv/bin/activate; exec python -m autograder start")
    assert "3  " not in ran.stdout
    assert "python -m autograder doctor" in ran.stdout


def test_a_course_of_ones_own_can_be_started_at_any_lesson(machine: Machine) -> None:
    ran = machine.opens("exec python3 -m autograder start 2 --course tests/tool/tiny --plain")
    assert ran.returncode == 0, ran.stdout
    assert "/lessons/02_names/\n" in ran.stdout
    assert "1  Read lesson 02" in ran.stdout


def test_it_speaks_ascii_to_a_pipe_that_knows_no_more(machine: Machine) -> None:
    ran = machine.opens("python3 -m autograder start", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.isascii()

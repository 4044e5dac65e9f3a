"""``watch``: a lesson graded on every save, in a terminal or without one."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course import Course, State
from tests.tool.terminals import command, environment

PATIENCE = 20.0
KEYS = "r run · h hint · l list · n next lesson · x reset · q leave"


class Watching:
    """A running ``watch``, what it has said since somebody asked, and its keyboard if it has one."""

    def __init__(self, folder: Path, terminal: bool, *options: str) -> None:
        """Start it for lesson 02, on a terminal of its own or between pipes."""
        self.said = ""
        where = {"cwd": folder, "env": environment()}
        if terminal:
            import pty

            self._ours, self._theirs = pty.openpty()
            streams = dict.fromkeys(("stdin", "stdout", "stderr"), self._theirs)
            starter = [sys.executable, "-c", CONTROLLING, *command("watch", "02", *options)]
            self.process = subprocess.Popen(starter, **where, **streams, start_new_session=True)
        else:
            self._ours, self._theirs = os.pipe()
            call = command("watch", "02", *options)
            self.process = subprocess.Popen(call, **where, stdin=subprocess.DEVNULL, stdout=self._theirs)

    def says(self, text: str) -> str:
        """Wait until it says something, and return what it said up to there."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.said:
            ready = select.select([self._ours], [], [], max(0, deadline - time.monotonic()))[0]
            assert ready, f"{text!r} is not in {self.said!r}"
            self.said += re.sub(r"\x1b\[[0-9;]*[a-zA-Z]", "", os.read(self._ours, 65536).decode()).replace("\r\n", "\n")
        before, _, self.said = self.said.partition(text)
        return before + text

    def press(self, key: str) -> None:
        """Press a key, once the line that says what keys mean is there."""
        self.says(KEYS)
        os.write(self._ours, key.encode())

    def modes(self) -> list[object]:
        """Return how the terminal is set."""
        import termios

        return termios.tcgetattr(self._theirs)

    def end(self) -> None:
        """End it, if it has not, and close everything."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        os.close(self._ours)
        os.close(self._theirs)


CONTROLLING = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
"""Makes the terminal that a process stands on its own one, as a shell in a window has it."""


@pytest.fixture
def watch(tiny_course: Course) -> Iterator[Callable[..., Watching]]:
    """Return a function that watches lesson 02 of the tiny course; all are ended."""
    begun: list[Watching] = []

    def start(*options: str, terminal: bool = False) -> Watching:
        begun.append(Watching(tiny_course.root, terminal, *options))
        return begun[-1]

    yield start
    for each in begun:
        each.end()


on_terminals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminals that a test can hold")


def test_without_a_terminal_every_save_is_checked_in_plain_lines(
    tiny_course: Course, watch: Callable[..., Watching]
) -> None:
    lesson = tiny_course.lesson("02")
    watching = watch()
    first = watching.says("0 of 3 points")
    assert first.startswith("checking…\n")
    assert "Every save in lessons/02_names is checked. Ctrl+C leaves.\nOne-key commands need a terminal" in first
    (lesson.starter / "app.py").write_bytes((lesson.solution / "app.py").read_bytes())
    second = watching.says("next: lesson 03, Memory\n")
    assert second.lstrip().partition("\n")[2].startswith("checking…\nLesson 02 · Names")
    assert " PASS     Everybody is greeted by name" in second
    assert "3 of 3 points   [###]  +3 since last time" in second
    os.utime(lesson.starter / "app.py")
    assert watching.says("points.\n") == "checking…\n Saved, and the answer is the same: 3 of 3 points.\n"
    (lesson.starter / "app.py").write_text("print(")
    assert "still typing? 02_names/app.py:1\nchecking…\n" in watching.says("`(` on this line is never closed")
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    assert "\x1b" not in watching.said


@on_terminals
def test_keys_give_a_hint_run_the_app_and_reset_after_asking(
    tiny_course: Course, watch: Callable[..., Watching]
) -> None:
    lesson = tiny_course.lesson("02")
    watching = watch(terminal=True)
    before = watching.modes()
    watching.press("h")
    watching.says("(hint 1 of 3)")
    watching.press("l")
    watching.says(" 02  Names   [...]           0 of 3 points")
    watching.press("x")
    watching.says("Lesson 02 is as it was at the beginning: nothing to reset.")
    (lesson.starter / "app.py").write_text("app = 1\n")
    watching.says("NOT YET  The app starts")
    for answer, said in (("n", "Nothing was changed."), ("y", "Reset lesson 02 · Names.")):
        watching.press("x")
        watching.says("Put lesson 02 back as it was? Your work is kept as a backup. y or n")
        os.write(watching._ours, answer.encode())
        watching.says(said)
    watching.says("Lesson 02 · Names")
    watching.press("r")
    watching.says("Lesson 02 is running: http://127.0.0.1:")
    watching.says(" app  Press CTRL+C to quit")
    watching.press("r")
    watching.says("Lesson 02 has stopped.")
    assert watching.modes() != before
    watching.press("q")
    assert watching.process.wait(PATIENCE) == 0
    assert watching.modes() == before
    assert State(tiny_course).hint(lesson) == (1, 1)


@on_terminals
def test_it_goes_on_to_the_next_lesson_only_when_it_is_told(solved: Course, watch: Callable[..., Watching]) -> None:
    watching = watch(terminal=True)
    assert "Memory" in watching.says("next: lesson 03, Memory")
    watching.press("n")
    watching.says("Lesson 03 · Memory. Read lessons/03_memory/README.md first.")
    watching.says("that was the last lesson")
    watching.press("n")
    watching.says("That was the last lesson.")
    assert solved.lessons[-1].number == "03"


@on_terminals
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_however_it_ends_the_terminal_is_as_before(watch: Callable[..., Watching], number: signal.Signals) -> None:
    watching = watch("--plain", terminal=True)
    before = watching.modes()
    watching.says(KEYS)
    assert watching.modes() != before
    watching.process.send_signal(number)
    assert watching.process.wait(PATIENCE) == 0
    assert watching.modes() == before

"""Measures how long it takes from a save to what a student learns of it: ours beside pytest-watcher, on one lesson.

Both watch a folder of their own with the same files. Each save goes to one of them, then to the other, and is awaited.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import click

from autograder.course import Course, Lesson
from autograder.course.checklist import mistakes_of, with_mistake
from autograder.course.files import Files, write_files
from autograder.grading.options import Options
from autograder.live.session import Live, Phase
from autograder.model import Outcome
from bench.make_class import Failures, failures
from bench.watch import machine
from bench.ways import ALONE, HERE, PYTEST, find_lesson

SETTLE = 0.3
"""Seconds between the end of a run and the next save: pytest-watcher looks ten times a second."""
PATIENCE = 60.0
EACH = 4
"""One of so many mistakes is saved: plain pytest needs seconds for each."""
PLACE = "app/__init__.py"
"""The file that gets a line which nobody has saved before."""


class Silent(Exception):
    """Nothing was heard of a save."""


@dataclass(frozen=True)
class Save:
    """What somebody saves: all files of a lesson, and which checks then fail."""

    files: Files
    fails: Failures


@dataclass(frozen=True)
class Heard:
    """What came of a save: seconds until the first outcome and until the last, and what failed."""

    first: float
    whole: float
    fails: Failures


class Watcher(Protocol):
    """Something that watches a folder, as long as it is used as a context."""

    folder: Path

    def hears(self, began: float) -> Heard:
        """Wait for what comes of a save that was begun at some time."""

    def __enter__(self) -> Self:
        """Begin to watch."""

    def __exit__(self, *_: object) -> None:
        """Watch no more."""


class Ours:
    """A live lesson, as `watch` and the course site use it."""

    def __init__(self, home: Path) -> None:
        """Get ready to watch the solution of the lesson, in a course of its own in ``home``."""
        model = find_lesson()
        shutil.copytree(model.starter, home / "lessons" / model.slug)
        shutil.copytree(model.solution, home / "solutions" / model.slug)  # from it we know what to import ahead
        lesson = Course(home, model.course.tests).lesson(model.number)
        self.folder = lesson.starter
        write_files(self.folder, model.solution_files())
        self._live = Live(lesson.course, lesson, Options(0))
        self._number = 0

    def __enter__(self) -> Self:
        """Begin, and wait for the first run."""
        self._live.__enter__()
        self.hears(0)
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        self._live.__exit__()

    def hears(self, began: float) -> Heard:
        """Wait for the outcomes. Raises ``Silent``."""
        first = 0.0
        while (state := self._live.wait(self._number, PATIENCE)) is not None:
            self._number = state.number
            first = first or (time.monotonic() if state.checks else 0.0)
            if state.phase is Phase.DONE:
                fails = {each.check.id for each in state.checks if each.outcome is not Outcome.PASSED}
                return Heard(first - began, time.monotonic() - began, frozenset(fails))
            if state.phase is Phase.TROUBLE:
                break
        raise Silent(f"ours: {self._live.state}")


class PytestWatcher:
    """pytest-watcher with plain pytest and the same lowered cost of a password."""

    def __init__(self, home: Path, lesson: Lesson) -> None:
        """Get ready to watch the solution of the lesson in a folder in ``home``."""
        self.folder, self._moments = home / lesson.slug, home / "moments"
        write_files(self.folder, lesson.solution_files())
        options = [*PYTEST[3:], ALONE, f"--work={self.folder}", "--low-hash-cost", f"--moments={self._moments}"]
        runner = Path(sys.executable).with_name("pytest")
        self._command = [sys.executable, "-m", "pytest_watcher", str(self.folder), "--now", "--runner", str(runner)]
        self._command += ["--patterns", "*.py,*.html", *options]

    def __enter__(self) -> Self:
        """Begin, and wait for the first run."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(self._command, **quiet, env={**os.environ, "PYTHONPATH": str(_tools())})
        self.hears(0)
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        self._process.terminate()
        self._process.wait()

    def hears(self, began: float) -> Heard:
        """Wait for the outcomes. Raises ``Silent``."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            told = self._moments.read_text() if self._moments.exists() else ""
            if told.count("end ") and told.endswith("\n"):
                self._moments.unlink()
                self._await_end()
                moments = [(what, float(when)) for what, when in map(str.split, told.splitlines())]
                fails = frozenset(what for what, _ in moments) - {"passed", "end"}
                return Heard(moments[0][1] - began, moments[-1][1] - began, fails)
            time.sleep(0.005)
        raise Silent("pytest-watcher")

    def _await_end(self) -> None:
        """Wait until pytest has ended: pytest-watcher does not notice what is saved before."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        while children.exists() and children.read_text():
            time.sleep(0.01)


def _tools() -> Path:
    """Return a folder with pytest-watcher, and what it needs, in the versions of `requirements.txt`."""
    wanted = HERE / "requirements.txt"
    folder = HERE.parent / ".baseplate" / "bench"
    done = folder / wanted.name
    if not done.exists() or done.read_bytes() != wanted.read_bytes():
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--upgrade"]
        if subprocess.run([*pip, "--target", str(folder), "--requirement", str(wanted)], check=False).returncode:
            raise click.ClickException("pytest-watcher cannot be fetched, so there is nothing to compare saves with.")
        done.write_bytes(wanted.read_bytes())
    return folder


def compare_saves(repeat: int) -> None:
    """Save a right app and one with a mistake in turns, each mistake so often, and print when a student hears of it."""
    lesson, heard = find_lesson(), dict[str, list[Heard]]()
    with tempfile.TemporaryDirectory(prefix="baseplate-bench-") as home, ExitStack() as watching:
        ours = watching.enter_context(Ours(Path(home, "ours")))
        theirs = watching.enter_context(PytestWatcher(Path(home, "theirs"), lesson))
        click.echo(f"{machine()}{_load()} at the beginning")
        for number, save in enumerate(_saves(lesson, repeat)):
            kind = "wrong" if save.fails else "right"
            both: list[Watcher] = [ours, theirs]
            for watcher in both if number % 2 == 0 else reversed(both):
                found = after(watcher, save)
                if found.fails != save.fails:
                    raise click.ClickException(f"{watcher.folder}: {set(found.fails)}, and not {set(save.fails)}, fail")
                heard.setdefault(f"{'ours' if watcher is ours else 'pytest-watcher'}, {kind}", []).append(found)
        click.echo(f"{_load().lstrip(' ,')} at the end\n")
    _print(heard)


def _saves(lesson: Lesson, repeat: int) -> Iterator[Save]:
    """Yield a right app and a wrong one in turns, each with a line in it that was never there before."""
    rng = random.Random(1)
    wrong = [(with_mistake(lesson, each), failures(lesson, each)) for each in mistakes_of(lesson)[::EACH]]
    for mistake in wrong * repeat:
        for files, fails in ((lesson.solution_files(), frozenset()), mistake):
            mark = f'\n\nNOTES = "{rng.getrandbits(64):x}"\n'.encode()
            yield Save({**files, PLACE: files[PLACE] + mark}, fails)


def after(watcher: Watcher, save: Save) -> Heard:
    """Save, and return what came of it."""
    time.sleep(SETTLE)
    began = time.monotonic()
    for name, data in save.files.items():
        path = watcher.folder / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    return watcher.hears(began)


def _print(heard: dict[str, list[Heard]]) -> None:
    click.echo(f"{'milliseconds from a save to':27} the first outcome        the whole result         times ours")
    click.echo(f"{'':27} " + "     min  median     max " * 2 + "    first   whole")
    for name, found in sorted(heard.items()):
        ours = heard[f"ours, {name.rpartition(' ')[2]}"]
        times = [
            statistics.median(getattr(each, what) / getattr(own, what) for each, own in zip(found, ours, strict=True))
            for what in ("first", "whole")
        ]
        row = "".join(_spread([1000 * getattr(each, what) for each in found]) for what in ("first", "whole"))
        click.echo(f"{name:27} {row} {times[0]:8.1f} {times[1]:7.1f}")


def _spread(values: list[float]) -> str:
    return f"{min(values):8.0f}{statistics.median(values):8.0f}{max(values):8.0f} "


def _load() -> str:
    """Return how busy the machine is, where it tells."""
    return f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""

"""The commands that a text marks with ``<!-- checked -->`` print what the text says."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import CourseError, Lesson
from autograder.course.files import write_files
from autograder.course.text import Command
from tests.course.lessons import COURSE, LESSONS

SECONDS = 120


def blocks() -> list[object]:
    """Return every block of checked commands with its lesson and whether the solution is in place."""
    found: list[object] = []
    for lesson in LESSONS:
        try:
            checked = lesson.text.checked
        except CourseError:
            continue  # a law says so
        for solved, commands in checked:
            found.append(pytest.param(lesson, solved, commands, id=f"{lesson.slug}-line-{commands[0].line}"))
    return found


@pytest.mark.parametrize(("lesson", "solved", "commands"), blocks())
def test_a_command_prints_what_the_text_says(
    lesson: Lesson, solved: bool, commands: tuple[Command, ...], tmp_path: Path
) -> None:
    """``flask`` runs in the lesson's folder, everything else in the course's; ``cd`` goes elsewhere from there."""
    root = _course_in(tmp_path / "course", lesson, solved)
    here = None
    for command in commands:
        if command.typed.startswith("cd "):
            here = (here or root) / command.typed.removeprefix("cd ")
            continue
        printed = _run(
            command.typed, here or (root / "lessons" / lesson.slug if command.typed.startswith("flask ") else root)
        )
        same = doctest.OutputChecker().check_output(f"{command.prints}\n", f"{printed}\n", doctest.ELLIPSIS)
        assert same, f"{lesson.readme}:{command.line}: `{command.typed}` printed\n{printed}"


def _course_in(folder: Path, lesson: Lesson, solved: bool) -> Path:
    """Return a copy of the course as people get it, with the machinery linked."""
    folder.mkdir()
    for path in COURSE.root.iterdir():
        if path.name in ("lessons", "solutions", "tests"):
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__", "instance"))
        elif path.name not in (".git", ".baseplate"):
            (folder / path.name).symlink_to(path)
    for each in LESSONS:
        write_files(folder / "lessons" / each.slug, each.starter_files())
    if solved:
        write_files(folder / "lessons" / lesson.slug, lesson.solution_files())
    return folder


def _run(typed: str, here: Path) -> str:
    """Return what a command prints on both streams, without blanks at the ends of lines."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        typed,
        shell=True,
        check=False,
        cwd=here,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        env=os.environ | {"PATH": paths, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n"))

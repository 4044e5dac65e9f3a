"""``start``: the first command. The machine is ready when it runs; it looks at lesson 00 and says what to do next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, Lesson


@click.command()
@plain_option
@course_option
def command(plain: bool, course: Path | None) -> None:
    """Make the machine ready, look at lesson 00, say what is next."""
    click.echo("Welcome. Your machine is ready:")
    sys.stdout.flush()
    from importlib.metadata import version

    from autograder.cli.symptoms import this_command
    from autograder.reports.console import make_console, say
    from autograder.reports.words import NOT_YET

    found = find_course(course)
    console = make_console(plain)
    python = ".".join(map(str, sys.version_info[:3]))
    say(console, f"Python {python} and Flask {version('flask')} are in .venv, and nowhere else on this machine.")
    if not found.lessons:
        say(console, "This course has no lessons yet.")
        return
    first = found.lessons[0]
    say(console, f"Here is how lesson {first.number} looks at the moment.\n")
    sys.stdout.flush()
    code = _check(found, first, plain)
    if code > NOT_YET:
        sys.exit(code)
    say(console, "")
    lesson = first if code else next(iter(found.lessons[1:]), first)
    if code:
        say(console, "It is not green yet, and it cannot be: the lesson is yours to do.")
    say(console, "What to do next", "strong")
    for number, line in enumerate(_next(found, lesson), 1):
        say(console, f"  {number}  {line}")
    say(console, f"If something looks odd: {this_command()} doctor")


def _check(course: Course, lesson: Lesson, plain: bool) -> int:
    """Grade one lesson as ``check`` does, and return its exit code."""
    options = ["--course", str(course.root), *(["--plain"] if plain else [])]
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "check", lesson.number, *options], check=False
    ).returncode


def _next(course: Course, lesson: Lesson) -> list[str]:
    """Return the next steps, in the words of this system."""
    from autograder.cli.symptoms import activated, activation, this_command
    from autograder.reports.console import safe

    readme = lesson.readme.relative_to(course.root)
    reading = f"Read lesson {lesson.number}, {safe(lesson.title)} ({lesson.read_minutes} minutes): {readme}"
    switch_on = [] if activated() else [f"Switch the course's Python on in this terminal:  {activation()}"]
    return [reading, *switch_on, f"Do the tasks, and after each one type:  {this_command()} check {lesson.number}"]

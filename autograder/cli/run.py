"""``run``: start a lesson's app on this machine, and say in plain words what each traceback means."""

from __future__ import annotations

import re
import signal
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, find_course, lesson_here, plain_option
from autograder.course import Course, CourseError, Lesson, State

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.live.program import Program


@click.command()
@click.argument("lesson", required=False)
@click.option("--port", type=click.IntRange(1, 65535), help="Use this port; otherwise 5000, or the next free one.")
@click.option("--from", "tree", type=click.Path(path_type=Path), help="Run another tree, such as solutions.")
@plain_option
@course_option
def command(lesson: str | None, port: int | None, tree: Path | None, plain: bool, course: Path | None) -> None:
    """Run the app of LESSON, such as 03, with `flask run --debug`.

    Without LESSON, the one whose folder you are in.
    """
    from autograder.checks.errors import shadowing
    from autograder.live.program import Program, running_notes
    from autograder.reports.console import make_console, safe, say

    found = find_course(course)
    chosen = found.lesson(lesson or lesson_here(found, "run"))
    folder = _folder(found, chosen, tree)
    if tree is None:
        State(found).take_pristine()
    console = make_console(plain)
    port, taken = _port(port, running_notes(found))
    shown = _shown(folder)
    program = Program(found, chosen, _Terminal(console), port, folder, shown, keyboard=True)
    for sentence in (*taken, *_left_out(), *shadowing(path.name for path in folder.iterdir())):
        say(console, safe(sentence))
    say(console, f"Lesson {chosen.number} · {safe(chosen.title)}", "strong")
    say(console, f"  running from   {safe(shown)}")
    say(console, f"  open           {program.address}")
    say(console, "  to stop it     Ctrl+C\n")
    code = _run(program)
    if code is None:
        say(console, f"\nLesson {chosen.number} has stopped.")
    sys.exit(1 if code else 0)


class _Terminal:
    """Writes what an app says on the terminal, without colours where there should be none."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def text(self, text: str) -> None:
        from autograder.checks.errors.app_error import ESCAPES

        out = self._console.file
        out.write(text if self._console.color_system else ESCAPES.sub("", text))
        out.flush()

    def explained(self, rows: tuple[tuple[str, str], ...]) -> None:
        explain(self._console, rows)


def explain(console: Console, rows: tuple[tuple[str, str], ...]) -> None:
    """Print what a traceback means."""
    from autograder.reports.console import safe, say

    say(console, "\n── in plain words " + "─" * 40, "label")
    for _, words in rows:
        say(console, "\n".join(_wrapped(line, console.width) for line in safe(words).split("\n")))
    say(console, "─" * 58 + "\n", "label")


def _run(program: Program) -> int | None:
    """Run an app until it ends or somebody presses Ctrl+C. Return its exit code, or None after Ctrl+C."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with program:
            return program.wait()
    except KeyboardInterrupt:
        return None
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _wrapped(line: str, width: int) -> str:
    """Return a line two columns in; code stays as it is, words are wrapped."""
    code = re.match(r"[> ] +\d* \|", line)
    return f"  {line}" if code else textwrap.fill(line, width, initial_indent="  ", subsequent_indent="  ")


def _folder(course: Course, lesson: Lesson, tree: Path | None) -> Path:
    """Return the folder of the app: the student's own, or the lesson's in another tree."""
    places = [lesson.starter] if tree is None else [tree / lesson.slug, course.root / tree / lesson.slug, tree]
    for place in places:
        if place.is_dir() and (place is not tree or (tree / "app.py").is_file()):
            return place.resolve()
    raise CourseError(f"There is no folder {lesson.slug} in {tree or 'lessons'}.")


def _port(wanted: int | None, notes: Path) -> tuple[int, tuple[str, ...]]:
    """Return the port to use, and a sentence about one that is taken."""
    from autograder.live import ports

    first = wanted or ports.FIRST
    if ports.is_free(first):
        return first, ()
    whose = ports.who_answers(first, notes)
    taken = (
        f"Port {first} is taken: the app of {whose} still runs there, from another terminal."
        if whose
        else f"Port {first} is taken by another program."
    )
    free = ports.next_free()
    if free is None:
        raise CourseError(f"{taken} So are the next hundred. Choose one with --port.")
    if wanted:
        raise CourseError(f"{taken} Stop it, or leave out --port: {free} is free.")
    mac = " On a Mac this is often AirPlay." if sys.platform == "darwin" and not whose else ""
    return free, (f"{taken}{mac} This one takes {free}.",)


def _left_out() -> tuple[str, ...]:
    """Return a sentence about settings from outside that would misdirect Flask."""
    from autograder.live.program import from_outside

    names = " and ".join(from_outside())
    return (f"{names} from your terminal: not used here.",) if names else ()


def _shown(folder: Path) -> str:
    """Return a folder as one would type it from here."""
    try:
        return folder.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return folder.as_posix()

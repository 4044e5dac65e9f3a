"""``run``: start a lesson's app on this machine, and say in plain words what each traceback means."""

from __future__ import annotations

import glob
import os
import re
import sys
import textwrap
from pathlib import Path

import click

from autograder.cli import ports
from autograder.cli.options import course_option, find_course, plain_option
from autograder.course import Course, CourseError, Lesson, State

NOT_FROM_OUTSIDE = ("FLASK_APP", "FLASK_ENV", "FLASK_DEBUG", "FLASK_RUN_PORT", "FLASK_RUN_HOST", "FLASK_RUN_FROM_CLI")
INNER = ("WERKZEUG_RUN_MAIN", "WERKZEUG_SERVER_FD")


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
    from autograder.reports.console import make_console, safe, say

    found = find_course(course)
    chosen = found.lesson(lesson or _lesson_here(found))
    folder = _folder(found, chosen, tree)
    if tree is None:
        State(found).take_pristine()
    console = make_console(plain)
    notes = State(found).folder / "running"
    port, taken = _port(port, notes)
    environment, left_out = _environment()
    shown = _shown(folder)
    for sentence in (*taken, *left_out, *shadowing(path.name for path in folder.iterdir())):
        say(console, safe(sentence))
    say(console, f"Lesson {chosen.number} · {safe(chosen.title)}", "strong")
    say(console, f"  running from   {safe(shown)}")
    say(console, f"  open           http://{ports.HOST}:{port}")
    say(console, "  to stop it     Ctrl+C\n")
    with ports.noted(port, chosen.slug, notes):
        code = _run(found.root, folder, shown, port, environment, plain)
    if code is None:
        say(console, f"\nLesson {chosen.number} has stopped.")
    sys.exit(1 if code else 0)


def _run(root: Path, folder: Path, shown: str, port: int, environment: dict[str, str], plain: bool) -> int | None:
    from autograder.checks.errors import finding_rows, parse_traceback
    from autograder.cli import live
    from autograder.reports.console import make_console, safe, say

    console = make_console(plain)

    def translate(text: str) -> None:
        error = parse_traceback(text, folder)
        if error is None:
            return
        say(console, "\n── in plain words " + "─" * 40, "label")
        for _, words in finding_rows(error, f"{shown}/"):
            say(console, "\n".join(_wrapped(line, console.width) for line in safe(words).split("\n")))
        say(console, "─" * 58 + "\n", "label")

    flask = [sys.executable, "-m", "flask", "run", "--debug", "--host", ports.HOST, "--port", str(port)]
    others = os.pathsep.join(_not_to_watch(root, folder))
    flask += ["--exclude-patterns", others] if others else []
    passage = live.Passage(console.file, console.color_system is not None)
    return live.run(flask, folder, environment, passage, live.TracebackWatch(translate))


def _wrapped(line: str, width: int) -> str:
    """Return a line two columns in; code stays as it is, words are wrapped."""
    code = re.match(r"[> ] +\d* \|", line)
    return f"  {line}" if code else textwrap.fill(line, width, initial_indent="  ", subsequent_indent="  ")


def _not_to_watch(root: Path, folder: Path) -> list[str]:
    """Return patterns for whatever else the course holds.

    The course is on Python's search path once it is installed, so Flask would reload for a change in any lesson.
    """
    patterns = []
    while folder != root and folder.is_relative_to(root):
        beside = (path for path in folder.parent.iterdir() if path.is_dir() and path != folder)
        patterns += [f"{glob.escape(str(path))}{os.sep}*" for path in beside]
        folder = folder.parent
    return sorted(pattern for pattern in patterns if os.pathsep not in pattern)


def _lesson_here(course: Course) -> str:
    """Return the lesson whose folder one is in."""
    here = Path.cwd().resolve()
    for lesson in course.lessons:
        if any(here.is_relative_to(folder) for folder in (lesson.starter, lesson.solution)):
            return lesson.slug
    there = ", ".join(lesson.number for lesson in course.lessons)
    raise CourseError(f"Which lesson? Name it, as in: autograder run 03. There are {there}.")


def _folder(course: Course, lesson: Lesson, tree: Path | None) -> Path:
    """Return the folder of the app: the student's own, or the lesson's in another tree."""
    places = [lesson.starter] if tree is None else [tree / lesson.slug, course.root / tree / lesson.slug, tree]
    for place in places:
        if place.is_dir() and (place is not tree or (tree / "app.py").is_file()):
            return place.resolve()
    raise CourseError(f"There is no folder {lesson.slug} in {tree or 'lessons'}.")


def _port(wanted: int | None, notes: Path) -> tuple[int, tuple[str, ...]]:
    """Return the port to use, and a sentence about one that is taken."""
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


def _environment() -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the environment for ``flask run``, and a sentence about settings from outside that would misdirect it."""
    left_out = [name for name in NOT_FROM_OUTSIDE if name in os.environ]
    environment = {key: value for key, value in os.environ.items() if key not in (*NOT_FROM_OUTSIDE, *INNER)}
    # As `flask` itself, not `python -m`: a student's token.py must not hide Python's own before Flask is imported.
    environment.update(PYTHONSAFEPATH="1", PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    names = " and ".join(left_out)
    return environment, (f"{names} from your terminal: not used here.",) if left_out else ()


def _shown(folder: Path) -> str:
    """Return a folder as one would type it from here."""
    try:
        return folder.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return folder.as_posix()

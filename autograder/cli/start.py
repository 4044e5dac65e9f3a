"""``start``: the first command. The machine is ready when it runs; it opens the course site and serves it."""

from __future__ import annotations

import signal
import sys
import threading
import webbrowser
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.cli.trouble import explained
from autograder.course import Course, State

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.site.study import Study

IN_A_TERMINAL = frozenset({"www-browser", "links", "elinks", "lynx", "w3m", "browsh"})
"""Browsers that would take the terminal away from us."""

ENDINGS = ("SIGTERM", "SIGHUP")
"""Signals that end us as Ctrl+C does, so that no app is left behind; the second one is a terminal that is closed."""


@click.command()
@click.argument("lesson", required=False)
@click.option("--no-browser", is_flag=True, help="Open no browser: print where the course is, and wait.")
@click.option(
    "--class",
    "class_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="For instructors: look at a class that `grade --out` wrote here.",
)
@plain_option
@course_option
def command(lesson: str | None, no_browser: bool, class_folder: Path | None, plain: bool, course: Path | None) -> None:
    """Make the machine ready, and open the course in the browser.

    With LESSON, such as 03, open that one.
    """
    click.echo("Welcome. Your machine is ready:")
    sys.stdout.flush()
    from importlib.metadata import version

    from autograder.reports.console import make_console, say

    found = find_course(course)
    console = make_console(plain)
    python = ".".join(map(str, sys.version_info[:3]))
    say(console, f"Python {python} and Flask {version('flask')} are in .venv, and nowhere else on this machine.\n")
    if not found.lessons:
        say(console, "This course has no lessons yet.")
        return
    path = f"lessons/{found.lesson(lesson).slug}/" if lesson else "class/" if class_folder else ""
    with explained(found.root):
        from autograder.site.study import Study

        State(found).take_pristine()
        steps = () if class_folder else _next(found, lesson)
        _serve(Study(found, class_folder), path, steps, console, not no_browser)


def _serve(study: Study, path: str, steps: Iterable[str], console: Console, browser: bool) -> None:
    """Say what to do, open the browser at a page, and answer it until somebody ends us."""
    from autograder.reports.console import say
    from autograder.site.server import address_of, open_again

    server = open_again(study)
    for name in ENDINGS:
        ending = getattr(signal, name, None)
        if ending and signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, _interrupt)
    try:
        for line in steps:
            say(console, line)
        say(console, f"\n  the course is at   {address_of(server)}{path}", "strong")
        say(console, "  to stop it         Ctrl+C")
        sys.stdout.flush()
        if browser:
            threading.Thread(target=_open, args=(address_of(server) + path,), daemon=True).start()
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    finally:
        study.close()
    say(console, "\nThe course is closed. Your work is in its files, and nothing else runs any more.")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _open(address: str) -> None:
    """Open the student's browser; where there is none, the address is in the terminal."""
    try:
        if getattr(webbrowser.get(), "name", "") not in IN_A_TERMINAL:
            webbrowser.open(address)
    except webbrowser.Error:
        return


def _next(course: Course, wanted: str | None) -> list[str]:
    """Return the next steps in the words of this system, for the lesson that is ``wanted`` or the one to go on with."""
    from autograder.cli.symptoms import activated, activation, this_command
    from autograder.reports.console import safe
    from autograder.site.progress import go_on_with

    lesson = course.lesson(wanted) if wanted else go_on_with(State(course))
    if lesson is None:
        return ["Every lesson is done. The plate is yours."]
    folder = lesson.starter.relative_to(course.root)
    steps = [
        f"Read lesson {lesson.number}, {safe(lesson.title)} ({lesson.read_minutes} minutes), on its page.",
        f"Open {folder} in your editor, and do the tasks. The page looks whenever you save.",
    ]
    if not activated():
        steps.append(f"For commands, open another terminal here, and type first:  {activation()}")
    numbered = [f"  {number}  {step}" for number, step in enumerate(steps, 1)]
    return ["What to do next", *numbered, f"If something looks odd: {this_command()} doctor"]

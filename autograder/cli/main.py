"""The command ``autograder``: it imports only the sub-command it needs, so that the first word comes fast."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

COMMANDS = {
    "start": "Make the machine ready, and open the course in the browser.",
    "check": "Grade my work on LESSON, such as 03.",
    "watch": "Grade my work on LESSON, such as 03, on every save.",
    "hint": "Show a hint for the first open task of LESSON; again shows the next.",
    "run": "Run the app of LESSON, such as 03, with `flask run --debug`.",
    "diff": "Compare my work on LESSON with the solution: its lines begin with +.",
    "reset": "Put LESSON back as it was, after a backup of my work.",
    "list": "Show all lessons and how far I am.",
    "doctor": "Look at this machine, and say how to fix what is wrong.",
    "grade": "Grade a class: a folder, or the one file that a learning platform gives.",
    "regrade": "Grade the class in OUT again, where work or checks have changed since.",
    "adjust": "Give STUDENT other POINTS for LESSON than the checks did.",
    "merge": "Put the PARTS of a class together, as `grade --shard` made them.",
    "export": "Write the course for another place: `export site DIR`.",
    "lint": "Say what LESSON, or the whole course, still lacks.",
    "sync": "Replant the TODOs of each starter into the solution before it.",
    "new": "Begin a lesson called TITLE: text, starter, solution and checks.",
    "wheels": "Fetch all packages into wheels/, for computers without a network.",
    "test": "Run the course's own test suite.",
    "bench": "Measure how long a class takes and a student waits, beside plain pytest.",
}
"""Each sub-command and the first sentence of its own help, so that a list of them imports none of them.

It lives in the module of its name beside this one, as an attribute called ``command``.
"""


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a student meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one sub-command, or nothing if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"autograder.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of sub-commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a sub-command; what is wrong with the course or with a name becomes a sentence and exit code 2."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from autograder.course import CourseError

            if not isinstance(error, CourseError):
                raise
            raise _Sentence(str(error)) from error


class _Sentence(click.ClickException):
    """A sentence on the error stream, with what an encoding has not written in ASCII."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the sentence; student text in it cannot command the terminal."""
        from autograder.reports.console import make_console, safe, say

        say(make_console(file=file or sys.stderr), safe(self.message))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def main() -> None:
    """Learn Flask brick by brick, and see after every step what works."""

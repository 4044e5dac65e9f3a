"""The command ``autograder``: it imports only the sub-command it needs, so that the first word comes fast."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

COMMANDS = {
    name: f"autograder.cli.{name}"
    for name in (
        "start",
        "check",
        "hint",
        "run",
        "diff",
        "reset",
        "list",
        "doctor",
        "grade",
        "lint",
        "sync",
        "new",
        "wheels",
        "test",
    )
}
"""Each sub-command and the module that holds it, as an attribute called ``command``."""


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a student meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one sub-command, or nothing if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command

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

"""The command ``autograder``: finds the sub-command and imports only what it needs, so that the first word comes fast."""

from __future__ import annotations

import importlib

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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def main() -> None:
    """Learn Flask brick by brick, and see after every step what works."""

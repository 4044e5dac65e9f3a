"""``wheels``: fetch every package as a file, for computers without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder import bootstrap
from autograder.setup import Trouble
from autograder.setup.packages import fetch_wheels
from autograder.setup.progress import Line


@click.command()
def command() -> None:
    """Fetch all packages into wheels/, for computers without a network."""
    state = Path(bootstrap.ROOT) / ".baseplate"
    line = Line()
    line.say("Fetching every package into wheels/ ...")
    try:
        state.mkdir(exist_ok=True)
        log = state / "wheels.log"
        log.write_bytes(b"")
        number = fetch_wheels(log, line)
    except Trouble as trouble:
        line.close()
        bootstrap.speak(trouble.what, trouble.next_step)
    line.close()
    version = ".".join(map(str, sys.version_info[:2]))
    click.echo(
        f"{number} packages are in wheels/. They fit computers with this system, this processor and Python {version}:"
    )
    click.echo("copy the course with wheels/ there, and every command works without a network.")

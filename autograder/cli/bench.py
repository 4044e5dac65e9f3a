"""``bench``: how long a class takes and a student waits. The folder ``bench/`` measures it, and has the options."""

from __future__ import annotations

import subprocess
import sys

import click

from autograder import bootstrap


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(options: tuple[str, ...]) -> None:
    """Measure how long a class takes and a student waits, beside plain pytest."""
    sys.exit(subprocess.run([sys.executable, "-m", "bench", *options], cwd=bootstrap.ROOT, check=False).returncode)

"""``doctor``: what this machine is like, what is wrong with it, and what to type to mend that."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, find_course, plain_option

if TYPE_CHECKING:
    from autograder.cli.symptoms import Symptom

INDENT = 10
STYLES = {"FINE": "passed", "NOTE": "ours", "TROUBLE": "notyet"}


@click.command()
@plain_option
@course_option
def command(plain: bool, course: Path | None) -> None:
    """Look at this machine, and say how to fix what is wrong."""
    click.echo("Looking at this machine ...\n")
    sys.stdout.flush()
    from autograder.cli.symptoms import examine
    from autograder.reports.console import make_console, safe, say
    from autograder.reports.words import ENVIRONMENT

    found = find_course(course)
    console = make_console(plain)
    trouble = 0
    for symptom in examine(found):
        trouble += symptom.word == "TROUBLE"
        text = textwrap.wrap(safe(symptom.text), console.width - INDENT, break_long_words=False, break_on_hyphens=False)
        say(console, f" {symptom.word:8} " + f"\n{'':{INDENT}}".join(text), STYLES[symptom.word])
        for line in _fix(symptom):
            say(console, line)
    say(console, "")
    if trouble:
        say(console, f"{trouble} thing{'s' if trouble > 1 else ''} to fix. Then: python -m autograder doctor", "strong")
        sys.exit(ENVIRONMENT)
    say(console, "All is well. Have a good build.", "strong")


def _fix(symptom: Symptom) -> list[str]:
    """Return the lines that say what to do about a symptom, if there is something to do."""
    from autograder.reports.console import safe

    label = "To fix it" if symptom.word == "TROUBLE" else ""
    lines = safe(symptom.fix).splitlines()
    return [f"{'':{INDENT}}{'' if number else label:12}{line}" for number, line in enumerate(lines)]

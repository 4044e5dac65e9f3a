"""``export``: the course for another place."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import course_option, find_course, plain_option
from autograder.reports.console import make_console, safe, say


@click.group()
def command() -> None:
    """Write the course for another place: `export site DIR`."""


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@plain_option
@course_option
def site(folder: Path, plain: bool, course: Path | None) -> None:
    """Write the texts of all lessons into DIR, as pages for a web server, or to open from a disk.

    DIR is new, empty, or from an earlier export; other people's files in it are never overwritten or removed.
    """
    from autograder.site.export import pages
    from autograder.site.folder import publish

    console = make_console(plain)
    found = find_course(course)
    say(console, "Writing the pages ...")
    files = pages(found)
    publish(folder, files)
    written = sum(path.endswith(".html") for path in files)
    say(console, f"{written} pages of {len(found.lessons)} lessons are in {safe(str(folder))}.")
    say(console, f"To read them, open {safe(str(folder / 'index.html'))} in a browser.")

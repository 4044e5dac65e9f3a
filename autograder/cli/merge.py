"""``merge``: the parts of a class that several machines graded, put together."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from autograder.cli.options import plain_option
from autograder.cli.trouble import as_typed, explained


@click.command()
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Write the whole class here."
)
@plain_option
def command(parts: tuple[Path, ...], out: Path, plain: bool) -> None:
    """Put the PARTS of a class together, as `grade --shard` made them."""
    from autograder.classroom.journal import Journal
    from autograder.classroom.merging import merge
    from autograder.cli.class_files import book_of, opened
    from autograder.reports.class_table import ClassTable
    from autograder.reports.console import make_console, say

    with ExitStack() as stack:
        first, *others = (stack.enter_context(opened(part)) for part in parts)
        with explained(first.course.root, lost="The parts are as they were."), Journal(out) as journal:
            merge([each.journal for each in (first, *others)], journal)
            book = book_of(first.course, journal, out)
            book.finish()
            console = make_console(plain)
            ClassTable(console, (), 0).summary(journal.rows())
            say(console, f"grades: {as_typed(book.grades)}   feedback: {as_typed(book.texts)}")

"""``regrade``: a class that was graded before, once more with the checks as they are now."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.confined import plan_for
from autograder.cli.options import isolation_option, jobs_option, plain_option, scheduler_option, trust_option
from autograder.cli.trouble import explained
from autograder.course import CourseError

if TYPE_CHECKING:
    from autograder.cli.class_files import ClassFiles


@click.command()
@click.argument("out", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--diff", is_flag=True, help="Only show what would change; write nothing.")
@trust_option
@isolation_option(default="auto", show_default=True)
@jobs_option
@scheduler_option
@plain_option
def command(out: Path, diff: bool, trust: bool, isolation: str, jobs: int, scheduler: str | None, plain: bool) -> None:
    """Grade the class in OUT again, where work or checks have changed since."""
    from autograder.cli.class_files import opened

    with opened(out) as kept:
        for path in (kept.asked.source, kept.asked.roster):
            if path is not None and not path.exists():
                raise CourseError(f"This class was graded from {path}, and that is not there.")
        known = kept.confined(plan_for(isolation, kept.asked.setup.options.mode, strangers=True, trusted=trust))
        click.echo(f"grading {known.asked.source}")
        sys.stdout.flush()
        with explained(known.course.root, interrupted="", lost="What was finished before is saved."):
            from autograder.cli.class_run import ClassRun

            if diff:
                _diff(known, jobs, scheduler, plain)
            else:
                ClassRun(known.course, known.asked, known.journal, out, plain).grade(jobs, scheduler)


def _diff(known: ClassFiles, jobs: int, scheduler: str | None, plain: bool) -> None:
    """Grade into a copy of the journal that nobody keeps, and show what is different there."""
    from autograder.cli.class_run import ClassRun
    from autograder.reports.changes import Changes

    with known.journal.copy() as copy:
        run = ClassRun(known.course, known.asked, copy, None, plain)
        changes = Changes(run.console)
        with closing(run.rows(jobs, scheduler)) as rows:
            for row in rows:
                run.table.clear()
                changes.add(known.journal.row(row.student, row.lesson, with_result=row.result is not None), row)
                run.table.count(row)
        there = set(run.intake.students)
        for student in known.journal.students():
            if student not in there:
                changes.gone(student)
        changes.end(len(there))

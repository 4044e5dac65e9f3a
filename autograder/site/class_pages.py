"""For instructors: a class as its journal has it, and one student's work in full. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from autograder.classroom.journal import Journal
from autograder.course import CourseError
from autograder.grading.grader import setup_from_line
from autograder.reports.class_view import view_of
from autograder.reports.grouping import open_ones
from autograder.reports.words import isolation_line
from autograder.site.findings import told
from autograder.site.study import the_study

bp = Blueprint("class", __name__, url_prefix="/class")


@contextmanager
def journal_open() -> Iterator[Journal]:
    """Open the journal for as long as it takes to read it: meanwhile nobody can grade into it.

    Raises ``JournalTrouble``, such as when somebody is grading at this moment.
    """
    folder = the_study().class_folder
    if folder is None:
        abort(404)
    with Journal(folder, there=True) as journal:
        yield journal


@bp.get("/")
def home() -> Response:
    """Show the first lesson of the class."""
    with journal_open() as journal:
        lessons = journal.lessons()
    return redirect(url_for(".show", slug=lessons[0])) if lessons else abort(404)


@bp.get("/<slug>/")
def show(slug: str) -> str:
    """Show one lesson of the class: who needs a look, what goes wrong for how many, the grid, and how it was graded."""
    with journal_open() as journal:
        lessons, view = journal.lessons(), view_of(journal.rows_in(slug))
        how = _how(journal)
    if slug not in lessons:
        abort(404)
    return render_template("class.html", slug=slug, title=_title(slug), lessons=lessons, view=view, how=how)


@bp.get("/<slug>/<int:place>")
def student(slug: str, place: int) -> str:
    """Show one student's work on a lesson, every finding in full. ``place`` counts the rows from 1."""
    with journal_open() as journal:
        rows = list(journal.rows_in(slug))
    if not 1 <= place <= len(rows):
        abort(404)
    row = rows[place - 1]
    checks = row.result.checks if row.result else ()
    findings = [told(each, slug) for each in open_ones(checks)]
    level = isolation_line(row.isolation) if row.isolation else ""
    return render_template(
        "class_student.html", slug=slug, title=_title(slug), row=row, checks=checks, findings=findings, level=level
    )


def _title(slug: str) -> str:
    """Return a lesson's number and title, or its name when this course does not have it."""
    try:
        lesson = the_study().course.lesson(slug)
    except CourseError:
        return slug
    return f"{lesson.number} · {lesson.title}"


def _how(journal: Journal) -> list[tuple[str, str]]:
    """Return how the class was graded, and the command that does it again, as far as the journal tells."""
    line = journal.setting("setup")
    if line is None:
        return []
    setup = setup_from_line(line)
    source, roster = journal.setting("source") or "", journal.setting("roster")
    again = [
        "autograder grade",
        f'"{source}"',
        *([f"--lesson {setup.lessons[0][:2]}"] if len(setup.lessons) == 1 else []),
    ]
    again += [f'--roster "{roster}"'] if roster else []
    again += [f'--out "{the_study().class_folder}"', f"--seed {setup.options.seed}"]
    return [
        ("Submissions", source),
        ("Roster", roster or "none: everybody who handed something in"),
        ("Checks", setup.tests),
        ("Seed", str(setup.options.seed)),
        ("Confined", isolation_line(setup.options.plan.level).removeprefix("isolation: ")),
        ("All of it", "yes" if journal.setting("finished") else "not yet: the run was stopped, or goes on"),
        ("To do it again", " ".join(again)),
    ]

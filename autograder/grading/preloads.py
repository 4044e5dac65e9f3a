"""What the submissions of a lesson run in, made ready before the first of them comes: packages and given templates."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection, Iterable
from pathlib import Path

from autograder.course import Course, State
from autograder.grading.options import Options
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.stack import extensions_in


def launcher_for(
    course: Course, lessons: Collection[str], options: Options, folders: Iterable[Path] | None = None
) -> Launcher:
    """Start what submissions of these lessons run in. It gets ready while others work.

    Preloaded is what the files in ``folders`` use, or else the lessons' solutions: submissions will want the same.
    """
    found = [course.lesson(name) for name in lessons]
    where = [each.solution for each in found] if folders is None else folders
    files = (path.read_bytes() for folder in where for path in folder.rglob("*.py") if path.is_file())
    checks = (path.read_bytes() for each in found for path in each.checks.glob("test_*.py"))
    extensions = extensions_in(files, checks)
    return make_launcher(options.mode, extensions, options.plan, given_templates(course, lessons))


def given_templates(course: Course, lessons: Collection[str]) -> dict[str, str]:
    """Return the templates that a lesson's starter gives, by the names an app calls them.

    Of several lessons none are: what one gives is what those of an earlier one are asked to write.
    """
    if len(lessons) != 1:
        return {}
    (lesson,) = lessons
    found = {}
    for path, data in State(course).starter_files(course.lesson(lesson)).items():
        _, is_template, name = f"/{path}".rpartition("/templates/")
        if is_template:
            with contextlib.suppress(UnicodeDecodeError):
                found[name] = io.StringIO(data.decode("utf-8"), newline=None).read()  # as Jinja reads it
    return found

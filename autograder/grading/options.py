"""How to grade, as plain data that can travel to another process."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from autograder.checks.patience import Patience
from autograder.course import Course, State
from autograder.sandbox.launcher import Launcher, make_launcher
from autograder.sandbox.levels import Plan
from autograder.sandbox.stack import extensions_in


@dataclass(frozen=True)
class Options:
    """How to grade. ``seed`` is for every job that brings none of its own.

    ``exchanges`` keeps what was asked, and what came back, with the first check that does not pass.
    """

    seed: int
    mode: str = "auto"
    real_hashing: bool = False
    patience: Patience = field(default_factory=Patience)
    task: int | None = None
    plan: Plan = field(default_factory=Plan)
    exchanges: bool = False


def extensions_of(course: Course, lessons: Iterable[str]) -> tuple[str, ...]:
    """Return which packages the solutions of these lessons use: what their submissions will want preloaded."""
    files = (path.read_bytes() for name in lessons for path in course.lesson(name).solution.rglob("*.py"))
    return extensions_in(files)


def launcher_for(course: Course, lessons: Collection[str], options: Options) -> Launcher:
    """Start what submissions of these lessons run in. It gets ready while others work."""
    return make_launcher(options.mode, extensions_of(course, lessons), options.plan, given_templates(course, lessons))


def given_templates(course: Course, lessons: Collection[str]) -> dict[str, str]:
    """Return the templates that a lesson's starter gives, by the names an app calls them.

    Of several lessons none are: what one gives is what those of an earlier one are asked to write.
    """
    found = {}
    for name in lessons if len(lessons) == 1 else ():
        for path, data in State(course).starter_files(course.lesson(name)).items():
            _, is_template, name_of_it = f"/{path}".rpartition("/templates/")
            if is_template:
                with contextlib.suppress(UnicodeDecodeError):
                    found[name_of_it] = io.StringIO(data.decode("utf-8"), newline=None).read()  # as Jinja reads it
    return found

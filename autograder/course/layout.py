"""The course and its lessons on disk: three columns with the same names.

``lessons/03_templates`` holds the text and the starter, ``solutions/03_templates`` the finished app and
``tests/03_templates`` the checks. No other room knows this.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.files import Files, has_files, only_work, read_files, read_text
from autograder.course.text import Task, Text

SLUG = re.compile(r"^(\d\d)_([a-z0-9]+(?:_[a-z0-9]+)*)$")
"""A lesson's folder: two digits, then words with underscores."""

COLUMNS = ("lessons", "solutions", "tests")

ANSWER = "ANSWER.md"
"""Lies beside a solution: an answer to the lesson's closing question."""


@dataclass(frozen=True)
class Facts:
    """What ``lesson.toml`` says: only what cannot be derived. Minutes are whole numbers."""

    brick: str = ""
    read: int = 0
    build: int = 0
    goals: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    fresh_app: bool = False


def read_facts(file: Path) -> Facts:
    """Read a ``lesson.toml``; a missing one says nothing, a mistake in it is a CourseError with its line."""
    if not file.is_file():
        return Facts()
    text = read_text(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column \d+\)", str(error))
        message = re.sub(r" \(at [^)]*\)", "", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        raise CourseError(f"this is not valid TOML: {message}.", file, line) from error
    return Facts(**{key: _fact(key, value, file, text) for key, value in table.items()})


def _fact(key: str, value: Any, file: Path, text: str) -> Any:
    """Return one value as Facts wants it."""
    match = re.search(rf"^\s*\[*\s*{re.escape(key)}\b", text, re.MULTILINE)
    line = text.count("\n", 0, match.end()) + 1 if match else None
    known = Facts.__dataclass_fields__
    if key not in known:
        close = difflib.get_close_matches(key, known, 1)
        hint = f"Did you mean `{close[0]}`?" if close else f"Known are {', '.join(known)}."
        raise CourseError(f"a lesson has no `{key}`. {hint}", file, line)
    default = known[key].default
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise CourseError(f'`{key}` must be a list of texts, such as ["one", "two"].', file, line)
    if type(value) is not type(default):
        wanted = {str: 'a text in "quotes"', int: "a whole number of minutes", bool: "true or false"}[type(default)]
        raise CourseError(f"`{key}` must be {wanted}.", file, line)
    return value


@dataclass(frozen=True)
class Lesson:
    """One lesson. Its folders may not exist; everything is read when it is asked for."""

    course: Course = field(repr=False)
    slug: str
    starter: Path = field(repr=False)

    @property
    def number(self) -> str:
        """Two digits, such as ``03``."""
        return self.slug[:2]

    @property
    def solution(self) -> Path:
        """The folder of the finished app."""
        return self.course.root / "solutions" / self.slug

    @property
    def checks(self) -> Path:
        """The folder of the checks, which may be an instructor's own."""
        return self.course.tests / self.slug

    @property
    def readme(self) -> Path:
        """The text."""
        return self.course.root / "lessons" / self.slug / "README.md"

    @property
    def facts_file(self) -> Path:
        """The ``lesson.toml``."""
        return self.readme.with_name("lesson.toml")

    @cached_property
    def facts(self) -> Facts:
        """What ``lesson.toml`` says."""
        return read_facts(self.facts_file)

    @property
    def brick(self) -> str:
        """What this lesson adds to the base plate, in a few words."""
        return self.facts.brick

    @property
    def read_minutes(self) -> int:
        """How long the text takes."""
        return self.facts.read

    @property
    def build_minutes(self) -> int:
        """How long the tasks take."""
        return self.facts.build

    @property
    def goals(self) -> tuple[str, ...]:
        """What people can do afterwards."""
        return self.facts.goals

    @property
    def words(self) -> tuple[str, ...]:
        """The new words, functions and keywords of this lesson."""
        return self.facts.words

    @property
    def given(self) -> tuple[str, ...]:
        """Files of the starter that the previous solution has not, or differently; ``static/`` means a folder."""
        return self.facts.given

    @property
    def gone(self) -> tuple[str, ...]:
        """Files of the previous solution that the starter leaves behind."""
        return self.facts.gone

    @property
    def fresh_app(self) -> bool:
        """Whether every check gets the app freshly loaded, as for apps that keep state in memory."""
        return self.facts.fresh_app

    @cached_property
    def text(self) -> Text:
        """The README, taken apart."""
        return Text(self.readme)

    @property
    def title(self) -> str:
        """The title in the README's first line, or else the words of the slug."""
        try:
            written = self.text.title
        except CourseError:
            written = None
        return written or self.slug[3:].replace("_", " ").capitalize()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks as the README has them."""
        return self.text.tasks

    @cached_property
    def previous(self) -> Lesson | None:
        """The lesson before this one, if there is one."""
        at = self.course.slugs.index(self.slug)
        return self.course.lessons[at - 1] if at else None

    def with_starter(self, folder: Path) -> Lesson:
        """Return the same lesson whose starter lies elsewhere, such as a pristine copy."""
        return replace(self, starter=folder)

    def starter_files(self) -> Files:
        """Return what students edit: the starter's folder without the text and without leftovers."""
        return only_work(read_files(self.starter))

    def solution_files(self) -> Files:
        """Return the finished app without the answer to the closing question."""
        files = read_files(self.solution)
        files.pop(ANSWER, None)
        return files


class Course:
    """A folder with the three columns. ``tests`` may be an instructor's own column of checks."""

    def __init__(self, root: Path, tests: Path | None = None) -> None:
        """Take a folder that is known to be a course; see ``find`` for one that is not."""
        self.root = root.resolve()
        self.tests = (tests or root / "tests").resolve()

    @classmethod
    def find(cls, start: Path, tests: Path | None = None) -> Course:
        """Return the course around a folder, looking upwards from there."""
        for folder in (start.resolve(), *start.resolve().parents):
            if all((folder / column).is_dir() for column in COLUMNS):
                return cls(folder, tests)
        raise CourseError(
            f"There is no course in {start} or above it: a course is a folder with lessons, solutions and tests. "
            "Change into the course's folder, or name it with --course."
        )

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The names of all lessons that have a file in any column, in their order."""
        folders = {path for column in (*map(self.root.joinpath, COLUMNS), self.tests) for path in _folders(column)}
        return tuple(sorted({folder.name for folder in folders if has_files(folder)}))

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in their order."""
        return tuple(Lesson(self, slug, self.root / "lessons" / slug) for slug in self.slugs)

    def lesson(self, name: str) -> Lesson:
        """Return the lesson that somebody means by ``03``, ``3``, ``templates``, ``03_templates`` or its path."""
        wanted = re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1].lower()
        for lesson in self.lessons:
            if wanted in (lesson.slug, lesson.slug[3:]) or (wanted.isdecimal() and int(wanted) == int(lesson.number)):
                return lesson
        close = difflib.get_close_matches(wanted, [name for slug in self.slugs for name in (slug, slug[3:])], 1)
        hint = f"Did you mean {close[0]}? " if close else ""
        there = ", ".join(self.slugs) or "none yet"
        raise CourseError(f"There is no lesson “{name}”. {hint}The lessons are: {there}.")


def _folders(column: Path) -> list[Path]:
    return [path for path in column.iterdir() if SLUG.match(path.name) and path.is_dir()] if column.is_dir() else []

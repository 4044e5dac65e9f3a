"""The checks and the known wrong answers of a lesson, read without running anything."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from autograder.course.errors import CourseError
from autograder.course.files import Files, plain_lines, read_files, read_text
from autograder.course.layout import Lesson
from autograder.model import Check

EDITING = ("file", "old", "new", "delete", "edits")
"""The keys of a table that describe a change to a solution."""


@dataclass(frozen=True)
class WrittenCheck:
    """A check as its file has it, and where. ``source`` is the file of an earlier lesson's check that runs again."""

    check: Check
    file: Path
    line: int
    source: Path | None = None


@dataclass(frozen=True)
class Edit:
    """One change to a solution: ``old`` (found exactly once) becomes ``new``; without ``old`` the file is written."""

    file: str
    old: str | None = None
    new: str = ""
    delete: bool = False


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: what it changes, the checks it fails, and what the first of them must say."""

    why: str
    edits: tuple[Edit, ...]
    fails: tuple[str, ...]
    says: str
    line: int

    @property
    def name(self) -> str:
        """A short name made from ``why``, for test ids and folders."""
        return "-".join(re.findall(r"[a-z0-9]+", self.why.lower()))[:60].strip("-")


def checks_of(lesson: Lesson) -> tuple[WrittenCheck, ...]:
    """Return the lesson's checks in the order of their files and lines; the files are read, never imported."""
    files = sorted(lesson.checks.glob("test_*.py"))
    return tuple(found for file in files for node in _parsed(file).body for found in _checks_in(node, lesson, file))


def _checks_in(node: ast.stmt, lesson: Lesson, file: Path) -> Iterator[WrittenCheck]:
    """Yield the check that a statement of a module writes, or those of an earlier lesson that it takes in."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            if _calls(decorator, "task"):
                yield WrittenCheck(_check(node, decorator, file), file, node.lineno)
    elif isinstance(node, ast.Expr):
        for call in ast.walk(node):
            if _calls(call, "still_true"):
                yield from _taken_in(call, lesson, file)


def _calls(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) == name


def again(slug: str, names: Sequence[str]) -> str:
    """Return the sentence that stands for all checks of an earlier lesson which run again: those named, or all."""
    return f"{'Some checks' if names else 'Every check'} of lesson {slug[:2]}."


def _taken_in(call: ast.Call, lesson: Lesson, file: Path) -> Iterator[WrittenCheck]:
    """Yield the checks of an earlier lesson that ``still_true`` makes guards of this one."""
    try:
        number, slug, *names = (ast.literal_eval(argument) for argument in call.args)
    except ValueError as error:
        raise CourseError(
            'write `still_true(4, "NN_slug")`, with names of checks behind it or none.', file, call.lineno
        ) from error
    earlier = lesson.course.slugs[: lesson.course.slugs.index(lesson.slug)]
    there = {each.check.id: each for each in checks_of(lesson.course.lesson(slug))} if slug in earlier else {}
    missing = [name for name in names if name not in there]
    if missing or not there:
        raise CourseError(f"no earlier lesson {slug} has a check {' '.join(missing)}".strip() + ".", file, call.lineno)
    for name, each in there.items():
        if name in names or not names:
            guard = replace(each.check, task=number, points=0, guard=True, again=again(slug, names))
            yield WrittenCheck(guard, file, call.lineno, each.source or each.file)


def _parsed(file: Path) -> ast.Module:
    try:
        return ast.parse(read_text(file))
    except SyntaxError as error:
        raise CourseError(f"this is not valid Python: {error.msg}.", file, error.lineno) from error


def _check(node: ast.FunctionDef, decorator: ast.Call, file: Path) -> Check:
    values = {"points": 1, "guard": False}
    try:
        number = ast.literal_eval(decorator.args[0])
        values |= {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in decorator.keywords}
    except (ValueError, IndexError) as error:
        raise CourseError(
            "write `@task(2)`, `@task(2, points=3)` or `@task(2, guard=True)`.", file, node.lineno
        ) from error
    guard = bool(values["guard"])
    return Check(node.name, ast.get_docstring(node) or "", number, 0 if guard else int(values["points"]), guard)


def mistakes_file(lesson: Lesson) -> Path:
    """Return where the lesson's known wrong answers stand."""
    return lesson.checks / "mistakes.toml"


def mistakes_of(lesson: Lesson) -> tuple[Mistake, ...]:
    """Return the lesson's known wrong answers; a CourseError says which line is not as it must be."""
    file = mistakes_file(lesson)
    if not file.is_file():
        return ()
    return tuple(_mistake(table, file, line) for table, line in tables_of(file, "mistake"))


def _mistake(table: dict[str, Any], file: Path, line: int) -> Mistake:
    unknown = table.keys() - {"why", *EDITING, "fails", "says"}
    if unknown:
        raise CourseError(f"a mistake has no `{sorted(unknown)[0]}`.", file, line)
    edits, fails = edits_in(table, file, line), tuple(table.get("fails", []))
    mistake = Mistake(table.get("why", ""), edits, fails, table.get("says", ""), line)
    for key in ("why", "fails", "says"):
        if not getattr(mistake, key):
            raise CourseError(f"this mistake lacks `{key}`.", file, line)
    return mistake


def with_mistake(lesson: Lesson, mistake: Mistake) -> Files:
    """Return the lesson's solution with the mistake in it; a CourseError says which edit does not fit."""
    return edited(lesson.solution_files(), mistake.edits, mistakes_file(lesson), mistake.line)


def tables_of(file: Path, kind: str) -> list[tuple[dict[str, Any], int]]:
    """Return the tables ``[[kind]]`` of a TOML file, each with its line; a CourseError says what is wrong with it."""
    text = read_text(file)
    try:
        tables = tomllib.loads(text).get(kind, [])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"this is not valid TOML: {error}.", file) from error
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == f"[[{kind}]]"]
    if len(lines) != len(tables):
        raise CourseError(f"begin every {kind} with a line `[[{kind}]]`.", file)
    return list(zip(tables, lines, strict=True))


def edits_in(table: dict[str, Any], file: Path, line: int) -> tuple[Edit, ...]:
    """Return the changes that a table describes, in ``edits`` or as the one that it is itself."""
    edits = table.get("edits", [{key: table[key] for key in EDITING if key in table}])
    try:
        return tuple(Edit(**edit) for edit in edits)
    except TypeError as error:
        raise CourseError(
            "an edit has `file`, and `old` and `new`, or `new` alone, or `delete`.", file, line
        ) from error


def edited(files: Files, edits: tuple[Edit, ...], where: Path, line: int) -> Files:
    """Return files of the solution with changes in them; a CourseError, about ``where``, says which does not fit."""
    files = dict(files)
    for edit in edits:
        if (edit.delete or edit.old is not None) and edit.file not in files:
            raise CourseError(f"the solution has no {edit.file}.", where, line)
        if edit.delete:
            del files[edit.file]
        elif edit.old is None:
            files[edit.file] = edit.new.encode()
        else:
            text = plain_lines(files[edit.file]).decode()
            if text.count(edit.old) != 1:
                times = text.count(edit.old)
                raise CourseError(f"`old` occurs {times} times in {edit.file}, not once.", where, line)
            files[edit.file] = text.replace(edit.old, edit.new).encode()
    return files


def alternatives_of(lesson: Lesson) -> dict[str, Files]:
    """Return the other right answers by name, each one laid over the solution."""
    folder = lesson.checks / "alternatives"
    folders = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    found = {inside.name: read_files(inside) for inside in folders}
    return {name: lesson.solution_files() | files for name, files in found.items() if files}

"""Reads the traceback that ``flask run`` prints, for somebody whose own machine it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.checks.errors.app_error import ESCAPES, AppError
from autograder.sandbox.complaint import MISSING, NO_APP, line_in
from autograder.sandbox.whereabouts import made_elsewhere, value_for, why_no_app

BEGINS = "Traceback (most recent call last):"
USAGE = re.compile(r"^Error: (?P<message>.+)$", re.MULTILINE)
FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
CARETS = re.compile(r"^    (?P<space> *)(?P<marks>[~^]+)\s*$")
RAISED = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")
CANNOT_IMPORT = re.compile(r"^cannot import name '\w+' from '(\w+)'")
LARGEST_FILE = 1_000_000


def parse_traceback(text: str, folder: Path) -> AppError | None:
    """Return the last exception that ``text`` tells of, with the frames of files in ``folder``, or nothing.

    The lines around and the names to choose from are read from the files as they are now. What Flask says when it
    finds no app counts as an exception too.
    """
    text = ESCAPES.sub("", text)
    before, begins, last = text.rpartition(BEGINS)
    if not begins:
        usage = USAGE.search(text)
        return _no_app(usage["message"], folder.resolve(), text) if usage else None
    lines = last.splitlines()[1:]
    end = next((n for n, line in enumerate(lines) if line and not line.startswith(" ")), len(lines))
    raised = RAISED.match(lines[end]) if end < len(lines) else None
    if raised is None:
        return None
    message = "\n".join([raised["message"] or "", *lines[end + 1 :]]).strip()
    frames = [frame for frame in _frames(lines[:end], folder.resolve()) if frame][::-1]
    told = {"type": raised["type"], "message": message, "frames": frames, "text": before + begins + last}
    error = AppError.from_dict(told)
    more = {"names": _names(error, folder.resolve()), "made_in": _made_in(error, folder.resolve())}
    return AppError.from_dict({**told, **more})


def _no_app(message: str, folder: Path, text: str) -> AppError:
    why, file, line = why_no_app(folder)
    frames = [line_in(str(folder / file), line, str(folder))] if file else []
    return AppError.from_dict({"type": NO_APP, "message": message, "frames": frames, "made_in": why, "text": text})


def _frames(lines: list[str], folder: Path) -> Iterator[dict[str, object] | None]:
    for number, line in enumerate(lines):
        found = FRAME.match(line)
        if not found:
            continue
        file = Path(found["file"]).resolve()
        own = file.is_relative_to(folder) and not {"site-packages", ".venv"} & set(file.parts)
        yield _frame(file, folder, found, lines[number + 1 : number + 3]) if own else None


def _frame(file: Path, folder: Path, found: re.Match[str], below: list[str]) -> dict[str, object]:
    line, text = int(found["line"]), _read(file).splitlines()
    source = text[line - 1] if 0 < line <= len(text) else ""
    carets = CARETS.match(below[1]) if len(below) > 1 else None
    column = len(source) - len(source.lstrip()) + len(carets["space"]) if carets else None
    return {
        "file": file.relative_to(folder).as_posix(),
        "line": line,
        "function": found["function"] or "",
        "source": source,
        "column": column,
        "end_column": column + len(carets["marks"]) if carets and column is not None else None,
        "around": [[n, text[n - 1]] for n in range(line - 1, line + 2) if 0 < n <= len(text)],
    }


def _names(error: AppError, folder: Path) -> list[str]:
    """Return the names that the student may have meant: of a file, of a module, or of the templates there are."""
    if error.name.startswith("Template"):
        home = folder / "app" if (folder / "app" / "__init__.py").is_file() else folder
        templates = home / "templates"
        return sorted(file.relative_to(templates).as_posix() for file in templates.rglob("*") if file.is_file())
    other = CANNOT_IMPORT.match(error.message)
    if other:
        return _names_in(folder / f"{other[1]}.py", None)
    if error.name in {"NameError", "UnboundLocalError"} and error.frames:
        return _names_in(folder / error.frames[0].file, error.frames[0].function)
    return []


def _made_in(error: AppError, folder: Path) -> str:
    """Return how a name that is missing in the app or in a template can be had."""
    missing = MISSING.match(error.message) if error.name in {"NameError", "UndefinedError"} else None
    frame = next((frame for frame in error.frames if frame.file.endswith(".py")), None)
    if missing is None or frame is None:
        return ""
    if error.name == "NameError":
        return made_elsewhere(missing[1], folder, frame.file)
    return value_for(missing[1], folder, frame.file, frame.function)


def _names_in(file: Path, function: str | None) -> list[str]:
    """Return the names that the top of a file makes, and one of its functions."""
    try:
        tree = ast.parse(_read(file))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    inside = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function]
    names = set(_made_by(tree.body))
    for each in inside:
        names |= {argument.arg for argument in ast.walk(each.args) if isinstance(argument, ast.arg)}
        names |= set(_made_by(ast.walk(each)))
    return sorted(names)


def _made_by(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in names)
            case ast.Assign() | ast.AnnAssign() | ast.For() | ast.With():
                yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.read(LARGEST_FILE)
    except OSError:
        return ""

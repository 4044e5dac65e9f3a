"""Turns an exception of the student's app into plain data, in the student's process. What is told here is a claim."""

from __future__ import annotations

import builtins
import linecache
import os
import re
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.sandbox.whereabouts import made_elsewhere, value_for, why_no_app

MOST_FRAMES = 20
MOST_NAMES = 300
LONGEST = 2000
NO_APP = "NoAppException"
MISSING = re.compile(r"^(?:name )?'(\w+)' is (?:not defined|undefined)")


def describe(error: BaseException, folder: str) -> dict[str, Any]:
    """Return type, message and the student's own frames (last one first) of an exception."""
    frames = [
        _frame(frame, folder, summary)
        for (frame, _), summary in zip(
            traceback.walk_tb(error.__traceback__), traceback.extract_tb(error.__traceback__), strict=True
        )
        if _is_own(summary.filename, folder)
    ][::-1][:MOST_FRAMES]
    place = _place_in_the_text(error, folder)
    return {
        "type": type(error).__name__,
        "message": _shorten(_text_of(error), folder),
        "frames": [place, *frames] if place else frames,
        "names": _names(error, folder),
        "made_in": _made_in(error, folder, frames),
    }


def _text_of(error: BaseException) -> str:
    try:
        return str(error.msg) if isinstance(error, SyntaxError) else str(error)
    except Exception:  # a student's own exception may not be printable
        return ""


def _shorten(text: str, folder: str) -> str:
    return text.replace(folder + os.sep, "")[:LONGEST]


def _is_own(file: str, folder: str) -> bool:
    """Return whether a file is the student's; ``<frozen importlib>`` and packages are not."""
    if file.startswith("<") or "site-packages" in file:
        return False
    return str(Path(file).absolute()).startswith(folder + os.sep)


def _frame(frame: FrameType, folder: str, summary: traceback.FrameSummary) -> dict[str, Any]:
    line = summary.lineno or 0
    return {
        "file": os.path.relpath(summary.filename, folder).replace(os.sep, "/"),
        "line": line,
        "function": summary.name,
        "call": _call(frame),
        "source": linecache.getline(summary.filename, line).rstrip("\n")[:LONGEST],
        "around": _around(summary.filename, line),
        "column": _in_characters(summary, summary.colno),
        "end_column": _in_characters(summary, summary.end_colno) if summary.end_lineno == summary.lineno else None,
    }


def _in_characters(summary: traceback.FrameSummary, column: int | None) -> int | None:
    """Return a column as a number of characters; Python counts the bytes of UTF-8."""
    if column is None:
        return None
    text = linecache.getline(summary.filename, summary.lineno or 0)
    return len(text.encode(errors="replace")[:column].decode(errors="replace"))


def _around(file: str, line: int) -> list[list[Any]]:
    numbers = range(max(1, line - 1), line + 2)
    return [[n, text.rstrip("\n")[:200]] for n in numbers if (text := linecache.getline(file, n))]


def _call(frame: FrameType) -> str:
    """Return ``hello(name='Ada')`` for a function's frame, with short values only."""
    code = frame.f_code
    if code.co_name.startswith("<"):
        return code.co_name
    shown = []
    for name in code.co_varnames[: code.co_argcount]:
        try:
            value = repr(frame.f_locals.get(name))
        except Exception:  # a student's own class may not be printable
            value = "(not printable)"
        shown.append(f"{name}={value if len(value) <= 60 else value[:60] + ' (cut)'}")
    return f"{code.co_name}({', '.join(shown)})"


def _place_in_the_text(error: BaseException, folder: str) -> dict[str, Any] | None:
    """Return where a file could not be understood: syntax errors of Python and of templates have no frame there.

    Nor has a factory that gave no app.
    """
    if type(error).__name__ == NO_APP:
        _, name, number = why_no_app(Path(folder))
        return line_in(str(Path(folder, name)), number, folder) if name else None
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if not isinstance(file, str) or not isinstance(line, int) or not _is_own(file, folder):
        return None
    column = getattr(error, "offset", None) or 0
    end = getattr(error, "end_offset", None) if getattr(error, "end_lineno", line) == line else None
    return {
        **line_in(file, line, folder),
        "column": column - 1 if column > 0 else None,
        "end_column": end - 1 if isinstance(end, int) and end > column else None,
    }


def line_in(file: str, line: int, folder: str) -> dict[str, Any]:
    """Return a line of a file as a frame, though no function was running there."""
    return {
        "file": os.path.relpath(file, folder).replace(os.sep, "/"),
        "line": line,
        "function": "",
        "call": "",
        "source": linecache.getline(file, line).rstrip("\n")[:LONGEST],
        "around": _around(file, line),
    }


def _names(error: BaseException, folder: str) -> list[str]:
    """Return names that the student may have meant."""
    names: set[str] = set()
    if isinstance(error, AttributeError) and error.obj is not None:
        names.update(_dir(error.obj))
    elif isinstance(error, ImportError) and error.name:
        import sys

        names.update(_dir(sys.modules.get(error.name)))
    elif type(error).__name__ in {"TemplateNotFound", "TemplatesNotFound"}:
        home = Path(folder, "app") if Path(folder, "app", "__init__.py").is_file() else Path(folder)
        return sorted(_templates(home / "templates"))[:MOST_NAMES]
    else:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if _is_own(frame.f_code.co_filename, folder):
                names = {*frame.f_locals, *frame.f_globals, *dir(builtins)}
    return sorted(name for name in names if isinstance(name, str) and not name.startswith("_"))[:MOST_NAMES]


def _made_in(error: BaseException, folder: str, frames: list[dict[str, Any]]) -> str:
    """Return how a name that is missing in the app or in a template can be had."""
    if type(error).__name__ == NO_APP:
        return why_no_app(Path(folder))[0]
    missing = MISSING.match(_text_of(error)) if type(error).__name__ in {"NameError", "UndefinedError"} else None
    frame = next((frame for frame in frames if frame["file"].endswith(".py")), None)
    if missing is None or frame is None:
        return ""
    if isinstance(error, NameError):
        return made_elsewhere(missing[1], Path(folder), frame["file"])
    return value_for(missing[1], Path(folder), frame["file"], frame["function"])


def _templates(top: Path) -> list[str]:
    """Return the templates there are, as ``render_template`` names them."""
    return [file.relative_to(top).as_posix() for file in top.rglob("*") if file.is_file()]


def _dir(thing: object) -> list[str]:
    try:
        return dir(thing)
    except Exception:  # a student's own class may answer anything
        return []

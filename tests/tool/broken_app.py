"""Makes an error really happen, in a throw-away app, and tells of it in the two ways in which the tool hears of one."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from typing import NamedTuple

from autograder.checks.errors import AppError, explain, parse_traceback
from autograder.sandbox.complaint import describe

HEAD = "from flask import *\napp = Flask(__name__)\n"
VIEW = HEAD + "@app.route('/')\ndef home():\n    "
OWN = ("app", "builds", "init_db", "models", "routes")


class Case(NamedTuple):
    """An app that breaks, and a part of what the translator has to say then (``step``: of the next step)."""

    name: str
    app: str | bytes
    says: str
    step: str = ""
    lesson: str | None = None
    files: dict[str, str] | None = None


class Told(NamedTuple):
    """The same error as the sandbox's worker tells of it, and as ``flask run`` prints it."""

    by_worker: AppError
    by_print: AppError


def happens(folder: Path, app: str | bytes, files: dict[str, str] | None = None) -> Told:
    """Write the app, start it, ask for its front page, and return what was raised."""
    for name, text in {"app.py": app, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for name in OWN:
        sys.modules.pop(name, None)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        started = importlib.import_module("app").app
        started.testing = True
        started.test_client().get("/")
    except (Exception, SystemExit) as error:
        printed = "".join(traceback.format_exception(error))
        by_print = parse_traceback(printed, folder)
        assert by_print is not None, printed
        return Told(AppError.from_dict(describe(error, str(folder))), by_print)
    finally:
        sys.path.remove(str(folder))
        for name in OWN:
            sys.modules.pop(name, None)
    raise AssertionError("nothing broke")


def check(case: Case, folder: Path) -> None:
    """The error of this case is translated as it says, from both sources."""
    for error in happens(folder, case.app, case.files):
        meaning = explain(error)
        assert meaning is not None, f"nothing is known about {error.type}: {error.message}"
        assert case.says in meaning.says, meaning
        assert case.step in meaning.next_step, meaning
        assert case.lesson in (None, meaning.lesson), meaning

"""The packages that a student's app uses, imported once and warmed."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterable, Mapping

from autograder.sandbox.warm import warm

ALWAYS = (
    "flask",
    "flask.cli",
    "flask.json",
    "werkzeug.security",
    "encodings.idna",
    "encodings.latin_1",
    "ast",
    "random",
)
EXTENSIONS = {
    "flask_wtf": ("flask_wtf", "flask_wtf.csrf", "wtforms", "wtforms.validators"),
    "flask_login": ("flask_login",),
    "flask_sqlalchemy": ("flask_sqlalchemy", "sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "sqlite3"),
    "pytest": ("autograder.sandbox.suite_side",),
}
"""What else to import when a submission mentions the key. The rest of Python is imported when somebody asks for it."""
RUNS_TESTS = b"suite"
"""What a check mentions that runs a submission's own tests: only for that a worker wants pytest."""


def extensions_in(files: Iterable[bytes], checks: Iterable[bytes] = ()) -> tuple[str, ...]:
    """Return which of the packages worth preloading some files mention, for the checks with these contents.

    A guess: others are imported when needed.
    """
    contents, tested = list(files), any(RUNS_TESTS in data for data in checks)
    return tuple(
        name for name in EXTENSIONS if any(name.encode() in data for data in contents) and (tested or name != "pytest")
    )


def preload(extensions: Iterable[str], templates: Mapping[str, str]) -> None:
    """Import Flask and those extensions, let one request run through an unrelated app, and compile templates, by name.

    What was made until then is never looked at again by the garbage collector, neither here nor in a fork.
    """
    from autograder.sandbox.compiled import keep_compiled_templates  # late: a grader goes without Flask

    wanted = [name for name in EXTENSIONS if name in set(extensions)]
    for name in ALWAYS + tuple(module for key in wanted for module in EXTENSIONS[key]):
        importlib.import_module(name)
    warm(wanted)
    keep_compiled_templates(templates)
    gc.freeze()

"""Files of an app that hide a module which the app needs."""

from __future__ import annotations

import sys
from collections.abc import Iterable

PACKAGES = frozenset({"flask", "werkzeug", "jinja2", "click", "itsdangerous", "markupsafe", "blinker"}) | frozenset(
    {"flask_wtf", "wtforms", "flask_login", "flask_sqlalchemy", "sqlalchemy", "pytest", "waitress", "autograder"}
)


def shadowing(names: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence for each of these files of an app's folder that hides a module of Python's or a package.

    A folder hides one by its ``__init__.py`` only: ``email/__init__.py``.
    """
    sentences = []
    for name in sorted(names):
        module = name.removesuffix("/__init__.py") if name.endswith("/__init__.py") else name.removesuffix(".py")
        if module == name or not (module in PACKAGES or module in sys.stdlib_module_names):
            continue
        whose = "the package" if module in PACKAGES else "Python's own module"
        sentences.append(f"Your file `{name}` hides {whose} `{module}`. Give it another name.")
    return tuple(sentences)

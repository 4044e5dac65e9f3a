"""How an app's modules are found and let go of, in the process that runs them."""

from __future__ import annotations

import importlib
import linecache
import os
import sys
from typing import Any


def forget_modules(folder: str) -> None:
    """Forget what was imported from a folder, so that all of it is imported anew, from the files as they are now."""
    for name, module in list(sys.modules.items()):
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", [])]
        if any(isinstance(place, str) and place.startswith(folder + os.sep) for place in places):
            del sys.modules[name]
    importlib.invalidate_caches()
    linecache.clearcache()


def best_app(modules: list[str]) -> Any:
    """Return the app that Flask would take from these modules, which are imported. Raises ``NoAppException``."""
    from flask.cli import NoAppException, find_best_app

    for name in modules[:-1]:
        try:
            return find_best_app(sys.modules[name])
        except NoAppException:
            continue
    return find_best_app(sys.modules[modules[-1]])

"""Where a name is made that is missing in another place: for hints. Reads the student's files, and runs none of them.

It works in the student's process and beside ``flask run``; there, too, what it tells is a claim.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LARGEST_FILE = 1_000_000
MOST_FILES = 50
LEFT_OUT = ("app.py", "__init__.py")
"""The app itself: a file that imports it would turn in a circle."""
ALMOST_INIT = re.compile(r"app\.py|_*init_*\.py")
"""Names of files in a package that were meant to be its ``__init__.py``."""


def made_elsewhere(name: str, folder: Path, file: str) -> str:
    """Return how a name that ``file`` lacks can be had: ``from plate import lay_plate``, ``import builds``.

    ``home()`` is another function of the same file, which keeps the name for itself, and ``app/__init__.py`` a file
    that makes it and must not be imported. Nothing is an empty text.
    """
    if (beside := _beside(name, folder, file)) or name.startswith("__"):
        return beside
    for node in ast.walk(_tree(folder / file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and name in _inside(node):
            return f"{node.name}()"
    return _of_the_house(name, folder, file)


def why_no_app(folder: Path) -> tuple[str, str, int]:
    """Return what keeps Flask from finding an app in ``folder``, and the file and line to look at, if there is one.

    ``app/`` is a package without its ``__init__.py``, with what stands there in its place behind it; ``create_app()``
    is a factory; ``app.py`` is a file that a package hides; ``app/__init__.py`` makes no app. Nothing is an empty text.
    """
    package, alone = folder / "app", folder / "app.py"
    home = package / "__init__.py"
    if package.is_dir() and not home.is_file() and not alone.is_file():
        files = sorted(path.name for path in package.glob("*.py"))
        return f"app/{next(filter(ALMOST_INIT.fullmatch, files), '')}", "", 0
    file = home if home.is_file() else alone
    for node in _tree(file).body:
        if isinstance(node, ast.FunctionDef) and node.name == "create_app":
            return "create_app()", file.relative_to(folder).as_posix(), node.lineno
    if file == alone:
        return "", "", 0
    return "app.py" if alone.is_file() else "app/__init__.py", "", 0


def value_for(name: str, folder: Path, file: str, function: str) -> str:
    """Return what a view can hand over as ``name``: a name that it knows, or the import that brings one.

    ``colours`` may be called ``COLOURS`` there. Nothing is an empty text.
    """
    tree = _tree(folder / file)
    known = set(_made_by(tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function:
            known |= _inside(node)
    spelt = dict.fromkeys((name, name.upper()))
    here = next((each for each in spelt if each in known), "")
    return here or next(filter(None, (_beside(each, folder, file) for each in spelt)), "")


def _beside(name: str, folder: Path, file: str) -> str:
    """Return the import of a name that another file makes: one beside, or one in a package that is not its own.

    The app itself is not to be imported.
    """
    home = (folder / file).parent
    inside = home != folder and (home / "__init__.py").is_file()  # there, files beside are named with a dot
    if (home / f"{name}.py").is_file() and Path(file).stem != name:
        return f"from . import {name}" if inside else f"import {name}"
    for module, path in [*_modules(home, "." if inside else ""), *([] if inside else _packaged(folder))][:MOST_FILES]:
        if path != folder / file and path.is_file() and name in _made_by(_tree(path).body, imports=False):
            return f"from {module} import {name}"
    return ""


def _of_the_house(name: str, folder: Path, file: str) -> str:
    """Return the ``__init__.py`` of a module's package if the name is made there, perhaps inside of its factory."""
    house = (folder / file).with_name("__init__.py")
    if house.parent == folder or house == folder / file or name == "create_app":
        return ""
    tree = _tree(house)
    made = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return house.relative_to(folder).as_posix() if name in made | set(_made_by(tree.body, imports=False)) else ""


def _modules(home: Path, prefix: str) -> list[tuple[str, Path]]:
    """Return the modules of a folder, as they are called when ``prefix`` leads to it."""
    return [(prefix + path.stem, path) for path in sorted(home.glob("*.py")) if path.name not in LEFT_OUT]


def _packaged(folder: Path) -> list[tuple[str, Path]]:
    """Return the modules of the packages in a folder, such as ``app.models``."""
    packages = sorted(path.parent for path in folder.glob("*/__init__.py"))
    return [module for package in packages for module in _modules(package, f"{package.name}.")]


def _inside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the names that one function makes for itself, its parameters among them."""
    parameters = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    return parameters | set(_made_by(node for node in ast.walk(function) if node is not function))


def _made_by(nodes: Iterable[ast.AST], imports: bool = True) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names) if imports:
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in names)
            case ast.Assign() | ast.AnnAssign() | ast.For() | ast.With():
                yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _tree(file: Path) -> ast.Module:
    """Return what Python understands of a file; of one that it cannot read, nothing."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as stream:
            return ast.parse(stream.read(LARGEST_FILE))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])

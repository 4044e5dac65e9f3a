"""The house: imports only go down, the package knows no lesson by name, and a module fits into a head."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "autograder"
FLOORS = (
    ("cli",),
    ("site",),
    ("reports",),
    ("live",),
    ("classroom",),
    ("grading",),
    ("checks",),
    ("sandbox",),
    ("course",),
    ("model",),
)
"""From the top down. Rooms of one floor do not import each other."""
CELLAR = ("bootstrap", "setup", "__main__", "__init__")
"""What starts with the standard library alone, before there is anything to import."""
LONGEST = 250
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a module's path as people say it."""
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """Return the room a module lies in."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def floor_of(room: str) -> int:
    """Return how far up a room is; the cellar is below everything."""
    return next((len(FLOORS) - number for number, rooms in enumerate(FLOORS) if room in rooms), 0)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the rooms of this package that a module imports, late imports and type hints included, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            deeper = node.module == "autograder"
            names = [f"autograder.{alias.name}" for alias in node.names] if deeper else [node.module or ""]
        for name in names:
            parts = name.split(".")
            if parts[0] == "autograder" and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1], node.lineno


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    room = room_of(path)
    for other, line in imports(path):
        if room == other or room in ("__main__", "bootstrap"):  # they start the command
            continue
        known = any(other in rooms for rooms in FLOORS) or other in CELLAR
        assert known, f"{name_of(path)}:{line}: the room `{other}` has no floor"
        assert floor_of(other) < floor_of(room) or (room in CELLAR and other in CELLAR), (
            f"{name_of(path)}:{line}: {room} imports {other}, which is not below it"
        )


def test_every_room_has_its_floor() -> None:
    rooms = {room_of(path) for path in MODULES}
    assert rooms <= {room for floor in FLOORS for room in floor} | set(CELLAR)


def test_no_module_knows_a_lesson_by_name() -> None:
    slugs = [folder.name for folder in (ROOT / "solutions").iterdir() if re.match(r"\d\d_", folder.name)]
    assert slugs
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search("brickyard", text, re.IGNORECASE), name_of(path)
        strings = _strings(text)
        assert not [slug for slug in slugs if slug in strings], name_of(path)


def _strings(text: str) -> str:
    """Return the texts that a module uses; its docstrings may give examples."""
    tree = ast.parse(text)
    doc = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in doc]
    return "\n".join(node.value for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_into_a_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_only_the_command_line_prints_and_exits() -> None:
    for path in MODULES:
        if room_of(path) in ("cli", *CELLAR):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "exit", "quit", "sys.exit"), f"{name_of(path)}:{node.lineno}: {called}"


def test_nothing_is_pickled() -> None:
    for path in MODULES:
        assert not {"pickle", "marshal", "shelve"} & set(
            re.findall(r"^\s*(?:import|from) (\w+)", path.read_text("utf-8"), re.M)
        )

"""Where a missing name can be had: beside the file that lacks it, or in a package."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checks.errors import AppError, explain
from autograder.sandbox.whereabouts import made_elsewhere, value_for

FILES = {
    "plates.py": "def lay_plate(): pass\n",
    "app/__init__.py": "csrf = 1\ndef create_app(): pass\n",
    "app/builds.py": "COLOURS = {}\n",
    "app/models.py": "class Build: pass\n",
    "app/workshop.py": "def show(): pass\n",
    "tests/conftest.py": "def tower(): pass\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "file", "how"),
    [
        ("lay_plate", "run.py", "from plates import lay_plate"),
        ("plates", "run.py", "import plates"),
        ("Build", "app/workshop.py", "from .models import Build"),
        ("models", "app/workshop.py", "from . import models"),
        ("Build", "tests/test_home.py", "from app.models import Build"),
        ("Build", "run.py", "from app.models import Build"),
        ("create_app", "app/workshop.py", ""),
        ("csrf", "app/workshop.py", "app/__init__.py"),
        ("lay_plate", "app/workshop.py", ""),
        ("Build", "app/models.py", ""),
        ("nobody", "tests/test_home.py", ""),
    ],
)
def test_a_missing_name_is_found_where_python_would_find_it(folder: Path, name: str, file: str, how: str) -> None:
    assert made_elsewhere(name, folder, file) == how


def test_a_value_for_a_template_is_found_beside_a_view_in_a_package(folder: Path) -> None:
    assert value_for("colours", folder, "app/workshop.py", "show") == "from .builds import COLOURS"


@pytest.mark.parametrize(
    ("made_in", "place"),
    [("from app.models import Build", "in another folder"), ("from .models import Build", "in a file beside this one")],
)
def test_the_line_to_add_is_told_with_the_place_it_leads_to(made_in: str, place: str) -> None:
    meaning = explain(AppError("NameError", "name 'Build' is not defined", made_in=made_in))
    assert meaning is not None
    assert meaning.next_step == f"It is {place}: add `{made_in}` at the top."

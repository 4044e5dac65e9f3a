"""The way from any Python, in any folder, into the course's own."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tool.bootstrap.conftest import TOP, Small

OLD = sorted(
    {
        str(python)
        for name in ("2.7", "3.6", "3.8", "3.10")
        for python in [*Path.home().glob(f".pyenv/versions/{name}.*/bin/python"), Path(f"/usr/bin/python{name}")]
        if python.exists()
    }
)
"""Old Pythons of this machine, if it has any."""
HIDING = ("token", "email", "random", "flask", "click", "subprocess", "pathlib", "json", "typing")


def test_a_command_goes_on_inside_with_its_arguments_and_its_exit_code(ready: Small) -> None:
    ran = ready.run("diff", "03", "--from", "a folder", "7")
    assert ran.code == 7
    assert ran.saw["args"] == ["diff", "03", "--from", "a folder", "7"]
    assert ran.saw["prefix"] == str(ready.venv)
    assert ran.err == ""


@pytest.mark.parametrize("inside", [False, True])
def test_a_check_says_its_first_word_once_and_before_anything_heavy_is_imported(ready: Small, inside: bool) -> None:
    python = str(ready.venv / ("Scripts" if os.name == "nt" else "bin") / "python") if inside else sys.executable
    ran = ready.run("check", "03", "7", python=python)
    first, _, rest = ran.out.partition("\n")
    assert first.startswith("checking")
    assert json.loads(rest)["args"] == ["check", "03", "7"]


@pytest.mark.parametrize("option", ["--json", "--help"])
def test_a_check_for_a_program_or_for_help_says_nothing_before(ready: Small, option: str) -> None:
    assert ready.run("check", option).saw["args"] == ["check", option]


def test_no_arguments_ask_for_help(ready: Small) -> None:
    assert ready.run().saw["args"] == ["--help"]


def test_the_current_folder_stays_and_is_not_searched_for_modules(ready: Small, tmp_path: Path) -> None:
    python = str(ready.venv / ("Scripts" if os.name == "nt" else "bin") / "python")
    work = tmp_path / "work"
    work.mkdir()
    saw = ready.run("list", python=python, cwd=work).saw
    assert saw["cwd"] == str(work)
    assert not {"", str(work)} & set(saw["path"])


@pytest.mark.parametrize("way", [["-m", "autograder"], ["autograder"]])
def test_files_with_the_names_of_modules_hide_nothing(ready: Small, way: list[str]) -> None:
    for name in HIDING:
        (ready.root / f"{name}.py").write_text(f"raise SystemExit('{name} was hidden')\n")
    base = getattr(sys, "_base_executable", sys.executable)
    for python in (base, ready.venv / ("Scripts" if os.name == "nt" else "bin") / "python"):
        process = subprocess.run([python, *way, "list"], cwd=ready.root, capture_output=True, text=True, check=False)
        assert process.returncode == 0, process.stderr


def test_files_with_the_names_of_modules_do_not_disturb_the_set_up(small: Small) -> None:
    for name in HIDING:
        (small.root / f"{name}.py").write_text(f"raise SystemExit('{name} was hidden')\n")
    ran = small.run("list")
    assert (ran.code, len(small.pip_calls())) == (0, 1), ran.err


def test_a_ready_machine_imports_nothing_to_find_its_way(ready: Small) -> None:
    program = "import sys, os; before = set(sys.modules); import autograder.bootstrap; print(set(sys.modules) - before)"
    process = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert ast.literal_eval(process.stdout) == {"autograder", "autograder.bootstrap"}
    assert len(ready.pip_calls()) == 1
    ready.run("list")
    assert len(ready.pip_calls()) == 1


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap.py"])
def test_the_way_in_can_be_read_by_old_pythons(name: str) -> None:
    text = (TOP / "autograder" / name).read_bytes()
    assert text.isascii(), "Python 2.7 stops at the first letter that is not ASCII"
    ast.parse(text, feature_version=(3, 7))


@pytest.mark.parametrize("python", OLD)
def test_an_old_python_says_which_one_is_needed(bare: Small, python: str) -> None:
    ran = bare.run("check", "03", python=python)
    assert ran.code == 2
    assert "Baseplate needs Python 3.11 or newer, and this is Python " in ran.err
    assert "Traceback" not in ran.err
    assert not bare.venv.exists()


@pytest.mark.parametrize("python", OLD)
def test_an_old_python_is_good_enough_for_a_course_that_is_ready(ready: Small, python: str) -> None:
    assert ready.run("list", python=python).saw["prefix"] == str(ready.venv)


@pytest.mark.skipif(not OLD, reason="no Python older than 3.11 on the path, and none of ours can stand in for one")
def test_an_old_python_names_the_newer_one_of_this_machine(bare: Small, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3.12").symlink_to(sys.executable)
    err = bare.run("check", "03", python=OLD[0], env={"PATH": str(tools)}).err
    assert "Type: python3.12 -m autograder check 03" in err
    shutil.rmtree(tools)
    err = bare.run("check", "03", python=OLD[0], env={"PATH": str(tools)}).err
    assert "Install a newer Python (README.md says how for each system)" in err


def test_an_installed_package_without_a_course_around_it_stays_in_its_python(ready: Small) -> None:
    (ready.root / "requirements.txt").unlink()
    assert ready.run("list").saw["prefix"] == getattr(sys, "base_prefix", "")

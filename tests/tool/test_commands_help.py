"""The list of commands is quick because it is a table, and the table says what the commands say."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main
from tests.tool.conftest import Command


@pytest.mark.parametrize("name", main.COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    command = importlib.import_module(f"autograder.cli.{name}").command
    assert command.get_short_help_str(200) == main.COMMANDS[name]


def test_every_command_of_the_folder_is_in_the_table() -> None:
    modules = [path.stem for path in Path(main.__file__).parent.glob("*.py")]
    commands = {name for name in modules if hasattr(importlib.import_module(f"autograder.cli.{name}"), "command")}
    assert commands == set(main.COMMANDS)


def test_help_names_them_all_and_imports_none(autograder: Command) -> None:
    result = autograder("--help")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.output for name in main.COMMANDS)
    program = (
        "import sys; from autograder.cli.main import main; main(['--help'], standalone_mode=False)\n"
        "heavy = ('rich', 'pytest', 'flask', 'autograder.course')\n"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith(heavy)))"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert process.stderr.strip() == ""

"""The README's commands are typed as they stand there, and what it says about the lessons is compared with them."""

from __future__ import annotations

import re

import pytest

from autograder.course import Course
from autograder.sandbox.levels import reached
from tests.tool.top.conftest import TOP, Machine

README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```(console|powershell)\n(.*?)^ *```", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = {
    shell: [
        line.strip()[2:].partition("  #")[0].strip()
        for kind, text in BLOCKS
        if kind == shell
        for line in text.splitlines()
    ]
    for shell in ("console", "powershell")
}
NOT_YET = 1
STAYS = {"start": "Ctrl.C", "watch": "points"}
"""Commands that go on until somebody stops them, and what they say when they have begun."""


def test_every_command_works_in_the_order_it_is_read(machine: Machine) -> None:
    script = ["set -u"]
    for command in COMMANDS["console"]:
        tried = command if command != "make test" else "make --dry-run test"  # this test is a part of it
        if " grade " in command and not reached().plan.is_enough:  # README says what it takes, and here that is missing
            tried += " --trust-these-students"
        said = next((words for name, words in STAYS.items() if f" {name}" in command), "")
        if said:
            options = " --no-browser" if "start" in command else ""
            waiting = f"until grep -q '{said}' out || ! kill -0 $!; do sleep 0.1; done"
            tried = f"{{ {tried}{options} & {waiting}; kill $!; wait $!; }}"
        script += [f"{tried} >out 2>&1", f'code=$?; echo "= $code {command}"; [ $code -lt 2 ] || cat out']
    ran = machine.types("\n".join(script))
    codes = {command: int(code) for code, command in re.findall(r"^= (\d+) (.*)", ran.stdout, flags=re.MULTILINE)}
    assert list(codes) == list(dict.fromkeys(COMMANDS["console"])), ran.stdout
    red = {command for command, code in codes.items() if code}
    assert red <= {command for command in codes if " check " in command}, ran.stdout
    assert max(codes.values()) <= NOT_YET, ran.stdout


def test_the_commands_for_windows_are_the_same_commands() -> None:
    as_here = [command.replace("py -m", "python3 -m").replace("\\", "/") for command in COMMANDS["powershell"]]
    as_here = [re.sub(r"^\.venv/Scripts/", "source .venv/bin/", command) for command in as_here]
    assert as_here == COMMANDS["console"][: len(as_here)]


def test_the_first_green_check_is_green(machine: Machine) -> None:
    ran = machine.types(
        "cp -r solutions/00_base_plate/. lessons/00_base_plate/\n"
        "source .venv/bin/activate && python -m autograder check 00"
    )
    assert ran.returncode == 0, ran.stdout
    assert "NOT YET" not in ran.stdout
    assert "Read lesson 01" in machine.opens("python3 -m autograder start").stdout


@pytest.mark.parametrize("folder", [".", "lessons/01_bare_route", "/"])
def test_activated_the_autograder_is_a_command_anywhere(machine: Machine, folder: str) -> None:
    ran = machine.types(f"source .venv/bin/activate; cd {folder}; autograder list && flask --version")
    assert ran.returncode == 0, ran.stdout
    assert " 01  " in ran.stdout


def test_the_table_names_every_lesson() -> None:
    rows = [line for line in README.splitlines() if re.match(r"\| \d\d \|", line)]
    assert rows == [
        f"| {each.number} | [{each.title}](lessons/{each.slug}/README.md) | {each.brick} "
        f"| {each.read_minutes} + {each.build_minutes} |"
        for each in Course(TOP).lessons
    ]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    text = (TOP / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if not (TOP / link.partition("#")[0]).exists()] == []


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120

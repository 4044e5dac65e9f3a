"""``test``: everything that proves the course and the autograder, on as many processors as there are."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import click

from autograder import bootstrap

WAY_IN = ("tests/tool/bootstrap", "tests/tool/top")
BROWSER = ("tests/course/test_browser.py", "tests/course/test_site_in_browser.py")
NOT_RUN = "NOT RUN"
"""What a test says, in its reason for being skipped, when a machine lacks what it needs."""

STEPS = (
    ("pytest tests/tool", ("pytest", "-q", "tests/tool", *(f"--ignore={folder}" for folder in WAY_IN))),
    ("pytest tests/course", ("pytest", "-q", "tests/course", *(f"--ignore={path}" for path in BROWSER))),
    ("pages in a browser", ("pytest", "-q", "-rs", *BROWSER)),
    ("pytest, the way in", ("pytest", "-q", *WAY_IN)),
    ("hostile submissions", ("pytest", "-q", "-rs", "tests/hostile")),
    ("mypy", ("mypy",)),
    ("ruff check", ("ruff", "check", "--output-format", "concise", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
)
"""Each step and the module it runs, the longest first. The tests of the tool are two steps, to keep two cores busy."""


@dataclass(frozen=True)
class Done:
    """One step that came to its end, and what it printed."""

    name: str
    code: int
    seconds: float
    output: str


@click.command()
def command() -> None:
    """Run the course's own test suite. For authors; takes minutes."""
    begin = time.monotonic()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what tests print may be anything
    click.echo(f"Running {len(STEPS)} steps: {', '.join(name for name, _ in STEPS)}")
    failed, not_run = [], []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for future in as_completed([pool.submit(_run, name, arguments) for name, arguments in STEPS]):
            done = future.result()
            if done.code:
                failed.append(done.name)
                click.echo(f"\n{done.output.rstrip()}\n")
            click.echo(
                f" {'FAILED' if done.code else 'PASS':8} {done.name:22} {done.seconds:6.1f} s  {_last(done)}".rstrip()
            )
            not_run += [line[line.index(NOT_RUN) :] for line in done.output.splitlines() if NOT_RUN in line]
    seconds = time.monotonic() - begin
    click.echo("=" * 78)
    for line in dict.fromkeys(not_run):
        click.echo(f" {line}")
    if failed:
        click.echo(f" FAILED   {len(failed)} of {len(STEPS)} steps: {', '.join(failed)}  ({seconds:.0f} s)")
        sys.exit(1)
    click.echo(f" PASS     all {len(STEPS)} steps  ({seconds:.0f} s)")


def _run(name: str, arguments: tuple[str, ...]) -> Done:
    """Run one step in the course's folder, without a keyboard."""
    begin = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-P", "-m", *arguments],
        cwd=bootstrap.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Done(name, process.returncode, time.monotonic() - begin, process.stdout.decode("utf-8", "replace"))


def _last(done: Done) -> str:
    """Return a step's own last line, such as how many tests passed."""
    lines = done.output.strip().splitlines()
    return lines[-1].strip("= ") if lines else ""

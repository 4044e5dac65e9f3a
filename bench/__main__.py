"""Grades one class in several ways in the same run, and says how much longer the others take than ours; saves, too."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import click

from bench.make_class import Failures, make_class
from bench.saves import compare_saves
from bench.watch import Watched, WentWrong, machine, run
from bench.ways import OURS, PROCESSES, WAYS, Way, find_lesson

HEAD = """
                seconds  a second        times ours        memory in MB    time in
                                     min  median    max    all    first   the apps"""


@dataclass
class Runs:
    """What one way took, once for each turn; ``in_apps`` is the share of its time that the students' code had."""

    watched: list[Watched] = field(default_factory=list)
    in_apps: list[float] = field(default_factory=list)


@click.command()
@click.option("--submissions", type=click.IntRange(min=1), default=12, show_default=True, help="The size of the class.")
@click.option("--repeat", type=click.IntRange(min=1), default=1, show_default=True, help="How many turns.")
@click.option("--only", type=click.Choice([way.name for way in WAYS]), multiple=True, help="One way; can be repeated.")
@click.option("--live", is_flag=True, help="Only the saves: how long a student waits, beside pytest-watcher.")
def main(submissions: int, repeat: int, only: tuple[str, ...], live: bool) -> None:
    """Grade the same class in several ways, and compare what that takes; then do so with saves.

    Figures to quote need 180 submissions or more, and an otherwise idle machine.
    """
    if not live:
        _compare_ways(submissions, repeat, only)
    if not only:
        compare_saves(repeat)


def _compare_ways(submissions: int, repeat: int, only: tuple[str, ...]) -> None:
    ways = [way for way in WAYS if not only or way.name in only]
    runs = {way.name: Runs() for way in ways}
    with tempfile.TemporaryDirectory(prefix="baseplate-bench-") as home:
        work = Path(home, "class")
        expected = make_class(find_lesson(), submissions, work)
        click.echo(f"{submissions} submissions, {sum(map(bool, expected.values()))} of them wrong · {machine()}")
        for turn in range(repeat):
            for way in ways if turn % 2 == 0 else reversed(ways):  # what the machine does meanwhile hits all alike
                _measure(way, work, Path(home, f"{turn} {way.name}"), expected, runs[way.name])
        where = _where(work) if OURS in ways else {}
    if where:
        in_apps = sum(took for name, took in where.items() if name.startswith("app:"))
        runs[OURS.name].in_apps = [in_apps / sum(where.values())]
    click.echo(HEAD)
    ours = [watched.seconds for watched in runs[OURS.name].watched] if OURS in ways else []
    for name, taken in runs.items():
        click.echo(_row(name, taken, ours, submissions))
    if where:
        click.echo("\nWhere the time of a submission goes, with one grader:")
        for name, took in where.items():
            click.echo(f"  {took:6.1f} ms  {name}")


def _measure(way: Way, work: Path, out: Path, expected: dict[str, Failures], runs: Runs) -> None:
    """Grade the class once in one way. Without the verdicts that the mistakes promise there is nothing to compare."""
    out.mkdir()
    try:
        watched = run(way.commands(work, out), way.at_once, out / "said.log")
    except WentWrong as error:
        raise click.ClickException(f"{way.name} went wrong: {error}") from error
    different = _differences(way.read(out), expected)
    if different:
        raise click.ClickException("\n".join([f"{way.name} has other verdicts than it should:", *different[:20]]))
    runs.watched.append(watched)
    runs.in_apps.append(way.seconds_in_apps(out) / (PROCESSES * watched.seconds))
    level = re.search(r"isolation: (.*)", (out / "said.log").read_text(encoding="utf-8", errors="replace"))
    click.echo(f"  {way.name:14} {watched.seconds:7.1f} s{f'   isolation: {level[1]}' if level else ''}")


def _differences(found: dict[str, Failures], expected: dict[str, Failures]) -> list[str]:
    lines = [f"  {student}: nobody of this name is in the class" for student in sorted(found.keys() - expected.keys())]
    for student, fails in expected.items():
        if student not in found:
            lines.append(f"  {student}: no verdict")
            continue
        lines += [f"  {student}: {check} passed, and should fail" for check in sorted(fails - found[student])]
        lines += [f"  {student}: {check} failed, and should pass" for check in sorted(found[student] - fails)]
    return lines


def _where(work: Path) -> dict[str, float]:
    """Return the milliseconds of a submission by what they go into."""
    command = [sys.executable, "-m", "bench.where", str(work)]
    return dict(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def _row(name: str, taken: Runs, ours: list[float], submissions: int) -> str:
    seconds = statistics.median(watched.seconds for watched in taken.watched)
    ratios = [watched.seconds / own for watched, own in zip(taken.watched, ours, strict=False)]
    times = f"{min(ratios):6.2f} {statistics.median(ratios):7.2f} {max(ratios):6.2f}" if ratios else " " * 21
    tree = max(watched.tree for watched in taken.watched) / 1e6
    first = max(watched.first for watched in taken.watched) / 1e6
    share = statistics.median(taken.in_apps)
    return f"{name:14} {seconds:8.1f} {submissions / seconds:9.2f}  {times} {tree:6.0f} {first:8.0f} {share:10.0%}"


if __name__ == "__main__":
    main(prog_name="autograder bench")

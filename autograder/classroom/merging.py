"""Puts the parts of a class together that several machines graded."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.classroom.journal import Journal
from autograder.classroom.journal_file import JournalTrouble

SETTINGS = ("setup", "source", "roster")


def merge(parts: Sequence[Journal], into: Journal) -> None:
    """Put what is known in ``parts`` into a journal. Raises ``JournalTrouble``; then nothing was put there."""
    _look_for_all(parts)
    into.begin()
    rests_on: dict[str, tuple[object, Journal]] = {}
    for part in parts:
        for entry in part.entries():
            lesson, rests = entry["lesson"], (entry["checks"], entry["seed"])
            first, where = rests_on.setdefault(lesson, (rests, part))
            if first != rests:
                raise JournalTrouble(
                    f"Lesson {lesson} was graded with other checks, confinement or random values in {part.file} than "
                    f"in {where.file}. Grade all parts with the same course, --isolation and --seed."
                )
            if not into.take(entry):
                raise JournalTrouble(
                    f"{entry['student']} has other work, or another result, for lesson {lesson} in {part.file} than in "
                    "the other parts. Everybody should be in one part only."
                )
        into.take_adjustments(part)
    into.set(**{name: parts[0].setting(name) or "" for name in SETTINGS}, shard="1/1")


def _look_for_all(parts: Sequence[Journal]) -> None:
    """Raise ``JournalTrouble`` when a part is not finished, or is not there."""
    shards: dict[int, set[int]] = {}
    for part in parts:
        if not part.setting("finished"):
            raise JournalTrouble(f"{part.file} is not finished. Grade that part to its end first.")
        number, of = map(int, (part.setting("shard") or "1/1").split("/"))
        shards.setdefault(of, set()).add(number)
    for count, numbers in shards.items():
        missing = sorted(set(range(1, count + 1)) - numbers)
        if missing:
            raise JournalTrouble(f"Part {missing[0]}/{count} of the class is not among these folders.")

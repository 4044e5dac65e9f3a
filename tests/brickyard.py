"""Words of Brickyard that the checks of several lessons share. The autograder itself knows none of them.

The fixtures here are made known to every lesson by ``tests/conftest.py``.
"""

from __future__ import annotations

import io
import random
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pytest

from tests.plates import COLOURS, EMPTY, SIZE, plate_in

__all__ = [
    "THEMES",
    "Build",
    "Builds",
    "any_build",
    "any_plate",
    "builds",
    "draw_builds",
    "draw_starts",
    "plate_in",
    "with_builds",
]

THEMES = ("castle", "space", "western")

# No < > & or quotes: up to lesson 02 titles are pasted into the page as they are. No word contains another one,
# so that no title is found inside another title.
_FIRST_WORDS = ("Quiet", "Żółta", "Ninth", "Crooked", "Синяя", "Ancient", "Señora", "青い", "Windy", "Très", "Lost")
_LAST_WORDS = (
    "Harbour",
    "Wieża",
    "Observatory",
    "Крепость",
    "Telegraph",
    "Estación",
    "城門",
    "Kervansaray",
    "Drawbridge",
    "محطة",
    "Lighthouse",
    "Großmast",
    "Stagecoach",
    "मीनार",
    "Gargoyle",
)


@dataclass(frozen=True)
class Build:
    """One entry of ``BUILDS`` in the submission's ``builds.py``."""

    number: int
    title: str
    theme: str
    plate: list[str]
    """16 rows of 16 letters, as lessons 03 to 06 have them; a dot is an empty stud."""

    def entry(self, plates: bool = True) -> str:
        """Return the Python source of the dictionary that stands for this build, in ASCII whatever the title."""
        return ascii({f.name: getattr(self, f.name) for f in fields(self) if plates or f.name != "plate"})


def any_build(rng: random.Random, **fixed: Any) -> Build:
    """Return a random build; what is given by name (``title="…"``) is taken as it is.

    Its number has four digits, so it never meets one of the builds that ``draw_builds`` returns.
    """
    drawn: dict[str, Any] = {
        "number": rng.randrange(1000, 10_000),
        "title": f"{rng.choice(_FIRST_WORDS)} {rng.choice(_LAST_WORDS)} {rng.randrange(100, 1000)}",
        "theme": rng.choice(THEMES),
        "plate": any_plate(rng),
    }
    return Build(**(drawn | fixed))


def any_plate(rng: random.Random) -> list[str]:
    """Return a random plate of two dozen studs, few enough to be drawn in no time.

    Each row and each column has one, and each colour is there. Two rows are the same, and the top row has two studs
    of one colour: ``plate.index(row)`` and ``row.index(stud)`` find the wrong ones.
    """
    rows = [[EMPTY] * SIZE for _ in range(SIZE)]
    for row, column, letter in zip(rows, rng.sample(range(SIZE), SIZE), rng.sample([*COLOURS] * 2, SIZE), strict=True):
        row[column] = letter
    one, other = rng.sample(rows[1:], 2)
    one[:] = other[:] = [mine if mine != EMPTY else theirs for mine, theirs in zip(one, other, strict=True)]
    first = next(letter for letter in rows[0] if letter != EMPTY)
    free = [column for column in range(SIZE) if rows[0][column] == EMPTY]
    for column, letter in zip(rng.sample(free, 6), [first, *rng.choices(list(COLOURS), k=5)], strict=True):
        rows[0][column] = letter
    return ["".join(row) for row in rows]


def draw_builds(rng: random.Random) -> list[Build]:
    """Return six random builds: every theme once or more, numbers of one to three digits in no order, with gaps."""
    numbers = [rng.randrange(7, 10), *rng.sample(range(10, 100), 2), *rng.sample(range(100, 1000), 3)]
    themes = [*THEMES, *rng.choices(THEMES, k=3)]
    titles = [f"{rng.choice(_FIRST_WORDS)} {last}" for last in rng.sample(_LAST_WORDS, 6)]
    rng.shuffle(numbers)
    rng.shuffle(themes)
    return [
        any_build(rng, number=number, title=title, theme=theme)
        for number, title, theme in zip(numbers, titles, themes, strict=True)
    ]


def draw_starts(rng: random.Random) -> dict[str, list[str]]:
    """Return a plate for each name in ``STARTS``: two random ones and the empty one."""
    return {"empty": [EMPTY * SIZE] * SIZE, "meadow": any_plate(rng), "night": any_plate(rng)}


def with_builds(text: str | None, builds: Sequence[Build], starts: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the text of a ``builds.py`` whose list ``BUILDS`` holds these builds and no others.

    Everything else a student has in that file stays, on the same line as before, so that a traceback tells the
    student's own line numbers. Where no ``BUILDS = […]`` can be found, the list is filled at the end of the file.
    Builds get their plates where the file has ``COLOURS``, whose eight usual colours are then put back. Where it has
    ``STARTS``, the plates that a new build can start with are these.
    """
    plates = text is not None and re.search(r"^COLOURS\b", text, re.MULTILINE) is not None
    entries = ", ".join(build.entry(plates) for build in builds)
    if text is None:
        return f"BUILDS = [{entries}]\n"
    if plates:
        text = f"{text.rstrip()}\nCOLOURS.update({COLOURS})\n"
    if starts and text is not None and re.search(r"^STARTS\b", text, re.MULTILINE):
        text = f"{text.rstrip()}\nSTARTS.update({dict(starts)})\n"
    span = _list_after_builds(text)
    if span is None:
        ending = "" if text.endswith("\n") or not text else "\n"
        return f'{text}{ending}globals().setdefault("BUILDS", [])[:] = [{entries}]\n'
    start, end = span
    lines_kept = "\n" * text.count("\n", start, end)
    return f"{text[:start]}[{entries}{lines_kept}]{text[end:]}"


def _list_after_builds(text: str) -> tuple[int, int] | None:
    """Return where the last list begins and ends that is given to ``BUILDS`` at the left margin, as offsets."""
    lines = list(io.StringIO(text))
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    found = None
    try:
        tokens = list(tokenize.generate_tokens(iter([*lines, ""]).__next__))
    except (tokenize.TokenError, SyntaxError, StopIteration):
        return None  # a file that Python cannot read: the app will not start, and its own error says why
    for at, token in enumerate(tokens):
        if token.string != "BUILDS" or token.start[1] != 0:
            continue
        start = _opening_bracket(tokens, at)
        if start is not None:
            opening, closing = tokens[start], _closing_bracket(tokens, start)
            found = offsets[opening.start[0] - 1] + opening.start[1], offsets[closing.end[0] - 1] + closing.end[1]
    return found


def _opening_bracket(tokens: list[tokenize.TokenInfo], at: int) -> int | None:
    """Return the index of the ``[`` right after the ``=`` of the statement that begins at ``at``."""
    while tokens[at].type not in (tokenize.NEWLINE, tokenize.ENDMARKER):
        if tokens[at].string == "=":
            return at + 1 if tokens[at + 1].string == "[" else None
        at += 1
    return None


def _closing_bracket(tokens: list[tokenize.TokenInfo], at: int) -> tokenize.TokenInfo:
    """Return the ``]`` that closes the ``[`` at this index; an unclosed one never gets through the tokenizer."""
    depth = 0
    for token in tokens[at:]:
        depth += (token.string in ("[", "(", "{")) - (token.string in ("]", ")", "}"))
        if depth == 0:
            return token
    raise AssertionError("a bracket that is never closed")


class Builds(Sequence[Build]):
    """The builds that the submission's app works with during this check."""

    def __init__(
        self, app_files: Any, builds: Sequence[Build], starts: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Put the builds, and the plates that new ones can start with, into the submission's files."""
        self.starts = {name: list(plate) for name, plate in (starts or {}).items()}
        self._files = app_files
        self._original: str | None = app_files.read("builds.py")
        self._builds = list(builds)
        self._put()

    def __getitem__(self, index: Any) -> Any:
        """Return one build by its place."""
        return self._builds[index]

    def __len__(self) -> int:
        """Return how many builds there are."""
        return len(self._builds)

    def __iter__(self) -> Iterator[Build]:
        """Go through the builds in the order of the file."""
        return iter(self._builds)

    def add(self, build: Build) -> Build:
        """Add one build, before the first visit, and return it. The check then has a process of its own."""
        self._builds.append(build)
        self._put()
        return build

    def of_theme(self, theme: str) -> list[Build]:
        """Return the builds of one theme."""
        return [build for build in self._builds if build.theme == theme]

    def unused_number(self, rng: random.Random) -> int:
        """Return a number, of four or five digits, that no build has."""
        taken = {build.number for build in self._builds}
        return next(number for number in iter(lambda: rng.randrange(1000, 100_000), 0) if number not in taken)

    def _put(self) -> None:
        self._files.put("builds.py", with_builds(self._original, self._builds, self.starts))


@pytest.fixture
def builds(app_files: Any, run_seed: int) -> Builds:
    """Six random builds, put into the submission's ``builds.py``; the same ones for all checks of a run."""
    starts = draw_starts(random.Random(f"starts:{run_seed}"))
    return Builds(app_files, draw_builds(random.Random(f"builds:{run_seed}")), starts)

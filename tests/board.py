"""Words for the lessons whose app has a database: data comes in through the app's own forms and ``flask init-db``.

The fixture ``board`` is made known to every lesson by ``tests/conftest.py``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from autograder.checks.page import Page
from autograder.checks.visitor import Visitor
from tests.brickyard import Build, any_build
from tests.by_hand import forged_with_token
from tests.plates import COLOURS, EMPTY, SIZE, plate_in

__all__ = ["Board", "any_brick", "board", "bricks_of", "plate_of"]

Brick = tuple[int, int, str]
"""The column, the row and the letter of one brick, as ``bricks_on`` of ``builds.py`` has them."""


def any_brick(rng: random.Random, taken: tuple[Brick, ...] = ()) -> Brick:
    """Return a random brick on a stud where none of the others is; its column and its row are never the same."""
    studs = {(x, y) for x, y, _ in taken}
    free = [(x, y) for x in range(SIZE) for y in range(SIZE) if x != y and (x, y) not in studs]
    x, y = rng.choice(free)
    return x, y, rng.choice(list(COLOURS))


def bricks_of(plate: list[str]) -> list[Brick]:
    """Return the bricks of a plate, row by row."""
    return [(x, y, letter) for y, row in enumerate(plate) for x, letter in enumerate(row) if letter != EMPTY]


def plate_of(bricks: Iterable[Brick]) -> list[str]:
    """Return bricks as rows of letters, without any that lie beside the plate."""
    rows = [[EMPTY] * SIZE for _ in range(SIZE)]
    for x, y, letter in bricks:
        if x in range(SIZE) and y in range(SIZE):
            rows[y][x] = str(letter)
    return ["".join(row) for row in rows]


class Board:
    """The app with a fresh database. Builds and bricks get there as a visitor puts them there, through the forms."""

    def __init__(self, visitor: Visitor, rng: random.Random) -> None:
        """Run ``flask init-db``, which must succeed."""
        self.visitor, self._rng = visitor, rng
        visitor.begins_with("init-db").succeeds()

    def sends(self, build: Build, start: str = "empty", visitor: Visitor | None = None) -> Page:
        """Fill in the form for a new build, and return the page where that leads. The build's number is not used."""
        form = (visitor or self.visitor).opens("/builds/new")
        return form.submits(**{"title": build.title, _theme_in(form): build.theme, "start": start})

    def adds(self, start: str = "empty", visitor: Visitor | None = None, **fixed: Any) -> Build:
        """Add a random build through the form, and return it with the number and the plate that the app gave it.

        What is given by name (``title="…"``) is taken as it is. A title that is on the board already is not found
        again; random ones never are.
        """
        build = any_build(self._rng, **fixed)
        browser = visitor or self.visitor
        form = browser.opens("/builds/new")
        answer = forged_with_token(form, {"title": build.title, _theme_in(form): build.theme, "start": start})
        if answer.status >= 400:
            answer.answers(302)
        page = browser.gets(f"/?theme={build.theme}")  # half of the gallery costs half as much
        number = (_numbers(page, build) or [self.number_of(build, visitor)])[0]
        page = browser.opens(f"/builds/{number}")
        return replace(build, number=number, plate=plate_in(page))

    def number_of(self, build: Build, visitor: Visitor | None = None) -> int:
        """Return the number in the address to which the gallery's link with this build's title leads."""
        gallery = (visitor or self.visitor).opens("/")
        numbers = _numbers(gallery, build)
        if not numbers:
            addresses = [link.address for link in gallery.links if build.title in link.text]
            got = f"it leads to {addresses[0]}" if addresses else "no such link"
            gallery.not_yet(expected=f"a link “{build.title}” to the page of this build", got=got)
        return numbers[0]

    def places(self, build: Build, *bricks: Brick, visitor: Visitor | None = None) -> Build:
        """Place bricks on a build through the form of its page, and return the build with the plate it now has."""
        plate = [list(row) for row in build.plate]
        address = f"/builds/{build.number}"
        page: Page | None = None
        for x, y, letter in bricks:
            if page is None or page.path != address:
                page = (visitor or self.visitor).opens(address)
            page = page.submits(x=x, y=y, colour=letter).answers(200)
            plate[y][x] = letter
        return replace(build, plate=["".join(row) for row in plate])

    def any_bricks(self, count: int) -> list[Brick]:
        """Return so many random bricks, each on a stud of its own."""
        bricks: list[Brick] = []
        for _ in range(count):
            bricks.append(any_brick(self._rng, tuple(bricks)))
        return bricks


def _theme_in(form: Page) -> str:
    """Return the name of the field for a theme, or for several."""
    return "themes" if form.find_all("[name=themes]") else "theme"


def _numbers(page: Page, build: Build) -> list[int]:
    """Return the numbers to which a page's links with this build's title lead."""
    addresses = [link.address for link in page.links if build.title in link.text]
    return [int(match[1]) for match in (re.fullmatch(r"/builds/(\d+)", each) for each in addresses) if match]


@pytest.fixture
def board(visitor: Visitor, rng: random.Random) -> Board:
    """The app after ``flask init-db``: six builds, to which ``board.adds()`` adds random ones through the form."""
    return Board(visitor, rng)

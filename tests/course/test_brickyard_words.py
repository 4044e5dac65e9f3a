"""The words of Brickyard: plates are read from every sensible drawing, and builds find their way into ``builds.py``."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator

import pytest

from autograder.checks.html import Element, parse
from tests.brickyard import any_build, any_plate, plate_in, with_builds
from tests.plates import COLOURS, name_of

HEX = {
    "r": "#B22222",
    "o": "#ff8c00",
    "y": "#ffd700",
    "g": "#2e8b57",
    "b": "#4169e1",
    "v": "#639",
    "w": "#f5f5f5",
    "k": "#000",
}
PLATE = any_plate(random.Random(3))
Studs = Iterator[tuple[int, int, str]]


def studs(plate: list[str], empty: bool = False) -> Studs:
    """Go through the studs of a plate: column, row, letter."""
    for y, row in enumerate(plate):
        for x, letter in enumerate(row):
            if empty or letter != ".":
                yield x, y, letter


def svg(content: str, head: str = 'viewBox="0 0 16 16"') -> Element:
    """Return a page with one drawing."""
    return parse(f"<main><svg {head}>{content}</svg></main>")


def circles(plate: list[str]) -> Element:
    """One circle per stud, nothing else."""
    return svg(
        "".join(f'<circle cx="{x + 0.5}" cy="{y + 0.5}" r=".45" fill="{COLOURS[c]}" />' for x, y, c in studs(plate))
    )


def squares_under_light(plate: list[str]) -> Element:
    """A square of colour and a circle without one, which gets its light from the style sheet."""
    return svg(
        "".join(
            f'<rect x="{x}" y="{y}" width="1" height="1" fill="{COLOURS[c]}" />'
            f'<circle class="light" cx="{x + 0.5}" cy="{y + 0.5}" r="0.32" />'
            for x, y, c in studs(plate)
        )
    )


def with_shadow_and_shine(plate: list[str]) -> Element:
    """A black shadow under each stud and a white spark on it, both in colours of the palette."""
    return svg(
        '<rect width="16" height="16" fill="black" />'
        + "".join(
            f'<circle cx="{x + 0.56}" cy="{y + 0.56}" r=".42" fill="black" />'
            f'<circle cx="{x + 0.5}" cy="{y + 0.5}" r=".4" fill="{COLOURS[c]}" stroke="black" />'
            f'<circle cx="{x + 0.4}" cy="{y + 0.4}" r=".1" fill="whitesmoke" />'
            for x, y, c in studs(plate)
        )
    )


def with_pale_empty_studs(plate: list[str]) -> Element:
    """Empty studs are circles, too, in a colour that no brick has, and half transparent ones on top."""
    return svg(
        "".join(
            f'<circle cx="{x + 0.5}" cy="{y + 0.5}" r=".3" fill="{COLOURS.get(c, "#c6ccd6")}" />'
            f'<circle cx="{x + 0.5}" cy="{y + 0.5}" r=".3" fill="black" opacity=".1" />'
            for x, y, c in studs(plate, empty=True)
        )
    )


def in_groups(plate: list[str]) -> Element:
    """A group per row that is moved down, a group per colour that hands it on, ``style`` for an attribute."""
    rows = [
        f'<g transform="translate(0 {y})">'
        + "".join(
            f'<g style="fill: {HEX[c]}"><circle r="1" transform="translate({x + 0.5}, .5) scale(0.4)" /></g>'
            for x, c in enumerate(row)
            if c != "."
        )
        + "</g>"
        for y, row in enumerate(plate)
    ]
    return svg("".join(rows))


def in_other_units(plate: list[str]) -> Element:
    """Ten units to a stud, with a pixel's edge around each square, no ``viewBox``."""
    return svg(
        "".join(
            f'<rect x="{10 * x + 1}px" y="{10 * y + 1}" width="8" height="8" rx="2" style="fill: {HEX[c]}" />'
            for x, y, c in studs(plate)
        ),
        head='width="160" height="160"',
    )


def within_a_margin(plate: list[str]) -> Element:
    """The studs keep one unit of distance from the edge on each side."""
    return svg(
        "".join(f'<ellipse cx="{x}" cy="{y}" rx=".4" ry=".4" fill="{COLOURS[c]}" />' for x, y, c in studs(plate)),
        head='viewBox="-1.5 -1.5 18 18"',
    )


def on_a_smaller_base(plate: list[str]) -> Element:
    """A frame around a base plate, which the studs fill."""
    return svg(
        '<rect width="20" height="20" fill="silver" /><rect x="2" y="2" width="16" height="16" fill="whitesmoke" />'
        + "".join(
            f'<circle cx="{x + 2.5}" cy="{y + 2.5}" r=".4" fill="{COLOURS[c].upper()}" />' for x, y, c in studs(plate)
        ),
        head='viewBox="0 0 20 20"',
    )


def by_use(plate: list[str]) -> Element:
    """One stud is drawn once and used again and again."""
    return svg(
        '<defs><g id="stud"><rect width="1" height="1" /></g></defs>'
        + "".join(f'<use href="#stud" x="{x}" y="{y}" fill="{COLOURS[c]}" />' for x, y, c in studs(plate))
    )


def in_percent(plate: list[str]) -> Element:
    """Every place is 6.25 % wide."""
    return svg(
        "".join(
            f'<rect x="{6.25 * x}%" y="{6.25 * y}%" width="6.25%" height="6.25%" fill="{COLOURS[c]}" />'
            for x, y, c in studs(plate)
        ),
        head='width="320" height="320"',
    )


def in_a_unit_square(plate: list[str]) -> Element:
    """The whole plate is one unit wide."""
    return svg(
        "".join(
            f'<circle cx="{(x + 0.5) / 16}" cy="{(y + 0.5) / 16}" r=".03" fill="{COLOURS[c]}" />'
            for x, y, c in studs(plate)
        ),
        head='viewBox="0 0 1 1"',
    )


@pytest.mark.parametrize(
    "draw",
    [
        circles,
        squares_under_light,
        with_shadow_and_shine,
        with_pale_empty_studs,
        in_groups,
        in_other_units,
        within_a_margin,
        on_a_smaller_base,
        by_use,
        in_percent,
        in_a_unit_square,
    ],
)
def test_a_plate_is_read_from_every_sensible_drawing(draw: Callable[[list[str]], Element]) -> None:
    """Whatever the markup, the eye sees the same plate."""
    assert plate_in(draw(PLATE)) == PLATE


def test_a_rectangle_may_cover_several_places() -> None:
    """Neighbours of one colour can be one long brick."""
    long_brick = '<rect x="3" y="2" width="5" height="1" fill="gold" />'
    assert plate_in(svg(long_brick))[2] == "...yyyyy........"


def test_a_drawing_that_is_wrong_is_not_read_as_the_plate() -> None:
    """One place to the right, on the diagonal, and too small by a tenth are all something else."""
    moved = "".join(f'<circle cx="{x + 1.5}" cy="{y + 0.5}" r=".4" fill="{COLOURS[c]}" />' for x, y, c in studs(PLATE))
    diagonal = "".join(
        f'<circle cx="{x + 0.5}" cy="{x + 0.5}" r=".4" fill="{COLOURS[c]}" />' for x, _, c in studs(PLATE)
    )
    small = "".join(
        f'<circle cx="{x * 0.9 + 0.5}" cy="{y * 0.9 + 0.5}" r=".4" fill="{COLOURS[c]}" />' for x, y, c in studs(PLATE)
    )
    for drawing in (moved, diagonal, small):
        assert plate_in(svg(drawing)) != PLATE


def test_a_page_without_a_drawing_has_an_empty_plate() -> None:
    """Nothing drawn is sixteen empty rows, and no error."""
    assert plate_in(parse("<p>Hello</p>")) == ["." * 16] * 16
    assert plate_in(svg("", head='viewBox="a b"')) == ["." * 16] * 16


def test_of_several_drawings_the_fullest_is_the_plate() -> None:
    """A logo on the page is not taken for the plate."""
    logo = '<svg viewBox="0 0 16 16"><circle cx="4" cy="4" r="2" fill="gold" /></svg>'
    page = parse(f"<header>{logo}</header>{circles(PLATE).html}")
    assert plate_in(page) == PLATE


@pytest.mark.parametrize(
    "markup",
    [
        '<svg aria-label="Plate of Fort"></svg>',
        "<svg><title>Plate of Fort</title></svg>",
        '<h1 id="name">Plate of Fort</h1><svg aria-labelledby="name"></svg>',
        "<figure><svg></svg><figcaption>Plate of Fort</figcaption></figure>",
    ],
)
def test_a_drawing_has_its_name_in_one_of_four_places(markup: str) -> None:
    """A screen reader would say it."""
    page = parse(markup)
    assert name_of(page.find_all("svg")[0], page) == "Plate of Fort"


def test_builds_come_with_plates_where_the_file_knows_colours() -> None:
    """Lesson 02 has no plates yet; later the student's own colours give way to the usual eight."""
    build = any_build(random.Random(1))
    plain, coloured = "BUILDS = []\n", 'COLOURS = {"y": "#fc0", "t": "teal"}\nBUILDS = []\n'
    assert "plate" not in with_builds(plain, [build])
    names: dict[str, object] = {}
    exec(with_builds(coloured, [build]), names)
    assert names["COLOURS"] == {**COLOURS, "t": "teal"}
    assert ast.literal_eval(build.entry())["plate"] == build.plate

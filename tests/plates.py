"""Reads the plates that an app draws as SVG, the way an eye does: by the colour seen in each of 16 by 16 places.

Understood are squares, circles and ellipses, alone or on top of each other; ``fill`` as an attribute or in ``style``,
inherited or not, by name, ``#hex`` or ``rgb()``; ``<g>``, nested ``<svg>`` and ``<use>`` with ``translate`` and
``scale``; rectangles over several places; any unit (the ``viewBox`` is cut into 16 by 16, or the large base rectangle
inside it); a margin around the studs. What is half transparent, larger than half the plate, or of no colour of the
palette counts as light, as base plate, as an empty stud. ``fill=""`` is black, as in a browser. Not understood: colours
from a style sheet, paths, rotation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from autograder.checks.html import Element, parse
from autograder.checks.page import Page

SIZE = 16
EMPTY = "."
LIGHT = "*"
COLOURS = {
    "r": "firebrick",
    "o": "darkorange",
    "y": "gold",
    "g": "seagreen",
    "b": "royalblue",
    "v": "rebeccapurple",
    "w": "whitesmoke",
    "k": "black",
}
"""The palette of Brickyard, as ``builds.py`` has it from lesson 03 on."""

_NAMED = {
    "firebrick": (178, 34, 34),
    "darkorange": (255, 140, 0),
    "gold": (255, 215, 0),
    "seagreen": (46, 139, 87),
    "royalblue": (65, 105, 225),
    "rebeccapurple": (102, 51, 153),
    "whitesmoke": (245, 245, 245),
    "black": (0, 0, 0),
}
_LETTERS = {_NAMED[name]: letter for letter, name in COLOURS.items()}
BLANK = "blank"  # no fill was said so far: a browser draws what says an empty one in black
_DOTS = [(n + 0.5) / 5 for n in range(5)]  # each place is looked at in 5 by 5 dots, the middle among them
OPAQUE = 0.6  # what lets more light through than this is light or shadow, no colour
ONE_STUD = 1.5  # a stud may be a little too large for its place
EDGE = 0.1  # the middle of a light is farther than this from the edge of its square
MARGIN = 0.97  # studs closer together than this have a margin around them
BOX = 4  # the numbers of a viewBox
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"


def plate_in(place: Page | Element) -> list[str]:
    """Return the plate drawn in a page or an element as 16 rows of letters; of several, the one with most studs.

    Where nothing is drawn, all places are empty.
    """
    own = [place] if isinstance(place, Element) and place.tag == "svg" else place.find_all("svg")
    plates = [_read(svg)[0] for svg in own]
    return max(plates, key=_studs, default=[EMPTY * SIZE] * SIZE)


def drawings_in(page: Page) -> list[tuple[Element, list[str]]]:
    """Return each ``<svg>`` of a page that shows at least one stud, with its plate, in the order of the page."""
    drawings = [(svg, _read(svg)[0]) for svg in page.find_all("svg") if not _inside_svg(svg)]
    return [(svg, plate) for svg, plate in drawings if _studs(plate)]


def stray_light(page: Page) -> tuple[float, float] | None:
    """Return the middle, in squares across and down, of a light (``class="light"``) that sits in no stud's square.

    Nothing if every light has a stud of its own, or if there is no light.
    """
    for svg in page.find_all("svg"):
        plate, lights = _read(svg)
        for x, y in lights:
            column, row = int(x // 1), int(y // 1)
            inside = 0 <= column < SIZE and 0 <= row < SIZE and plate[row][column] != EMPTY
            if not inside or not all(EDGE < part < 1 - EDGE for part in (x - column, y - row)):
                return x, y
    return None


def name_of(svg: Element, page: Page | Element) -> str:
    """Return the words that stand for a drawing where it cannot be seen, or nothing."""
    if svg.attributes.get("aria-label"):
        return svg.attributes["aria-label"]
    ids = svg.attributes.get("aria-labelledby", "").split()
    named = [element.text for element in page.find_all("[id]") if element.attributes["id"] in ids]
    named += [child.text for child in svg.children if child.tag in ("title", "desc")]
    around = svg.parent
    while around is not None and not named:
        named = [caption.text for caption in around.find_all("figcaption")] if around.tag == "figure" else []
        around = around.parent
    return " ".join(named)


class _Paint(NamedTuple):
    """Where the origin lies, how long a unit is, and what colour is inherited."""

    x: float = 0
    y: float = 0
    across: float = 1
    down: float = 1
    fill: str | None = None
    opaque: float = 1


class _Shape(NamedTuple):
    """A filled rectangle or ellipse, by its bounding box."""

    left: float
    top: float
    width: float
    height: float
    round: bool
    letter: str

    def covers(self, x: int, y: int) -> list[tuple[int, int]]:
        """Return the dots of a place that lie in it: a plate has hundreds of shapes, so each is measured once."""
        across = [(x + dot - self.left) / self.width - 0.5 for dot in _DOTS]
        down = [(y + dot - self.top) / self.height - 0.5 for dot in _DOTS]
        if self.round:
            return [(i, j) for i, dx in enumerate(across) for j, dy in enumerate(down) if dx**2 + dy**2 <= 1 / 4]
        inside = [j for j, dy in enumerate(down) if abs(dy) <= 1 / 2]
        return [(i, j) for i, dx in enumerate(across) if abs(dx) <= 1 / 2 for j in inside]


def _read(svg: Element) -> tuple[list[str], list[tuple[float, float]]]:
    """Return the rows of letters that one ``<svg>`` shows, and the middles of its lights in squares.

    The same drawing comes on many pages of an app, so what was read once is kept.
    """
    rows, lights = _read_markup(svg.html, _may_be_clear(svg))
    return [*rows], [*lights]


@lru_cache(maxsize=500)
def _read_markup(markup: str, may_be_clear: bool) -> tuple[tuple[str, ...], tuple[tuple[float, float], ...]]:
    svg = parse(markup).find_all("svg")[0]
    box = [
        float(part) for part in re.findall(_NUMBER, svg.attributes.get("viewbox", svg.attributes.get("viewBox", "")))
    ]
    if len(box) != BOX or min(box[2:]) <= 0:
        width = _length(svg.attributes.get("width"), SIZE) or SIZE
        box = [0, 0, width, _length(svg.attributes.get("height"), width) or width]
    by_id = {e.attributes["id"]: e for e in svg.find_all("[id]")}
    paint = _Paint(fill=svg.attributes.get("fill") or (None if may_be_clear else BLANK))
    shapes = [shape for child in svg.children for shape in _shapes(child, paint, (box[2], box[3]), by_id)]
    lights = [shape for shape in shapes if shape.letter == LIGHT]
    shapes = [shape for shape in shapes if shape.letter != LIGHT]
    bases = [s for s in shapes if s.width > box[2] / 2 and s.height > box[3] / 2]
    small = [shape for shape in shapes if shape not in bases]
    if bases:
        base = min(bases, key=lambda shape: shape.width)
        box = [base.left, base.top, base.width, base.height]
    left, across = _grid(box[0], box[2], [s.left + s.width / 2 for s in small if s.letter != EMPTY])
    top, down = _grid(box[1], box[3], [s.top + s.height / 2 for s in small if s.letter != EMPTY])
    seen: dict[tuple[int, int], dict[tuple[int, int], str]] = {}
    for shape in small:
        in_places = shape._replace(
            left=(shape.left - left) / across,
            top=(shape.top - top) / down,
            width=shape.width / across,
            height=shape.height / down,
        )
        for place, dots in _painted(in_places):
            seen.setdefault(place, {}).update(dots)
    middles = [
        ((light.left + light.width / 2 - left) / across, (light.top + light.height / 2 - top) / down)
        for light in lights
    ]
    rows = ["".join(_letter(seen.get((x, y), {})) for x in range(SIZE)) for y in range(SIZE)]
    return tuple(rows), tuple(middles)


def _may_be_clear(svg: Element) -> bool:
    """Tell whether a style sheet of the page may make shapes without a colour of their own transparent."""
    top = svg
    while top.parent is not None:
        top = top.parent
    return any(re.search(r"fill\s*:\s*(none|transparent)", style.html) for style in top.find_all("style"))


def _shapes(
    element: Element, paint: _Paint, whole: tuple[float, float], by_id: Mapping[str, Element]
) -> Iterator[_Shape]:
    """Return the shapes of an element and of everything in it, in the order in which they are painted."""
    own = element.attributes
    style = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", own["style"])) if "style" in own else {}
    if "transform" in own or "transform" in style:
        paint = _moved(paint, f"{own.get('transform', '')} {style.get('transform', '')}")
    said = {name: style.get(name, own.get(name, "")).strip() for name in ("fill", "opacity", "fill-opacity")}
    opaque = paint.opaque * _share(said["opacity"]) * _share(said["fill-opacity"])
    paint = paint._replace(fill=said["fill"] or paint.fill, opaque=opaque)

    def length(name: str, along: int) -> float:
        return _length(own.get(name), whole[along])

    if element.tag in ("use", "svg"):
        x, y = length("x", 0), length("y", 1)
        paint = paint._replace(x=paint.x + x * paint.across, y=paint.y + y * paint.down)
    box = (0.0, 0.0, 0.0, 0.0)
    if element.tag == "rect":
        box = length("x", 0), length("y", 1), length("width", 0), length("height", 1)
    elif element.tag in ("circle", "ellipse"):
        across, down = length("rx", 0) or length("r", 0), length("ry", 1) or length("r", 0)
        box = length("cx", 0) - across, length("cy", 1) - down, 2 * across, 2 * down
    if box[2] > 0 and box[3] > 0:
        blank = paint.fill == BLANK and not (own.get("fill", "?") or "").strip()
        letter = _colour(paint._replace(fill="black") if blank else paint)
        seen = paint.opaque > 0 and paint.fill not in ("none", "transparent")
        if letter in ("", EMPTY) and seen and element.tag != "rect" and "light" in (own.get("class") or "").split():
            letter = LIGHT
        if letter:
            left, top = paint.x + box[0] * paint.across, paint.y + box[1] * paint.down
            yield _Shape(left, top, box[2] * paint.across, box[3] * paint.down, element.tag != "rect", letter)
    for child in _content(element, by_id):
        yield from _shapes(child, paint, whole, {} if element.tag == "use" else by_id)


def _content(element: Element, by_id: Mapping[str, Element]) -> list[Element]:
    """Return what is drawn inside an element: for ``<use>`` a copy of what it names, for definitions nothing."""
    if element.tag != "use":
        return [] if element.tag in ("defs", "symbol") else element.children
    address = element.attributes.get("href") or element.attributes.get("xlink:href", "")
    named = by_id.get(address.removeprefix("#"))
    if named is None:
        return []
    return named.children if named.tag == "symbol" else [named]


def _moved(paint: _Paint, transform: str) -> _Paint:
    """Return the paint after ``translate(…)`` and ``scale(…)``, as often as they occur."""
    for name, numbers in re.findall(r"(translate|scale)\(([^)]*)\)", transform):
        values = [float(number) for number in re.findall(_NUMBER, numbers)]
        if name == "translate" and values:
            x, y = values[0], values[1] if len(values) > 1 else 0
            paint = paint._replace(x=paint.x + x * paint.across, y=paint.y + y * paint.down)
        elif values:
            across, down = values[0], values[-1]
            paint = paint._replace(across=paint.across * across, down=paint.down * down)
    return paint


def _colour(paint: _Paint) -> str:
    """Return a colour's letter, the empty stud's dot for any other, and nothing for what is seen through."""
    fill = (paint.fill or "").casefold()
    if fill in ("", BLANK, "none", "transparent") or fill.startswith("url") or paint.opaque < OPAQUE:
        return ""
    digits = fill.removeprefix("#")
    if re.fullmatch(r"#[0-9a-f]{3}", fill):
        digits = "".join(digit * 2 for digit in digits)
    if fill.startswith("#") and re.fullmatch(r"[0-9a-f]{6}", digits):
        rgb: tuple[int, ...] | None = tuple(bytes.fromhex(digits))
    elif match := re.fullmatch(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", fill):
        rgb = tuple(int(part) for part in match.groups())
    else:
        rgb = _NAMED.get(fill)
    return next((letter for value, letter in _LETTERS.items() if value == rgb), EMPTY)


def _grid(start: float, length: float, centres: list[float]) -> tuple[float, float]:
    """Return where the first place begins and how wide a place is; studs closer together leave a margin around."""
    step = length / SIZE
    lines: list[float] = []
    for centre in sorted(centres):
        if not lines or centre - lines[-1] > step / 2:
            lines.append(centre)
    gaps = Counter(round((b - a) / step, 2) for a, b in pairwise(lines))
    usual = step * (gaps.most_common(1)[0][0] if gaps else 1)
    if usual < step * MARGIN:
        return start + (length - SIZE * usual) / 2, usual
    return start, step


def _painted(shape: _Shape) -> Iterator[tuple[tuple[int, int], dict[tuple[int, int], str]]]:
    """Return each place a shape paints, with the dots of it; a small shape belongs to the place of its middle alone."""
    if max(shape.width, shape.height) <= ONE_STUD:
        middle = int((shape.left + shape.width / 2) // 1), int((shape.top + shape.height / 2) // 1)
        columns, rows = range(middle[0], middle[0] + 1), range(middle[1], middle[1] + 1)
    else:
        columns = range(round(shape.left), round(shape.left + shape.width))
        rows = range(round(shape.top), round(shape.top + shape.height))
    for y in rows:
        for x in columns:
            yield (x, y), dict.fromkeys(shape.covers(x, y), shape.letter)


def _letter(dots: Mapping[tuple[int, int], str]) -> str:
    """Return the colour that is seen most in one place."""
    colours = Counter(letter for letter in dots.values() if letter != EMPTY)
    return colours.most_common(1)[0][0] if colours else EMPTY


def _studs(plate: list[str]) -> int:
    return SIZE * SIZE - "".join(plate).count(EMPTY)


def _inside_svg(svg: Element) -> bool:
    around = svg.parent
    while around is not None and around.tag != "svg":
        around = around.parent
    return around is not None


@lru_cache(maxsize=1000)  # the same few numbers, hundreds of times
def _length(value: str | None, whole: float) -> float:
    match = re.match(rf"\s*({_NUMBER})\s*(%?)", value or "")
    return float(match[1]) * (whole / 100 if match[2] else 1) if match else 0.0


def _share(value: str) -> float:
    return _length(value, 1) if value else 1.0

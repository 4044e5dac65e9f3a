"""A page as a browser parses it. One parser for everything: Lexbor's, which follows the HTML standard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

SHAPES = ("circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "use")
INVISIBLE = frozenset({"script", "style", "template", "head", "noscript", "_comment", "-comment", *SHAPES})
"""Elements without text of their own. Shapes are many: a plate has hundreds."""
INLINE = frozenset(
    "a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var wbr tspan".split()
)
"""Elements that do not break a line, so that no blank belongs around their text."""


def squeeze(text: str) -> str:
    """Return text with all white space made into single blanks, as a browser shows it."""
    return re.sub(r"\s+", " ", text).strip()


class Element:
    """One element of a page."""

    def __init__(self, node: LexborNode) -> None:
        """Wrap the parser's node."""
        self._node = node

    @property
    def tag(self) -> str:
        """The name of the element, in small letters."""
        return self._node.tag or ""

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes; one without a value is empty."""
        return {name: value or "" for name, value in self._node.attributes.items()}

    @property
    def text(self) -> str:
        """The text a visitor sees in it, white space collapsed."""
        return squeeze("".join(_visible(self._node)))

    @property
    def html(self) -> str:
        """The markup, as the parser writes it."""
        return self._node.html or ""

    @property
    def parent(self) -> Element | None:
        """The element around it, or nothing around the outermost."""
        parent = self._node.parent
        return Element(parent) if parent is not None and parent.tag not in (None, "-undef", "-document") else None

    @property
    def children(self) -> list[Element]:
        """The elements directly in it."""
        return [Element(node) for node in self._node.iter()]

    def find_all(self, css: str) -> list[Element]:
        """Return the elements in it that a CSS selector finds, in the order of the page."""
        return [Element(node) for node in self._node.css(css) if node.mem_id != self._node.mem_id]

    def __eq__(self, other: object) -> bool:
        """Two are equal when they are the same place of the same page."""
        return isinstance(other, Element) and self._node.mem_id == other._node.mem_id

    def __hash__(self) -> int:
        """Return a number that goes with equality."""
        return hash(self._node.mem_id)

    def __repr__(self) -> str:
        """Return ``<li>`` and the beginning of its text."""
        return f"<{self.tag}> {self.text[:40]}"


LONGEST_PAGE, LONGEST_TAG, MOST_TAGS = 1_000_000, 50_000, 30_000
"""What is still parsed, in characters and by number: the parser takes the square of depth and of attributes."""


class TooMuchMarkup(Exception):
    """Parsing this page could take hours; the message says what there is too much of."""


def parse(markup: str) -> Element:
    """Return the root element of a page. Raises ``TooMuchMarkup``."""
    _bound(markup)
    root = LexborHTMLParser(markup or "<html></html>").root
    assert root is not None, "the parser always makes an <html>"
    return Element(root)


def _visible(node: LexborNode) -> Iterator[str]:
    """Yield the text in a node. Without recursion: a page may be nested as deep as somebody likes."""
    waiting: list[LexborNode | str] = []
    waiting += [*node.iter(include_text=True)][::-1]
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            yield child
            continue
        tag = child.tag
        if tag == "-text":
            yield child.text_content or ""
        elif tag not in INVISIBLE and "hidden" not in child.attributes:
            gap = "" if tag in INLINE else " "
            waiting += [gap, *[*child.iter(include_text=True)][::-1], gap]


def _bound(markup: str) -> None:
    pieces = markup.split("<")
    if len(markup) > LONGEST_PAGE:
        raise TooMuchMarkup(f"a page of {len(markup)} characters")
    if len(pieces) > MOST_TAGS:
        raise TooMuchMarkup(f"a page of more than {MOST_TAGS} tags")
    if any(len(piece) > LONGEST_TAG and piece[0].isalpha() for piece in pieces[1:]):
        raise TooMuchMarkup(f"a tag of more than {LONGEST_TAG} characters, or as much text without one")

"""A page as a browser parses it. One parser for everything: Lexbor's, which follows the HTML standard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

INVISIBLE = frozenset({"script", "style", "template", "head", "noscript", "_comment", "-comment"})
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
        return [Element(node) for node in self._node.css(css) if node != self._node]

    def __eq__(self, other: object) -> bool:
        """Two are equal when they are the same place of the same page."""
        return isinstance(other, Element) and self._node == other._node

    def __hash__(self) -> int:
        """Return a number that goes with equality."""
        return hash(self._node.mem_id)

    def __repr__(self) -> str:
        """Return ``<li>`` and the beginning of its text."""
        return f"<{self.tag}> {self.text[:40]}"


def parse(markup: str) -> Element:
    """Return the root element of a page."""
    root = LexborHTMLParser(markup or "<html></html>").root
    assert root is not None, "the parser always makes an <html>"
    return Element(root)


def _visible(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text_content or ""
        elif child.tag not in INVISIBLE and "hidden" not in child.attributes:
            gap = "" if child.tag in INLINE else " "
            yield gap
            yield from _visible(child)
            yield gap

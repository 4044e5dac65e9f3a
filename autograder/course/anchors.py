"""The anchors that GitHub gives to headings, so that a link to one works there and on the course site."""

from __future__ import annotations

from autograder.course.text import Text


def anchor(title: str) -> str:
    """Return what becomes of a title: small letters, digits, hyphens; other signs fall out."""
    return "".join(sign for sign in title.lower() if sign.isalnum() or sign in "-_ ").replace(" ", "-")


def anchors(text: Text) -> tuple[str, ...]:
    """Return the anchor of each section of a text, in their order; a title that comes again is counted."""
    found: list[str] = []
    times: dict[str, int] = {}
    for section in text.sections:
        name = anchor(section.title)
        times[name] = times.get(name, -1) + 1
        found.append(f"{name}-{times[name]}" if times[name] else name)
    return tuple(found)

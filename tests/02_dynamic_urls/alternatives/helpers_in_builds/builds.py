"""Another right answer: the student's own helper functions stand beside the list, below and above it."""

from collections.abc import Iterator


def with_number(number: int) -> dict | None:
    """Return the build with this number, or nothing."""
    return next((build for build in BUILDS if build["number"] == number), None)


BUILDS: list[dict] = [
    {"number": 1, "title": "Galactic castle", "theme": "castle"},
    {"number": 2, "title": "Moon rocket [flown]", "theme": "space"},
]


def with_theme(theme: str) -> Iterator[dict]:
    """Go through the builds of a theme."""
    return filter(lambda build: build["theme"] == theme, BUILDS)

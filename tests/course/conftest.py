"""Say first whose starters are not looked at as they lie."""

from __future__ import annotations

from tests.chromium import browser
from tests.course.lessons import WORKED_IN

__all__ = ["browser"]  # a fixture for the tests beside this file


def pytest_report_header() -> list[str]:
    """Name the lessons that somebody works in."""
    return [
        f"lessons/{lesson.slug}: somebody works here, so the laws look at its pristine copy in .baseplate. "
        "(An author commits a new starter, or runs `autograder sync`.)"
        for lesson in WORKED_IN
    ]

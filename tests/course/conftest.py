"""Say first whose starters are not looked at as they lie; and the browser in which pages are looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.course.lessons import WORKED_IN
from tests.course.take_pictures import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_report_header() -> list[str]:
    """Name the lessons that somebody works in."""
    return [
        f"lessons/{lesson.slug}: somebody works here, so the laws look at its pristine copy in .baseplate. "
        "(An author commits a new starter, or runs `autograder sync`.)"
        for lesson in WORKED_IN
    ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium. Where there is none, that is said loudly, and in CI it fails."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("there is no Chromium on this machine, and CI must not go on without one")
    if found is None:  # somebody's own machine: `make test` ends with a loud NOT RUN line
        pytest.skip("NOT RUN: there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright  # most tests are run without it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-quic"])
        yield browser
        browser.close()

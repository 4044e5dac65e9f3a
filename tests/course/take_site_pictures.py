"""Take the pictures of the course site that the documents show. For authors, and a script rather than a test.

Run it as ``.venv/bin/python -m tests.course.take_site_pictures``. It wants Chromium, and pngquant to make them small.
The student in them has done lessons 00 and 01, and in lesson 03 everything but one thing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from autograder.course import Course, State
from autograder.course.checklist import mistakes_of, with_mistake
from autograder.course.files import write_files
from autograder.site.server import address_of, open_server
from autograder.site.study import Study
from tests.course.take_pictures import BROWSERS

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 90_000
"""Bytes of one picture."""
AT = "03"
"""The lesson that the student is in."""


@contextmanager
def student() -> Iterator[str]:
    """Serve a copy of the course in which somebody has worked, and yield the address of the site."""
    with tempfile.TemporaryDirectory() as folder:
        for column in ("lessons", "solutions", "tests"):
            shutil.copytree(
                ROOT / column, Path(folder) / column, ignore=shutil.ignore_patterns("__pycache__", "instance")
            )
        course = Course(Path(folder))
        State(course).take_pristine()
        for lesson in course.lessons[:2]:
            passed = [{"points": 3, "max_points": 3}, {"points": 5, "max_points": 5}][int(lesson.number)]
            State(course).save_last(lesson, {**passed, "passed": []})
        lesson = course.lesson(AT)
        write_files(lesson.starter, with_mistake(lesson, mistakes_of(lesson)[0]))
        study = Study(course)
        server = open_server(study)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address_of(server)
        server.shutdown()
        study.close()


def take(page: Page, name: str) -> None:
    """Take one picture of what the window shows, and make it small. Ends the program when it stays too large."""
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    if shutil.which("pngquant"):
        small = ["--force", "--skip-if-larger", "--output", str(file), "128", "--", str(file)]
        subprocess.run(["pngquant", *small], check=False)
    size = file.stat().st_size
    if size > LARGEST:
        sys.exit(f"{file} has {size} bytes, {LARGEST} are allowed. Install pngquant.")
    print(f"{file.relative_to(ROOT)}  {size} bytes")


def main() -> None:
    """Take all of them."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("There is no Chromium on this machine. On Debian: apt-get install chromium")
    PICTURES.mkdir(exist_ok=True)
    with student() as address, sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-quic"])
        lesson = f"{address}lessons/{Course(ROOT).lesson(AT).slug}/"
        page = window.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(lesson)
        expect(page.locator(".finding").first).to_be_visible()
        page.locator("#task-2").evaluate("heading => heading.scrollIntoView()")
        take(page, "lesson")
        page = window.new_page(viewport={"width": 320, "height": 960}, color_scheme="dark")
        page.goto(lesson)
        expect(page.locator(".finding").first).to_be_visible()
        take(page, "lesson-on-a-phone")
        page = window.new_page(viewport={"width": 1000, "height": 640}, color_scheme="light")
        page.goto(address)
        take(page, "course")
        window.close()


if __name__ == "__main__":
    main()

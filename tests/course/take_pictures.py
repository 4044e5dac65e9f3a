"""Take the pictures of the lessons' texts from the running apps. For authors, and a script rather than a test.

Run it as ``.venv/bin/python tests/course/take_pictures.py`` for all lessons, or with ``02 03`` for some. It wants
Chromium, and makes a picture that is too large smaller with pngquant. What to take stands in each lesson's
``images/pictures.toml``::

    [[picture]]
    file = "gallery.png"
    path = "/"
    width = 900                # in pixels, like the height
    height = 480
    from = "starter"           # left out: the solution
    fill = { title = "Tower" } # left out: the page as it is; else the page that its form leads to, filled in like this

With a list of several, ``fill = [{ … }, { … }]``, each next form is on the page that the last one led to.
"""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

from autograder.course import Course, Lesson

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

COURSE = Course(Path(__file__).resolve().parents[2])
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LARGEST = 60_000
"""Bytes of one picture."""
SPARE = 200
"""Pixels of height that are cut off again: Chromium leaves what lies at the bottom of its window unpainted."""
CHANNELS = {2: 3, 6: 4}
"""Bytes of a pixel, by the kind of a PNG: colours, or colours and how much they let through."""
PATIENCE = 10.0
"""Seconds until an app must answer."""


@dataclass(frozen=True)
class Picture:
    """One picture to take."""

    file: Path
    app: Path
    path: str
    width: int
    height: int
    fill: list[dict[str, str]] = field(default_factory=list)


def pictures_of(lesson: Lesson) -> list[Picture]:
    """Return the pictures a lesson wants; none when it has no list of them."""
    images = lesson.readme.parent / "images"
    wanted = images / "pictures.toml"
    if not wanted.is_file():
        return []
    apps = {"solution": lesson.solution, "starter": lesson.starter}
    return [
        Picture(
            images / entry["file"],
            apps[entry.get("from", "solution")],
            entry["path"],
            entry["width"],
            entry["height"],
            forms_in(entry.get("fill", [])),
        )
        for entry in tomllib.loads(wanted.read_text(encoding="utf-8"))["picture"]
    ]


def forms_in(fill: dict[str, str] | list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what is filled in as a list of forms, however many there are."""
    return [fill] if isinstance(fill, dict) else fill


@contextmanager
def running(app: Path) -> Iterator[str]:
    """Start a copy of an app with ``flask run``, yield its address, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(app, Path(folder) / app.name)
        command = [sys.executable, "-m", "flask", "run", "--port", str(port)]
        if any(home.rglob("init_db.py")) and not (home / "instance").is_dir():
            subprocess.run([*command[:3], "init-db"], cwd=home, check=False, capture_output=True)
        server = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()
            server.communicate()


def wait_for(address: str, server: subprocess.Popen[str]) -> None:
    """Wait until a server answers, with whatever status. Ends the program when it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(address, timeout=1).close()
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    server.kill()
    sys.exit(f"The app does not answer.\n{server.communicate()[1]}")


def take(picture: Picture, browser: str, address: str) -> None:
    """Take one picture in the light colours, and make it small. Ends the program when it stays too large."""
    if picture.fill:
        take_after_the_forms(picture, browser, address)
    else:
        take_at_once(picture, browser, address)
    pngquant = shutil.which("pngquant")
    if pngquant and picture.file.stat().st_size > LARGEST:
        small = ["--force", "--skip-if-larger", "--output", str(picture.file), "128", "--", str(picture.file)]
        subprocess.run([pngquant, *small], check=False)
    size = picture.file.stat().st_size
    if size > LARGEST:
        sys.exit(f"{picture.file} has {size} bytes, {LARGEST} are allowed. Install pngquant, or take a smaller piece.")
    print(f"{picture.file.relative_to(COURSE.root)}  {size} bytes")


def take_at_once(picture: Picture, browser: str, address: str) -> None:
    """Take the page as it is."""
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless=new",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--force-device-scale-factor=1",
            "--blink-settings=preferredColorScheme=1",
            f"--user-data-dir={profile}",
            f"--window-size={picture.width},{picture.height + SPARE}",
            f"--screenshot={picture.file}",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to run as root with one; it only sees our own pages
        subprocess.run([browser, *options, address + picture.path], check=True, capture_output=True, timeout=60)
    picture.file.write_bytes(cropped(picture.file.read_bytes(), picture.height))


def take_after_the_forms(picture: Picture, browser: str, address: str) -> None:
    """Fill in the form of the page, send it, go on with the next one, and take the page that the last one leads to."""
    from playwright.sync_api import sync_playwright  # most pictures are taken without it

    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-quic"])
        size = {"width": picture.width, "height": picture.height}
        page = window.new_page(viewport=size, color_scheme="light")
        page.goto(address + picture.path)
        for values in picture.fill:
            fill_in(page, values)
        page.screenshot(path=picture.file)
        window.close()


def fill_in(page: Page, values: dict[str, str]) -> None:
    """Fill in the form of the page that has these fields, and send it."""
    form = page.locator("form").filter(has=page.locator(f"[name={next(iter(values))}]"))
    for name, value in values.items():
        fields = form.locator(f"[name={name}]")
        kind = fields.first.evaluate("field => field.type")
        if kind == "radio":
            form.locator(f'[name={name}][value="{value}"]').check()
        elif kind.startswith("select"):
            fields.select_option(value)
        else:
            fields.fill(value)
    send(form)


def send(form: Locator) -> None:
    """Press the button of a form, and wait for the page that it leads to: a click does not wait for it."""
    with form.page.expect_navigation():
        form.locator("button").click()


def cropped(png: bytes, height: int) -> bytes:
    """Return the upper ``height`` rows of a PNG with eight bits a channel, as Chromium writes it."""
    chunks, at = [], 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    facts = chunks[0][1]
    (width,) = struct.unpack_from(">I", facts)
    row = 1 + width * CHANNELS[facts[9]]
    rows = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))[: height * row]
    kept = [
        (b"IHDR", facts[:4] + struct.pack(">I", height) + facts[8:]),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    written = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in kept)
    return png[:8] + b"".join(written)


def main(numbers: list[str]) -> None:
    """Take the pictures of these lessons, or of all."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("There is no Chromium on this machine. On Debian: apt-get install chromium")
    lessons = [COURSE.lesson(number) for number in numbers] or COURSE.lessons
    pictures = [picture for lesson in lessons for picture in pictures_of(lesson)]
    for app in dict.fromkeys(picture.app for picture in pictures):
        with running(app) as address:
            for picture in pictures:
                if picture.app == app:
                    take(picture, browser, address)


if __name__ == "__main__":
    main(sys.argv[1:])

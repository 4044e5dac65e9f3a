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
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from autograder.course import Course, Lesson

COURSE = Course(Path(__file__).resolve().parents[2])
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LARGEST = 60_000
"""Bytes of one picture."""
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


def pictures_of(lesson: Lesson) -> list[Picture]:
    """Return the pictures a lesson wants; none when it has no list of them."""
    images = lesson.readme.parent / "images"
    wanted = images / "pictures.toml"
    if not wanted.is_file():
        return []
    apps = {"solution": lesson.solution, "starter": lesson.starter}
    return [
        Picture(
            images / entry["file"], apps[entry.get("from", "solution")], entry["path"], entry["width"], entry["height"]
        )
        for entry in tomllib.loads(wanted.read_text(encoding="utf-8"))["picture"]
    ]


@contextmanager
def running(app: Path) -> Iterator[str]:
    """Start a copy of an app with ``flask run``, yield its address, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(app, Path(folder) / app.name)
        command = [sys.executable, "-m", "flask", "run", "--port", str(port)]
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
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless=new",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--force-device-scale-factor=1",
            "--blink-settings=preferredColorScheme=1",
            f"--user-data-dir={profile}",
            f"--window-size={picture.width},{picture.height}",
            f"--screenshot={picture.file}",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to run as root with one; it only sees our own pages
        subprocess.run([browser, *options, address + picture.path], check=True, capture_output=True, timeout=60)
    pngquant = shutil.which("pngquant")
    if pngquant and picture.file.stat().st_size > LARGEST:
        small = ["--force", "--skip-if-larger", "--output", str(picture.file), "128", "--", str(picture.file)]
        subprocess.run([pngquant, *small], check=False)
    size = picture.file.stat().st_size
    if size > LARGEST:
        sys.exit(f"{picture.file} has {size} bytes, {LARGEST} are allowed. Install pngquant, or take a smaller piece.")
    print(f"{picture.file.relative_to(COURSE.root)}  {size} bytes")


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

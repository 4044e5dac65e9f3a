"""The course site in a real browser: a student's first ten minutes, without scripts too, and what others may not do."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import BaseWSGIServer

from autograder.classroom.gradebook import graded, lost
from autograder.classroom.journal import Journal, Key
from autograder.course import Course
from autograder.model import STARTS, Check, CheckResult, Finding, Outcome, Result
from autograder.site.server import address_of, open_again, open_server
from autograder.site.study import Study
from tests.course.lessons import COURSE

LESSONS = 3
PHONE = 320
MISSPELT, RIGHT = "biulder", "builder"
"""The first task of the course: a name that does not exist."""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Return the study of a copy of the course's first lessons, which a test may work in."""
    for column in ("lessons", "solutions", "tests"):
        for lesson in COURSE.lessons[:LESSONS]:
            shutil.copytree(COURSE.root / column / lesson.slug, tmp_path / "course" / column / lesson.slug)
        for file in (COURSE.root / column).glob("*.py"):  # what the checks of several lessons share
            shutil.copy2(file, tmp_path / "course" / column)
    study = Study(Course(tmp_path / "course"))
    yield study
    study.close()


@pytest.fixture
def answered() -> list[tuple[str, str]]:
    """Return what the site was asked, and with which status it answered."""
    return []


@pytest.fixture
def site(study: Study, answered: list[tuple[str, str]]) -> Iterator[str]:
    """Return the address of the site, without its last slash."""
    server = open_server(study)
    app = server.app

    def listening(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def started(status: str, *rest: Any) -> Any:
            answered.append((environ["PATH_INFO"], status))
            return start(status, *rest)

        return app(environ, started)

    server.app = listening
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield address_of(server).rstrip("/")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser of its own; an error in a script of ours is an error of the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    assert not errors
    assert context.cookies() == [], "cookies do not know ports: one of ours would meet those of the student's app"
    context.close()


@pytest.fixture
def app_file(study: Study) -> Path:
    """Return the file that the student of the first lesson edits."""
    return study.course.lessons[0].starter / "app.py"


def replace_in(file: Path, old: str, new: str) -> None:
    """Save a file with a change in it, as an editor does."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_first_ten_minutes(study, site, page, app_file):
    page.goto(site)
    page.get_by_role("link", name="Open lesson 00").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("00 · The base plate")
    finding = page.locator(".finding").first
    expect(page.get_by_text("Nothing of yours to check yet.")).to_be_visible()
    expect(finding).to_be_hidden()
    page.get_by_text("Show it anyway").click()
    expect(finding).to_contain_text(f"the name {MISSPELT} does not exist here. Did you mean {RIGHT}?")
    expect(page.get_by_role("button", name="Run it")).to_be_in_viewport(ratio=1)
    plate = page.get_by_role("complementary", name="Your plate")
    expect(plate).to_contain_text("0 of 3 points")

    # breaks it altogether: first nobody says anything about a file that is half written
    replace_in(app_file, "def sign():", "def sign(:")
    expect(plate.get_by_role("status")).to_contain_text("Still typing? app.py:")
    expect(finding).to_contain_text("The app starts")
    expect(plate.get_by_role("listitem").filter(has_text="The app starts")).to_contain_text("NOT YET")
    replace_in(app_file, "def sign(:", "def sign():")
    expect(finding).to_contain_text(MISSPELT)
    expect(page.get_by_text("Nothing of yours to check yet.")).to_be_visible()  # all of it is told: no more changes

    # asks for a hint, and for the next one
    page.get_by_role("button", name="A hint for task 1").click()
    expect(page.get_by_role("heading", name="Hint 1 of 3 for task 1")).to_be_visible()
    page.get_by_role("button", name="Another hint").click()
    expect(page.get_by_role("heading", name="Hint 2 of 3 for task 1")).to_be_visible()

    # mends it, and a brick clicks onto the plate
    replace_in(app_file, MISSPELT, RIGHT)
    brick = plate.get_by_role("listitem").filter(has_text="The page opens and shows the base plate")
    expect(brick).to_contain_text("PASS · new")
    expect(plate.get_by_role("status")).to_contain_text("1 of 3 points, +1 since the last save. Not yet:")

    # does the rest, and goes on to the next lesson
    shutil.copy2(study.course.lessons[0].solution / "app.py", app_file)
    page.get_by_role("link", name="Next: 01 · A bare route").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("01 · A bare route")
    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("listitem").first).to_contain_text("3 of 3 points · done")
    expect(page.get_by_role("link", name="Open lesson 01")).to_be_visible()


def test_news_between_press_and_release_do_not_cost_a_click(site, page, app_file):
    page.goto(f"{site}/lessons/00_base_plate/")
    page.get_by_text("Show it anyway").click()
    told = "source.addEventListener('panel', event => event.data.includes('bricklayer') && done())"
    page.evaluate(f"void (window.told = new Promise(done => {told}))")
    page.get_by_role("button", name="A hint for task 1").hover()
    page.mouse.down()
    replace_in(app_file, MISSPELT, "bricklayer")
    page.evaluate("window.told")
    finding = page.locator(".finding").first
    expect(finding).to_contain_text(MISSPELT)
    page.mouse.up()
    expect(finding).to_contain_text("bricklayer")
    expect(page.get_by_role("heading", name="Hint 1 of 3 for task 1")).to_be_visible()


def reloads_until(page: Page, words: str) -> None:
    """Reload a page until it says something: an answer takes as long as it takes."""
    for _ in range(40):
        if words in (page.get_by_role("complementary").text_content() or ""):
            break
        page.wait_for_timeout(100)
        page.reload()
    expect(page.get_by_role("complementary")).to_contain_text(words)


def test_without_scripts_a_reload_shows_the_news(site, browser, app_file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/lessons/00_base_plate/")
    expect(page.get_by_text("Saving a file checks your work: reload this page to see how.")).to_be_visible()
    reloads_until(page, MISSPELT)
    page.get_by_role("button", name="A hint for task 1").click()
    expect(page.get_by_role("heading", name="Hint 1 of 3 for task 1")).to_be_visible()
    replace_in(app_file, MISSPELT, RIGHT)
    reloads_until(page, "1 of 3 points")
    field = page.get_by_role("textbox").first
    field.fill("a plate")
    page.get_by_role("button", name="Keep it").first.click()
    expect(page.get_by_role("textbox").first).to_have_value("a plate")
    expect(page.get_by_text("Kept.")).to_be_visible()
    context.close()


def test_what_is_written_down_is_kept_while_typing(site, page):
    page.goto(f"{site}/lessons/00_base_plate/")
    page.get_by_role("textbox").first.fill("16 rows\nof 16")
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox").first).to_have_value("16 rows\nof 16")


def test_a_page_that_is_left_open_says_when_nobody_answers_and_goes_on_by_itself(study, browser):
    def serve() -> BaseWSGIServer:
        server = open_again(study)
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        return server

    first, page = serve(), browser.new_page()
    page.goto(f"{address_of(first)}lessons/00_base_plate/")
    said = page.get_by_role("complementary").get_by_role("status")
    expect(page.get_by_text("Show it anyway")).to_be_visible()
    first.shutdown()
    first.server_close()
    study.close()
    expect(said).to_contain_text("The course does not answer.")
    page.get_by_role("textbox").first.fill("one plate")
    expect(page.get_by_text("Not kept yet")).to_be_visible()

    study.token, study.lives = "of another start", Study(study.course).lives
    second = serve()
    assert second.port == first.port
    expect(said).to_contain_text("0 of 3 points.")
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.get_by_role("button", name="A hint for task 1").click()
    expect(page.get_by_role("heading", name="Hint 1 of 3 for task 1")).to_be_visible()
    page.close()
    second.shutdown()
    second.server_close()


def test_the_students_app_runs_beside_the_lesson(study, site, page):
    page.goto(f"{site}/lessons/00_base_plate/")
    page.get_by_role("button", name="Run it").press("Enter")
    link = page.locator("#run").get_by_role("link")
    expect(page.locator("#run")).to_contain_text("Lesson 00 runs at")
    address = link.get_attribute("href") or ""
    assert address.startswith("http://127.0.0.1:")
    assert not address.startswith(site)
    expect(page.get_by_role("log")).to_contain_text(f"Running on {address}")
    with pytest.raises(OSError, match="500"):
        urlopen(address)
    expect(page.get_by_role("log")).to_contain_text(f"the name {MISSPELT} does not exist here")
    page.goto(f"{site}/lessons/01_bare_route/")
    expect(page.locator("#run")).to_contain_text("is that of lesson 00")
    study.close()
    with pytest.raises(OSError, match="refused"):
        urlopen(address)


@contextmanager
def foreign(html: str) -> Iterator[str]:
    """Serve a page of somebody else's on this machine, and yield its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_another_page_in_the_same_browser_starts_nothing(study, site, answered, browser):
    lesson = f"{site}/lessons/00_base_plate"
    html = f"""<iframe src="{lesson}/"></iframe><img src="{lesson}/"><img src="{lesson}/events">
        <form method="post" action="{lesson}/run"><button>Press me</button></form>
        <script>
          const sent = {{method: "POST", mode: "no-cors", body: new URLSearchParams({{token: "x"}})}};
          for (const way of ["run", "check", "hint"]) fetch("{lesson}/" + way, sent);
        </script>"""
    page = browser.new_page()
    with foreign(html) as address:
        page.goto(address, wait_until="networkidle")
        page.get_by_role("button", name="Press me").click()
        expect(page.get_by_role("heading")).to_have_text("Not from here")
    asked = {(path, status[:3]) for path, status in answered if path.startswith("/lessons/")}
    ways = ("", "events", "run", "check", "hint")
    assert asked == {(f"/lessons/00_base_plate/{way}", "403") for way in ways}
    assert study.running.run is None
    assert not study.lives._watched  # nobody else can tell whether something is watched
    page.get_by_role("link", name="Open the course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn Flask brick by brick")
    page.close()


def test_the_keyboard_is_enough(site, page):
    page.goto(f"{site}/lessons/00_base_plate/")
    expect(page.get_by_text("Show it anyway")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "plate"
    before = page.evaluate("scrollY")
    for _ in range(200):
        page.keyboard.press("Tab")
        if "A hint" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    hint = page.get_by_role("heading", name="Hint 1 of 3 for task 1")
    expect(hint).to_be_focused()  # and is read out: the event may have shown it before the answer to the press did
    assert page.evaluate("scrollY") == before, "the text stays where it was"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Another hint"


@pytest.fixture
def addresses(study: Study, site: str, tmp_path: Path) -> list[str]:
    """Return an address of every kind of page. The class has somebody who is not done, and one who needs us."""
    slug, study.class_folder = study.course.lessons[2].slug, tmp_path / "graded"
    finding = Finding((("We asked for", "GET /builds/3"), ("Your app said", "404 NOT FOUND"), ("Look at", "app.py:9")))
    checks = (CheckResult(STARTS, Outcome.PASSED), CheckResult(Check("one", "It is so", 1), Outcome.FAILED, finding))
    with Journal(study.class_folder) as journal:
        journal.begin()
        rows = graded("Amina Diallo", Result(slug, checks, 7, "process")), lost("Jorge Peña", slug, 1, "it stopped")
        for place, row in enumerate(rows):
            journal.keep(row, Key("work", "checks", 7), place)
    paths = (
        "",
        "lessons/00_base_plate/",
        "texts/solutions/00_base_plate/ANSWER.md",
        f"class/{slug}/",
        f"class/{slug}/1",
    )
    return [f"{site}/{path}" for path in paths]


def test_every_page_can_be_used_by_everybody_on_any_screen(addresses, site, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        if "/lessons/" in address:
            fill_the_panel(page)
        looks_at(page, {})
        page.set_viewport_size({"width": PHONE, "height": 800})
        page.emulate_media(color_scheme="dark")
        looks_at(page, {"runOnly": ["color-contrast"]})  # nothing else depends on colours
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, address
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def looks_at(page: Page, rules: dict[str, list[str]]) -> None:
    """Let axe look at the page as it is."""
    results = Axe().run(page, options=rules)
    assert results.violations_count == 0, f"{page.url}: {results.generate_report()}"


def fill_the_panel(page: Page) -> None:
    """Put everything on a lesson's page that can be there: findings, a hint, the log of the app."""
    expect(page.locator(".finding, .anyway").first).to_be_visible()
    if page.get_by_role("button", name="A hint for task 1").count():
        page.get_by_role("button", name="A hint for task 1").click()
        page.get_by_role("button", name="Run it").click()
    expect(page.locator(".hint")).to_be_visible()
    expect(page.get_by_role("log")).to_contain_text("Running on")
    page.evaluate("document.querySelectorAll('.panel details').forEach(fold => fold.open = true)")

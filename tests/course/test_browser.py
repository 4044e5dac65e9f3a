"""Every page of every solution in a real browser: usable by everybody, fit for a phone, nothing fetched from elsewhere.

Pages that are fragments, as in the lessons before templates, are left out by what they are: they have no doctype. So is
the page that werkzeug sends while a lesson has none of its own for what is not found.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from autograder.course import Lesson
from autograder.site.export import pages as exported_pages
from autograder.site.folder import publish
from tests.course.lessons import COURSE
from tests.course.take_pictures import running, send

WERKZEUGS = "The requested URL was not found on the server."
PHONE = 320
"""Pixels of the narrowest screen we care for."""

EVERYTHING = {"resultTypes": ["violations"]}
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}
"""Nothing else depends on a page's colours."""
AXE, AXE_AGAIN = Axe(), Axe("null")
"""What looks at a page, and the same where it is in the page already: it is half a megabyte of script."""

LESSONS = [lesson for lesson in COURSE.lessons if any(lesson.solution.rglob("templates"))]

TO_FILL_IN = "form[method=post]:has(input:not([type=hidden]), select, textarea)"
OWN = "Lighthouse"
"""The build that a member puts on the board."""
FOR_STRANGERS = ("/log-in", "/register", "/builds/1/edit")
"""Where no link leads a member: two pages of those who are not logged in, and what belongs to another builder."""


@pytest.fixture(scope="module", params=LESSONS, ids=lambda lesson: lesson.slug)
def lesson(request) -> Lesson:
    """A lesson whose finished app is visited."""
    return request.param


@pytest.fixture(scope="module")
def site(lesson, tmp_path_factory) -> Iterator[str]:
    """The address of a lesson's finished app, with its sample data."""
    home = Path(shutil.copytree(lesson.solution, tmp_path_factory.mktemp("app") / "app"))
    if any(home.rglob("init_db.py")):
        subprocess.run([sys.executable, "-m", "flask", "init-db"], cwd=home, check=True, capture_output=True)
    with running(home) as address:
        yield address


@pytest.fixture(scope="module")
def who(lesson, site, browser) -> dict[str, Any]:
    """The cookies of a member who has a build, for the pages of the browser; nothing where nobody can log in."""
    if not any(lesson.solution.rglob("log_in.html")):
        return {}
    page = browser.new_page()
    page.goto(f"{site}/register")
    fills_in(page, username="Ngozi", password="brick by brick", again="brick by brick")
    page.goto(f"{site}/builds/new")
    fills_in(page, title=OWN)
    cookies = page.context.storage_state()
    page.close()
    return {"storage_state": cookies}


def fills_in(page: Page, **values: str) -> None:
    """Fill in the form of a page that has one, and send it."""
    form = page.locator(TO_FILL_IN)
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    send(form)


@pytest.fixture(scope="module")
def pages(site, browser, who) -> list[str]:
    """The addresses of the whole documents that links lead to, one of each kind, and of one that is not there.

    A member begins with a build of their own, whose page can do more than others.
    """
    page = browser.new_page(**who)
    page.goto(site)
    own = [page.get_by_role("link", name=OWN).evaluate("link => link.href")] if who else []
    waiting, seen, found = [*own, f"{site}/", f"{site}/nobody-lives-here"], set(), []
    while waiting:
        address = waiting.pop(0)
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        answer = page.goto(address)
        text = answer.text().lstrip() if answer else ""
        if WERKZEUGS not in text and text.lower().startswith("<!doctype html"):
            found.append(address)
            links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
            waiting += [link for link in links if link.startswith(site)]
    page.close()
    found += [site + path for path in FOR_STRANGERS] if who else []
    assert found, "no page of this lesson is a whole document"
    return found


def kind_of(address: str) -> str:
    """Return what pages of one kind share: the address without its numbers and without what the query says."""
    return re.sub(r"=[^&]*", "=", re.sub(r"/\d+", "/N", "/" + address.partition("//")[2].partition("/")[2]))


def problems(page: Page) -> list[str]:
    """Return what would be in somebody's way on a page as it is now, in light and in dark colours."""
    found = []
    for scheme, axe, rules in (("light", AXE, EVERYTHING), ("dark", AXE_AGAIN, CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        results = axe.run(page, options=rules)
        found += [f"{scheme}: {results.generate_report()}"] if results.violations_count else []
    return found


def test_every_page_can_be_used_by_everybody(pages, browser, who):
    page = browser.new_page(**who)
    for address in pages:
        page.goto(address)
        assert problems(page) == [], address
    page.close()


def test_every_page_fits_a_phone_and_fetches_nothing_from_elsewhere(pages, site, browser, who):
    page = browser.new_page(viewport={"width": PHONE, "height": 640}, **who)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in pages:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, address
    page.close()
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_a_form_that_is_refused_can_be_used_by_everybody(pages, browser, who):
    page = browser.new_page(**who)
    for address in pages:
        page.goto(address)
        for number in range(page.locator(TO_FILL_IN).count()):
            page.goto(address)
            form = page.locator(TO_FILL_IN).nth(number)
            form.evaluate("form => form.noValidate = true")  # it is the app that shall refuse, not the browser
            send(form)
            assert problems(page) == [], f"{address}, form {number}"
    page.close()


# The texts themselves, as exported pages ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> list[Path]:
    """The exported pages of the course."""
    folder = tmp_path_factory.mktemp("texts")
    publish(folder, exported_pages(COURSE))
    return sorted(folder.rglob("*.html"))


SCROLLS = "box => box.scrollWidth > box.clientWidth && ['auto', 'scroll'].includes(getComputedStyle(box).overflowX)"


def opens(page: Page, text: Path) -> None:
    """Open a page from the disk, and all of its hints."""
    page.goto(text.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")


def one_of_each_kind(texts: list[Path]) -> list[Path]:
    """Return a few pages that have every kind of element there is, inside and outside of hints, in every colour."""
    kinds = {}
    for text in texts:
        root = LexborHTMLParser(text.read_text("utf-8"))
        everywhere = {(found.tag, found.attributes.get("class")) for found in root.css("body *")}
        folded = {("in a hint", found.tag, found.attributes.get("class")) for found in root.css("details *")}
        kinds[text] = everywhere | folded
    found, missing = [], set().union(*kinds.values())
    while missing:
        found.append(max(kinds, key=lambda text: len(kinds[text] & missing)))
        missing -= kinds[found[-1]]
    return found


def test_the_texts_can_be_read_by_everybody(texts, browser):
    page = browser.new_page()
    for text in one_of_each_kind(texts):
        opens(page, text)
        assert problems(page) == [], text
    page.close()


def test_every_text_fits_a_phone_and_what_is_wide_scrolls_by_keyboard(texts, browser):
    page = browser.new_page(viewport={"width": PHONE, "height": 640})
    boxes = 0
    for text in texts:
        opens(page, text)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, text
        wide = page.eval_on_selector_all("main *", f"boxes => boxes.filter({SCROLLS}).map(box => box.tabIndex)")
        assert -1 not in wide, text
        boxes += len(wide)
    assert boxes > len(LESSONS)
    page.close()


def test_code_can_be_copied_and_of_a_terminal_what_is_typed(texts, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    opens(page, next(text for text in texts if text.parent.name == COURSE.lessons[1].slug))
    page.locator("figure:has(.language-console)").first.get_by_role("button", name="Copy: Terminal").press("Enter")
    page.get_by_role("button", name="Copied").wait_for()
    typed = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert typed[0].startswith("cd ../") and typed[-1] == "flask run --debug"
    context.close()

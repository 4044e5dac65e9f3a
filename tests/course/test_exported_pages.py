"""The lessons as exported pages: every link leads somewhere, nothing can be pressed or comes from elsewhere."""

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from autograder.course.files import Files
from autograder.site.export import pages
from tests.course.lessons import COURSE


@pytest.fixture(scope="module")
def site() -> Files:
    """All files of the exported course."""
    return pages(COURSE)


@pytest.fixture(scope="module")
def documents(site) -> dict[str, LexborHTMLParser]:
    """The pages among them."""
    return {path: LexborHTMLParser(data.decode()) for path, data in site.items() if path.endswith(".html")}


def addresses(page: LexborHTMLParser) -> Iterator[str]:
    for name in ("href", "src", "action"):
        yield from (found.attributes[name] or "" for found in page.css(f"[{name}]"))


def test_every_lesson_is_there(documents):
    titles = {lesson.slug: f"{lesson.number} · {lesson.title}" for lesson in COURSE.lessons}
    assert {slug: documents[f"lessons/{slug}/index.html"].css_first("h1").text() for slug in titles} == titles


def test_every_link_and_picture_leads_to_a_file_and_every_anchor_to_a_place(site, documents):
    looked_at = 0
    for path, page in documents.items():
        for address in addresses(page):
            if address.startswith("https://"):
                continue
            target, _, anchor = address.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            assert re.match(r"[a-z]+:|/", target) is None, f"{path}: {address} is not relative"
            assert there in site, f"{path}: {address} leads nowhere"
            assert not anchor or documents[there].css_first(f"[id='{unquote(anchor)}']"), f"{path}: no {address}"
            looked_at += 1
    assert looked_at > 20 * len(COURSE.lessons)


def test_nothing_is_there_that_no_page_links_to(site, documents):
    linked = {
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address.partition("#")[0])))
        for path, page in documents.items()
        for address in addresses(page)
    }
    assert site.keys() - linked == set()


def test_nothing_is_fetched_from_elsewhere_and_nothing_can_be_pressed(site, documents):
    for path, page in documents.items():
        fetched = [found.attributes["src"] for found in page.css("[src]")]
        fetched += [found.attributes["href"] for found in page.css("link")]
        assert not [address for address in fetched if "//" in address], path
        assert not page.css("form, button, input, textarea, select, style, script:not([src]), [style], [onclick]"), path
    for path, data in site.items():
        if path.endswith(".css"):
            assert b"url(" not in data, path


def test_headings_come_in_order_and_no_name_stands_twice_on_a_page(documents):
    for path, page in documents.items():
        levels = [int(head.tag[1]) for head in page.css("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1 and levels.count(1) == 1, path
        assert all(later <= before + 1 for before, later in pairwise(levels)), path
        names = [found.attributes["id"] for found in page.css("[id]")]
        assert len(names) == len(set(names)), path


def test_pictures_have_words_and_every_code_block_is_in_a_language_we_know(documents):
    for path, page in documents.items():
        assert not [picture for picture in page.css(".text img") if not picture.attributes["alt"]], path
        for block in page.css("pre code:not(.language-text)"):
            assert block.css("span"), f"{path}: nothing is coloured in {block.text()[:40]}"

"""Lesson 01, a bare route: two pages, a way from each to the other, and a 404 for the rest."""

import re
from string import ascii_lowercase
from urllib.parse import urlsplit

from autograder.checks import task

NOT_FOUND = 404
PRINTED = "The view returned an empty text. What it prints goes to the terminal; only what it returns is sent."
NO_TEXT = "The view returned a dictionary or a list, and Flask sends data of that. A page is one text."
NO_QUOTE = "The view returns an <a, but a quote or a > is missing, so the browser loses the link and what follows."
NO_WORDS = "What people click stands between <a …> and </a>."
NO_FILE = "An address of your app is a rule, not a file, so there is no .html at its end."
MACHINE = "127.0.0.1 is the reader's own machine, and your server does not run there. Begin at the slash."


def leads_to(page, wanted):
    """Expect a link with words to click that leads from this page to that address. A slash at its end is welcome."""
    found = [link for link in page.links if (urlsplit(link.address).path.rstrip("/") or "/") == wanted]
    here = [link for link in found if link.address.startswith("/")]
    if any(link.text for link in here):
        return
    if here:
        page.not_yet(expected=f"a link to {wanted} with words to click", got="a link without words", reason=NO_WORDS)
    if found:
        page.not_yet(expected=f"a link to {wanted}", got=f"a link to {found[0].address}", reason=MACHINE)
    links = ", ".join(f"“{link.text}” leads to {link.address}{as_written(link)}" for link in page.links[:5])
    bare = 'an <a> without href="…", which leads nowhere' if page.find_all("a") else "no link on this page"
    swallowed = "<a " in re.sub(r"<!--.*?-->", "", page.html, flags=re.DOTALL) and not page.find_all("a")
    links = links or ("a link inside of <!-- and -->, which no visitor sees" if hidden(page) else "")
    reason = NO_FILE if any(urlsplit(link.address).path.endswith(".html") for link in page.links) else None
    page.not_yet(expected=f"a link to {wanted}", got=links or bare, reason=NO_QUOTE if swallowed else reason)


def hidden(page):
    """Tell whether a page has a link in a comment of its HTML."""
    return any("<a " in comment for comment in re.findall(r"<!--.*?-->", page.html, flags=re.DOTALL))


def as_written(link):
    """Return how an address stands in the page, if a browser makes another one of it."""
    written = link.element.attributes["href"]
    return "" if written == link.address else f" (you wrote `{written}`)"


def why_no_heading(page):
    """Return the usual reason why a page has no heading, if it is one of the usual ones."""
    if "json" in page.headers.get("Content-Type", ""):
        return NO_TEXT
    return PRINTED if not page.html.strip() else None


@task(1)
def test_the_front_page_says_brickyard(visitor):
    """The front page has a main heading that says Brickyard."""
    page = visitor.opens("/")
    headings = page.find_all("h1")
    if not any("brickyard" in heading.text.casefold() for heading in headings):
        says = ", ".join(f"“{heading.text}”" for heading in headings)
        page.not_yet(
            expected="a main heading, <h1>, with the word Brickyard in it",
            got=f"the main heading {says}" if headings else f"no <h1>; the page says “{page.text}”",
            reason=why_no_heading(page),
        )


@task(1, guard=True)
def test_the_front_page_is_html(visitor):
    """The front page is sent as HTML."""
    visitor.opens("/").has_type("text/html")


@task(2, points=2)
def test_about_is_a_page_of_its_own(visitor):
    """/about is a page of its own, with a main heading."""
    page = visitor.opens("/about")
    if not any(heading.text for heading in page.find_all("h1")):
        page.not_yet(
            expected="a main heading, <h1>, with words in it",
            got=f"no such heading; the page says “{page.text}”",
            reason=why_no_heading(page),
        )
    if page.text == visitor.gets("/").text:
        visitor.opens("/about").not_yet(
            expected="a page that says something of its own",
            got="the same words as on the front page",
            reason="The view of /about returns the front page's text.",
        )


@task(2, guard=True)
def test_other_addresses_are_not_found(visitor, rng):
    """An address that nobody has is a 404."""
    if all(visitor.gets(address).status == NOT_FOUND for address in ("/", "/about")):
        visitor.opens("/")
    visitor.gets("/" + "".join(rng.choices(ascii_lowercase, k=9))).answers(NOT_FOUND)


@task(3)
def test_the_front_page_leads_to_about(visitor):
    """A link on the front page leads to /about."""
    leads_to(visitor.opens("/"), "/about")


@task(3)
def test_about_leads_to_the_front_page(visitor):
    """A link on /about leads back to the front page."""
    leads_to(visitor.opens("/about"), "/")

"""Lesson 02, dynamic URLs: a page for every build, lists by theme, and links that lead where they say."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from autograder.checks import task
from autograder.checks.finding import quoted, shorten
from tests.brickyard import THEMES

TEXT_IS_NO_NUMBER = "The number is still text, and text never equals a number. A converter makes a number of it."
NOT_ITS_PLACE = "A build's place in the list is not its number. Compare the number that stands in the dictionary."
ABORT_IN_THE_LOOP = "abort(404) stands inside the loop, so it gives up at the first build that does not fit."
ONLY_SAYS_SO = "A page that says “not found” is still a 200, which means that all is well. abort(404) sends the 404."
NO_F = "Only an f-string fills its braces: is there an f before the quotes of this text?"
NO_THEME = "A visitor without a theme gets nothing. Without one, every build belongs on the page: `if not theme or …`"
MANY_PAGES = 60
"""Far more pages than the site has: a loop of addresses without end stops here."""


def path_of(address):
    """Return the path of an address; a slash at its end makes no difference to a visitor."""
    return urlsplit(address).path.rstrip("/") or "/"


def titles_on(page, builds):
    """Return the titles of the builds that a visitor can read on a page."""
    return {build.title for build in builds if build.title in page.text}


def addresses_on(page):
    """Return the addresses of a page's links, as words."""
    return " and ".join(dict.fromkeys(link.address for link in page.links)) or "nowhere"


def braces(page):
    """Return why there are braces with a name in what a page sends, if there are some."""
    return NO_F if re.search(r"\{\s*[^\W\d]\w*\s*[\[(.}]", page.html) else None


def is_not_found(visitor, path):
    """Expect a 404 at an address, and tell somebody who only says so what is missing."""
    page = visitor.gets(path)
    if "Location" in page.headers:
        page = visitor.opens(page.headers["Location"], status=404)
    if page.status == 200:
        page.not_yet(expected="404 NOT FOUND", got=f"200 OK: {shorten(page.text, 120)}", reason=ONLY_SAYS_SO)
    page.answers(404)


def leads_to_theme(address, theme):
    """Tell whether an address is that of the front page with this theme."""
    return path_of(address) == "/" and parse_qs(urlsplit(address).query).get("theme") == [theme]


@task(1)
def test_the_front_page_lists_every_build(visitor, builds):
    """The front page lists the title of every build."""
    page = visitor.gets("/")
    if page.status == 400:
        reason = "`request.args[…]` insists on a theme in the address. `request.args.get(…)` does not."
        page.not_yet(expected="200 OK", got=page.status_line, reason=reason)
    page.answers(200)
    listed = titles_on(page, builds)
    missing = [build for build in builds if build.title not in listed]
    if missing:
        expected = f"to read “{missing[0].title}”, a build that this check put into builds.py"
        reason = braces(page)
        if not listed and not reason and titles_on(visitor.gets(f"/?theme={missing[0].theme}"), builds):
            reason = NO_THEME
        page.not_yet(expected, f"the page says {quoted(page.text)}" if page.text else "a page without a word", reason)


@task(1, guard=True)
@pytest.mark.usefixtures("builds")
def test_the_front_page_leads_to_the_about_page(visitor):
    """The front page has a link to the about page."""
    page = visitor.opens("/")
    if "/about" not in [path_of(link.address) for link in page.links]:
        page.not_yet(expected="a link to /about", got=f"links to {addresses_on(page)}", reason=braces(page))


@task(2, points=2)
def test_each_build_has_a_page_with_its_title(visitor, builds):
    """Each build has a page with its title as the heading."""
    for build in builds:
        page = visitor.gets(f"/builds/{build.number}")
        if page.status == 404 and "rule" in page.claims:
            expected = f"the page of “{build.title}”, a build that this check put into builds.py"
            no_number = NOT_ITS_PLACE if "int:" in str(page.claims["rule"]) else TEXT_IS_NO_NUMBER
            page.not_yet(expected, page.status_line, no_number if build == builds[0] else ABORT_IN_THE_LOOP)
        if "Location" in page.headers:
            page = visitor.opens(page.headers["Location"])
        page.answers(200)
        headings = page.find_all("h1")
        if not any(build.title in heading.text for heading in headings):
            got = "; ".join(f"“{heading.text}”" for heading in headings) or "no <h1>"
            page.not_yet(expected=f"<h1> with “{build.title}”", got=got, reason=braces(page))


@task(3)
def test_a_number_without_a_build_is_not_found(visitor, builds, rng):
    """A number that no build has is a 404."""
    visitor.opens(f"/builds/{builds[0].number}")
    for number in (builds.unused_number(rng), 0, 10**20):
        is_not_found(visitor, f"/builds/{number}")


@task(3)
def test_what_is_no_number_is_not_found(visitor, builds):
    """Words and negative numbers are a 404, too."""
    number = builds[0].number
    visitor.opens(f"/builds/{number}")
    for odd in ("two", f"-{number}", f"{number}.5"):
        is_not_found(visitor, f"/builds/{odd}")


@task(4)
def test_each_title_links_to_its_build(visitor, builds):
    """Each title on the front page links to the page of its build."""
    page = visitor.opens("/")
    listed = titles_on(page, builds)
    if not listed:
        page.not_yet(expected="the titles of the builds, each one a link", got="none of the titles")
    for build in builds:
        if build.title not in listed:
            continue  # that it is missing, another check says
        found = [path_of(link.address) for link in page.links if build.title in link.text]
        if f"/builds/{build.number}" not in found:
            got = f"a link to {found[0]}" if found else "the title, and no link around it"
            expected = f"the title “{build.title}” as a link to /builds/{build.number}"
            page.not_yet(expected, got, braces(page))


@task(4, guard=True)
def test_every_other_link_leads_to_a_page(visitor, builds):
    """Every other link on the site leads to a page."""
    pages_of_builds = {f"/builds/{build.number}" for build in builds}
    titles = {build.title for build in builds}
    waiting, seen = [visitor.opens("/")], {"/"}
    while waiting and len(seen) < MANY_PAGES:
        page = waiting.pop(0)
        for link in page.links:
            if link.address in seen or not link.address.startswith("/"):
                continue
            seen.add(link.address)
            answer = visitor.gets(link.address)
            if "Location" in answer.headers:
                answer = visitor.opens(link.address)
            # The pages of builds, and the links around their titles, are the business of other checks.
            if path_of(link.address) not in pages_of_builds and not any(title in link.text for title in titles):
                if answer.status == 404:
                    got = f"the link “{link.text}” leads to {link.address}, which is a 404"
                    reason = NO_F if "{" in link.element.attributes["href"] else None
                    page.not_yet(expected=f"every link on {page.path} to lead to a page", got=got, reason=reason)
                answer.answers(200)
            waiting.append(answer)


@task(5)
def test_a_theme_in_the_address_lists_its_builds(visitor, builds):
    """/?theme=space lists the builds of that theme and no others."""
    for theme in THEMES:
        page = visitor.opens(f"/?theme={theme}")
        expected = {build.title for build in builds.of_theme(theme)}
        shown = titles_on(page, builds)
        if shown != expected:
            wanted, got = ("; ".join(sorted(titles)) or "no build at all" for titles in (expected, shown))
            page.not_yet(expected=f"on {page.path}: {wanted}", got=got)


@task(5)
def test_an_unknown_theme_lists_nothing(visitor, builds):
    """A theme that nobody built lists nothing, and is no error."""
    theme = builds[0].theme
    page = visitor.opens(f"/?theme={theme}")
    if not titles_on(page, builds):
        page.not_yet(expected=f"a list of the builds with the theme {theme}", got="none of their titles")
    for asked in ("dinosaur", "42", "%3Cb%3E", "castle+in+space", theme[:-1]):
        page = visitor.opens(f"/?theme={asked}")
        shown = titles_on(page, builds)
        if shown:
            reason = (
                f"`==` asks for the same theme; `in` also finds “{asked}” in “{theme}”." if asked in theme else None
            )
            page.not_yet(expected="no build on this page", got="; ".join(sorted(shown)), reason=reason)


@task(5)
def test_a_build_links_to_its_theme(visitor, builds):
    """The page of a build links to all builds of its theme."""
    for build in builds:
        page = visitor.opens(f"/builds/{build.number}")
        if not any(leads_to_theme(link.address, build.theme) for link in page.links):
            page.not_yet(
                expected=f"a link to /?theme={build.theme}, the theme of “{build.title}”",
                got=f"links to {addresses_on(page)}",
                reason=braces(page),
            )

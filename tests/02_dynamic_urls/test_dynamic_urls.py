"""Lesson 02, dynamic URLs: a page for every build, lists by theme, and links that lead where they say."""

from urllib.parse import parse_qs, urlsplit

import pytest

from autograder.checks import task
from tests.brickyard import THEMES

TEXT_IS_NO_NUMBER = "The number is still text, and text never equals a number. A converter makes a number of it."
ABORT_IN_THE_LOOP = "abort(404) stands inside the loop, so it gives up at the first build that does not fit."
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
    for build in builds:
        page.shows(build.title, what=f"to read “{build.title}”, a build that this check put into builds.py")


@task(1, guard=True)
@pytest.mark.usefixtures("builds")
def test_the_front_page_leads_to_the_about_page(visitor):
    """The front page has a link to the about page."""
    page = visitor.opens("/")
    if "/about" not in [path_of(link.address) for link in page.links]:
        page.not_yet(expected="a link to /about", got=f"links to {addresses_on(page)}")


@task(2, points=2)
def test_each_build_has_a_page_with_its_title(visitor, builds):
    """Each build has a page with its title as the heading."""
    for build in builds:
        page = visitor.gets(f"/builds/{build.number}")
        if page.status == 404 and "rule" in page.claims:
            expected = f"the page of “{build.title}”, a build that this check put into builds.py"
            page.not_yet(expected, page.status_line, TEXT_IS_NO_NUMBER if build == builds[0] else ABORT_IN_THE_LOOP)
        if "Location" in page.headers:
            page = visitor.opens(page.headers["Location"])
        page.answers(200).has("h1", text=build.title)


@task(3)
def test_a_number_without_a_build_is_not_found(visitor, builds, rng):
    """A number that no build has is a 404."""
    visitor.opens(f"/builds/{builds[0].number}")
    for number in (builds.unused_number(rng), 0, 10**20):
        visitor.opens(f"/builds/{number}", status=404)


@task(3)
def test_what_is_no_number_is_not_found(visitor, builds):
    """Words and negative numbers are a 404, too."""
    number = builds[0].number
    visitor.opens(f"/builds/{number}")
    for odd in ("two", f"-{number}", f"{number}.5"):
        visitor.opens(f"/builds/{odd}", status=404)


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
            page.not_yet(expected=f"the title “{build.title}” as a link to /builds/{build.number}", got=got)


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
                    page.not_yet(expected=f"every link on {page.path} to lead to a page", got=got)
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
    for theme in ("dinosaur", "42", "%3Cb%3E", "castle+in+space"):
        page = visitor.opens(f"/?theme={theme}")
        for build in builds:
            page.does_not_show(build.title)


@task(5)
def test_a_build_links_to_its_theme(visitor, builds):
    """The page of a build links to all builds of its theme."""
    for build in builds:
        page = visitor.opens(f"/builds/{build.number}")
        if not any(leads_to_theme(link.address, build.theme) for link in page.links):
            page.not_yet(
                expected=f"a link to /?theme={build.theme}, the theme of “{build.title}”",
                got=f"links to {addresses_on(page)}",
            )

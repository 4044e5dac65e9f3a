"""Lesson 03, templates: Jinja draws the gallery and the plates, and keeps strangers' words out of the markup."""

import re
from urllib.parse import quote

import pytest

from autograder.checks import task
from autograder.checks.finding import first_difference
from tests.brickyard import THEMES, any_build, plate_in
from tests.plates import drawings_in, name_of, stray_light

FLASKS_OWN = "The requested URL was not found on the server."
NOT_RETURNED = "The template was filled, and its page went nowhere: is there a `return` before render_template?"
STAIRCASE = "In the inner loop, `loop` is the inner one. The outer one has to remember the row first."
TO_THE_LEFT = "Studs are counted after the empty ones were left out. Count all of them, and leave out after that."
NO_FILL = 'There are studs with an empty fill="", which a browser draws black. Which letters have a colour?'
NO_TITLE = (
    "What is passed as `build` has no such part. Pass the one build that was found, not the whole list, "
    "and compare the word after the dot letter by letter."
)


@task(1)
def test_the_template_writes_the_page(visitor, builds, rng):
    """The page of a build is written by the template."""
    build = rng.choice(builds)
    page = visitor.gets(f"/builds/{build.number}")
    if page.status == 404 and page.claims.get("templates"):
        page.not_yet(expected="200 OK", got=page.status_line, reason=NOT_RETURNED)
    page = visitor.opens(page.headers["Location"]) if "Location" in page.headers else page.answers(200)
    page.has("svg", what="the drawing in templates/show_build.html, an <svg>")
    headings = page.find_all("h1")
    if not any(build.title in heading.text for heading in headings):
        got = "; ".join(f"“{heading.text}”" if heading.text else "an empty one" for heading in headings) or "no <h1>"
        reason = NO_TITLE if headings and not any(heading.text for heading in headings) else None
        page.not_yet(expected=f"<h1> with “{build.title}”", got=got, reason=reason)


@task(1)
def test_titles_are_shown_not_obeyed(visitor, builds, rng):
    """A title that looks like HTML is shown, not obeyed."""
    strangers = [(builds.add(any_build(rng, title=title)), mark) for title, mark in tags(rng)]
    for build, mark in strangers:
        page = visitor.opens(f"/builds/{build.number}")
        is_not_obeyed(page, mark)
        page.shows(build.title)


@task(1)
def test_the_plate_is_named_after_its_build(visitor, builds, rng):
    """The plate is named after its build, whatever the title says."""
    title, mark = an_attribute(rng)
    build = builds.add(any_build(rng, title=title))
    page = visitor.opens(f"/builds/{build.number}")
    drawings = page.has("svg", what="the plate, an <svg>")
    is_not_obeyed(page, mark)
    names = [name_of(drawing, page) for drawing in drawings]
    if not any(title in name for name in names):
        got = " and ".join(f"“{name}”" for name in names if name) or "a drawing without words"
        page.not_yet(
            expected=f"words for those who cannot see the plate, in its aria-label: “Plate of {title}”", got=got
        )


@task(1, guard=True)
def test_a_build_still_leads_to_its_theme(visitor, builds):
    """The page of a build still links to all builds of its theme."""
    for build in builds:
        page = visitor.opens(f"/builds/{build.number}")
        if not any(re.fullmatch(rf"/\?theme={build.theme}", link.address) for link in page.links):
            addresses = " and ".join(link.address for link in page.links)
            page.not_yet(expected=f"a link to /?theme={build.theme}", got=f"links to {addresses or 'nowhere'}")


@task(1, guard=True)
def test_a_number_without_a_build_is_still_not_found(visitor, builds, rng):
    """A number that no build has is still a 404."""
    visitor.opens(f"/builds/{builds[0].number}")
    visitor.opens(f"/builds/{builds.unused_number(rng)}", status=404)


@task(2, points=2)
def test_studs_sit_where_the_plate_says(visitor, builds, rng):
    """The plate shows every stud in its row and column."""
    build = rng.choice(builds)
    page = visitor.opens(f"/builds/{build.number}")
    page.has("svg", what="the plate, an <svg>")
    seen = plate_in(page)
    if seen != build.plate:
        wanted, found = first_difference(build.plate, seen)
        page.not_yet(expected=wanted, got=found, reason=why_not(page, build.plate, seen))
    stray = stray_light(page)
    if stray:
        across, down = (f"{number:g}" for number in stray)
        page.not_yet(
            expected="each stud's light, the circle, in the middle of the stud's own square",
            got=f"a light {across} across and {down} down, where no stud has its middle",
        )


@task(3, points=2)
def test_the_gallery_shows_each_plate(visitor, builds):
    """The gallery shows each build with its own plate."""
    page = visitor.opens("/")
    plates = plates_in_gallery(page, [build.title for build in builds])
    for build in builds:
        plate = plates[build.title]
        if plate != build.plate:
            # A plate that is drawn wrong on its own page too is task 2's business, not this one's.
            own_page = visitor.gets(f"/builds/{build.number}")
            page.same(plate_in(own_page), plate, what=f"the plate of “{build.title}”, as on its own page")


@task(3)
def test_no_title_adds_to_the_gallery(visitor, builds, rng):
    """No title adds a tag or an attribute to the gallery."""
    strangers = [(builds.add(any_build(rng, title=title)), mark) for title, mark in [*tags(rng), an_attribute(rng)]]
    page = visitor.opens("/")
    for build, mark in strangers:
        # A drawing that obeys on the build's own page, too, is the business of task 1.
        only_drawings = all(is_drawn(element) for element in page.find_all(mark))
        if not (only_drawings and is_obeyed(visitor.gets(f"/builds/{build.number}"), mark)):
            is_not_obeyed(page, mark)
        page.shows(build.title)


@task(3, guard=True)
def test_titles_still_lead_to_their_builds(visitor, builds):
    """Each title still leads to the page of its build."""
    page = visitor.opens("/")
    for build in builds:
        addresses = [link.address for link in page.links if build.title in link.text]
        if f"/builds/{build.number}" not in addresses:
            got = f"it leads to {addresses[0]}" if addresses else "no such link"
            page.not_yet(expected=f"a link “{build.title}” to /builds/{build.number}", got=got)


@task(3, guard=True)
def test_a_theme_still_shows_its_own_builds(visitor, builds):
    """Each theme still shows its own builds and no others."""
    for theme in THEMES:
        page = visitor.opens(f"/?theme={theme}")
        shown = {build.title for build in builds if build.title in page.text}
        expected = {build.title for build in builds.of_theme(theme)}
        if shown != expected:
            wanted, got = ("; ".join(sorted(titles)) or "no build at all" for titles in (expected, shown))
            page.not_yet(expected=f"the titles on {page.path}: {wanted}", got=got)


@task(3, guard=True)
@pytest.mark.usefixtures("builds")
def test_the_front_page_still_leads_to_about(visitor):
    """The front page still leads to the about page."""
    page = visitor.opens("/")
    if "/about" not in [link.address.rstrip("/") for link in page.links]:
        page.not_yet(expected="a link to /about", got=f"links to {' and '.join(li.address for li in page.links)}")
    visitor.opens("/about")


@task(4)
def test_an_empty_theme_gets_a_sentence(visitor, builds, rng):
    """A theme without builds gets a sentence."""
    has_a_sentence(visitor, builds, f"pirate{rng.randrange(100)}")


@task(4)
def test_an_address_cannot_add_to_the_page(visitor, builds, rng):
    """Nobody can add a tag or an attribute through the address."""
    for theme, mark in [*tags(rng), an_attribute(rng)]:
        is_not_obeyed(has_a_sentence(visitor, builds, theme), mark)


# --- what strangers write


def tags(rng):
    """Return titles that are HTML, each with a selector that finds something only if the browser obeys it."""
    mark = f"stranger{rng.randrange(1000, 10_000)}"
    return [
        (f'<b class="{mark}">Bold</b> & "brave"', f"b.{mark}"),
        (f"<script class={mark}>alert(1)</script>", f"script.{mark}"),
        (f"It's <img class={mark} src=x onerror=alert(1)>", f"img.{mark}"),
        (f'"><i class="{mark}">leaning</i>', f"i.{mark}"),
        (f"</title><em class={mark}>out</em>", f"em.{mark}"),
    ]


def an_attribute(rng):
    """Return a title that becomes an attribute where quotes are missing, with a selector that finds it then."""
    mark = f"stranger{rng.randrange(1000, 10_000)}"
    return f"x {mark}=1 onload=alert(1)", f"[{mark}]"


def is_obeyed(page, mark):
    """Tell whether the browser has taken a stranger's words for HTML."""
    return bool(page.find_all(mark))


def is_drawn(element):
    """Tell whether an element is a drawing or a part of one."""
    return element.tag == "svg" or (element.parent is not None and is_drawn(element.parent))


def is_not_obeyed(page, mark):
    """Complain if the browser has taken a stranger's words for HTML."""
    if is_obeyed(page, mark):
        element = page.find_all(mark)[0]
        if mark.startswith("["):
            written = f"<{element.tag} {' '.join(element.attributes)}>: the text became attributes of the tag"
            name, where = ("aria-label", ", where the <svg> is written") if is_drawn(element) else ("title", "")
            reason = f'an attribute without quotes{where}: write {name}="{{{{ … }}}}"'
        else:
            written = f"{element.html}: the text was obeyed, it became a tag"
            reason = "the filter |safe, or text pasted in without a template"
        page.not_yet(expected="what a stranger wrote to stay text", got=written, reason=reason)


# --- what is on a page


def plates_in_gallery(page, titles):
    """Return the plate beside each title. A plate belongs to the title in the smallest element around it."""
    drawings = drawings_in(page)
    if len(drawings) < len(titles):
        page.not_yet(
            expected=f"{len(titles)} builds, each with its plate, an <svg> with coloured studs",
            got=f"{len(drawings) or 'no'} plate{'' if len(drawings) == 1 else 's'}",
        )
    in_order = sorted(titles, key=page.text.find)
    plates = {}
    for (drawing, plate), title_by_order in zip(drawings, in_order, strict=False):
        around = drawing.parent
        while around is not None and not any(title in around.text for title in titles):
            around = around.parent
        beside = [title for title in titles if around is not None and title in around.text]
        # Where several builds share one element, the first plate belongs to the first title, and so on.
        plates[beside[0] if len(beside) == 1 else title_by_order] = plate
    for title in titles:
        if title not in plates:
            page.not_yet(expected=f"a plate beside the title “{title}”", got="no plate in the same element")
    return plates


def why_not(page, expected, seen):
    """Return the usual reason why studs are in other places, if it is one of the usual ones."""
    if any(not element.attributes["fill"].strip() for element in page.find_all("svg [fill]")):
        return NO_FILL
    if seen == [row.replace(".", "").ljust(len(row), ".") for row in expected]:
        return TO_THE_LEFT
    diagonal = all(stud == "." or x == y for y, row in enumerate(seen) for x, stud in enumerate(row))
    return STAIRCASE if diagonal and any(set(row) > {"."} for row in seen) else None


def has_a_sentence(visitor, builds, theme):
    """Return the page of a theme nobody built, making sure that it has words which no page with builds has."""
    usual = {*words(visitor.opens("/").text), *words(visitor.opens(f"/?theme={builds[0].theme}").text)}
    page = visitor.gets(f"/?theme={quote(theme)}")
    if "Location" in page.headers:
        page = visitor.opens(page.headers["Location"])
    if page.status != 404 or FLASKS_OWN in page.text:  # a page of one's own that is a 404 is a fine answer, too
        page.answers(200)
    for build in builds:
        page.does_not_show(build.title, what=f"no build at all, since none has the theme “{theme}”")
    if not set(words(page.text.replace(theme, ""))) - usual - set(words(theme)):
        page.not_yet(expected="a sentence which says that there is nothing to show", got=f"only “{page.text}”")
    return page


def words(text):
    """Return the words of a text in small letters; numbers are none."""
    return re.findall(r"[^\W\d]+", text.casefold())

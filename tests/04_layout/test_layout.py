"""Lesson 04, one layout: every page wears the same frame and style sheet, and what nobody has gets a page in bricks."""

from collections import defaultdict
from urllib.parse import unquote, urljoin

from autograder.checks import task
from tests.brickyard import plate_in
from tests.plates import drawings_in, name_of

ONLY_BLOCKS = (
    "a page that extends a layout shows its blocks alone, and only those whose name the layout has, letter by letter"
)
NOT_DRESSED = "its template does not begin with {% extends … %}"
NO_TEMPLATE = "its view returns a string of its own; only a template can extend the layout"


@task(1, points=2)
def test_a_build_wears_the_style_sheet(visitor, builds, rng):
    """The page of a build wears the style sheet."""
    page = visitor.opens(f"/builds/{rng.choice(builds).number}")
    written = style_sheets(page)
    own = [href for href in written if at(page, href).startswith("/")]
    if not own:
        got = " and ".join(f'href="{href}"' for href in written) or "no <link> with a style sheet"
        expected = '<link rel="stylesheet" href="…"> with the address of your style sheet'
        page.not_yet(expected=expected, got=got, made=page.frame)
    for href in own:
        is_there(page, href)


@task(1)
def test_the_front_page_wears_it_too(visitor, builds):
    """The front page wears the same style sheet."""
    build = visitor.gets(f"/builds/{builds[0].number}")
    wears_the_same(visitor.opens("/"), build)


@task(1, guard=True)
def test_a_build_still_shows_what_it_has(visitor, builds):
    """The page of a build still shows its title, plate and theme."""
    for build in builds:
        page = visitor.opens(f"/builds/{build.number}")
        if not any(build.title in heading.text for heading in page.find_all("h1")):
            page.not_yet(expected=f"<h1> with “{build.title}”", got=in_main(page), reason=ONLY_BLOCKS)
        page.same(build.plate, plate_in(page), what="the plate, a letter for each stud")
        if f"/?theme={build.theme}" not in [link.address for link in page.links]:
            page.not_yet(expected=f"a link to /?theme={build.theme}", got=leads_to(page), reason=ONLY_BLOCKS)


@task(1, guard=True)
def test_a_build_still_fits_a_phone(visitor, builds):
    """The page of a build still fits a phone."""
    page = visitor.opens(f"/builds/{builds[0].number}")
    views = [meta.attributes.get("content", "") for meta in page.find_all('meta[name="viewport"]')]
    if not any("device-width" in view for view in views):
        page.not_yet(
            expected='<meta name="viewport" content="width=device-width, initial-scale=1"> in the head',
            got=" and ".join(views) or "no such line: phones show the page tiny, as if their screen were wide",
            made=page.frame,
        )


@task(1, guard=True)
def test_the_gallery_is_still_there(visitor, builds):
    """The gallery still shows every plate and leads to every build."""
    page = visitor.opens("/")
    plates = [plate for _, plate in drawings_in(page)]
    for build in builds:
        if not any(link.address == f"/builds/{build.number}" and build.title in link.text for link in page.links):
            page.not_yet(
                expected=f"a link “{build.title}” to /builds/{build.number}", got=in_main(page), reason=ONLY_BLOCKS
            )
        if build.plate not in plates:
            page.not_yet(expected=f"the plate of “{build.title}”", got=f"{len(plates) or 'no'} other plates")


@task(2, points=2)
def test_the_navigation_is_on_every_page(visitor, builds, rng):
    """The gallery and every build have the navigation."""
    themes = [builds[0].theme, f"pirate{rng.randrange(100)}"]
    for path in ["/", *(f"/?theme={theme}" for theme in themes)]:
        has_navigation(visitor.opens(path), {"/", "/about"})
    for build in builds:
        page = visitor.opens(f"/builds/{build.number}")
        if style_sheets(page):  # otherwise it does not wear the layout, which is task 1's business
            has_navigation(page, {"/", "/about"})


@task(2, guard=True)
def test_what_a_page_fetches_is_there(visitor, builds):
    """What a page fetches or jumps to is there, and pictures have words."""
    build = visitor.gets(f"/builds/{builds[0].number}")
    for page in (build, visitor.opens("/"), visitor.opens("/about")):
        fetched = [e.attributes["href"] for e in page.find_all("link[rel~=icon][href]")]
        fetched += [e.attributes["src"] for e in page.find_all("img[src], script[src]")]
        if page is not build:
            fetched += set(style_sheets(page)) - set(style_sheets(build))  # those of a build are task 1's business
        for href in fetched:
            if at(page, href).startswith("/"):
                is_there(page, href)
        for link in page.find_all("a[href]"):
            jumps_somewhere(page, link)
        for image in page.find_all("img"):
            if "alt" not in image.attributes:
                page.not_yet(expected='alt="…" in each <img>: words for those who cannot see it', got=image.html)
        for drawing, _ in drawings_in(page):
            if not name_of(drawing, page) and drawing.attributes.get("aria-hidden") != "true":
                page.not_yet(expected="words for each plate, in its aria-label", got="a plate without any")


@task(3)
def test_about_wears_the_layout(visitor, builds):
    """The about page has the navigation and the style sheet."""
    others = visitor.gets("/"), visitor.gets(f"/builds/{builds[0].number}")
    page = visitor.opens("/about")
    wears_the_same(page, others[1])
    has_navigation(page, in_navigation(*others))


@task(3)
def test_every_page_has_a_title_of_its_own(visitor, builds):
    """Every page has a title of its own."""
    by_title = defaultdict(list)
    for page in in_the_layout(visitor, builds):
        by_title[title_of(page)].append(page.path)
        if not title_of(page):
            page.not_yet(expected="a <title> in the head", got="none")
        if len(by_title[title_of(page)]) > 1:
            page.not_yet(
                expected="a <title> that no other page has",
                got=f"“{title_of(page)}” on {' and on '.join(by_title[title_of(page)])}",
                reason="a page without a block for the title gets the layout's own, and so does one that misspells it",
            )


@task(3)
def test_every_page_has_its_bones(visitor, builds):
    """Every page says its language, and has one main and one h1."""
    for page in in_the_layout(visitor, builds):
        if not page.root.attributes.get("lang", "").strip():
            got = "no lang: a voice cannot read it well"
            page.not_yet(expected='<html lang="en">, or another language', got=got, made=page.frame)
        count = len(page.find_all("main, [role=main]"))
        if count != 1:
            got = f"{count or 'no'} <main>"
            page.not_yet(expected="one <main> around what is this page's own", got=got, made=page.frame)
        headings = page.find_all("h1")
        if page.path != "/about" and not headings and not page.find_all("main, [role=main]")[0].text:
            continue  # a block with another name: the guards of task 1 say so
        if len(headings) != 1:
            shown = " and ".join(f"“{heading.text}”" for heading in headings)
            page.not_yet(expected="one <h1>", got=shown or in_main(page), reason=None if headings else ONLY_BLOCKS)


@task(4, points=2)
def test_what_nobody_has_is_written_in_bricks(visitor, builds, rng):
    """What nobody has gets a page of yours, written in bricks."""
    for path in nowhere(builds, rng):
        page = visitor.gets(path)
        if not drawings_in(page):
            got = "Flask's own page" if is_flasks_own(page) else in_main(page)
            page.not_yet(expected="a plate, an <svg> with coloured studs", got=got)
        page.has("h1")


@task(4)
def test_the_page_in_bricks_wears_the_layout(visitor, builds, rng):
    """That page wears the layout, with a title of its own."""
    others = visitor.gets("/"), visitor.gets(f"/builds/{builds[0].number}")
    own = [href for href in style_sheets(others[1]) if at(others[1], href).startswith("/")]
    sheets = [href for href in own if visitor.gets(at(others[1], href)).status == 200]
    for path in nowhere(builds, rng):
        page = visitor.gets(path)
        if is_flasks_own(page):
            page.not_yet(expected="a page of yours", got="Flask's own page")
        wears_the_same(page, others[1])
        for href in style_sheets(page):
            if href in sheets:  # one that a build has not got either is task 1's business
                is_there(page, href)
        has_navigation(page, in_navigation(*others))
        if title_of(page) in ("", title_of(others[0])):
            page.not_yet(expected="a <title> of its own", got=f"“{title_of(page)}”" if title_of(page) else "none")


@task(4, guard=True)
def test_the_status_is_still_404(visitor, builds, rng):
    """The status of what nobody has is still 404."""
    for path in nowhere(builds, rng):
        page = visitor.gets(path)
        if page.status != 404:
            page.not_yet(
                expected="the status 404: programs read that, and not the words on the page",
                got=page.status_line,
                reason="a page that is returned alone gets the status 200; 404 has to be returned with it",
                made=visitor.line_of("app.py", "@app.errorhandler(404)"),
            )


# --- the pages to look at


def in_the_layout(visitor, builds):
    """Open the front page and two builds, those of them that wear a style sheet, and at last the about page.

    The others are not dressed yet, which is the business of task 1.
    """
    for path in ("/", *(f"/builds/{build.number}" for build in builds[:2])):
        page = visitor.gets(path)
        if page.status == 200 and style_sheets(page):
            yield page
    yield visitor.opens("/about")


def nowhere(builds, rng):
    """Return addresses that nobody has: a build that is not there, no rule at all, and one with several parts."""
    word = f"nowhere{rng.randrange(1000)}"
    return [f"/{word}", f"/builds/{builds.unused_number(rng)}", f"/{word}/at/all"]


# --- what is on a page


def style_sheets(page):
    """Return the addresses of the page's style sheets as they are written."""
    return [element.attributes["href"] for element in page.find_all("link[rel~=stylesheet][href]")]


def at(page, href):
    """Return where an address leads from this page: a path if it is one of the app's."""
    return page.visitor.local(urljoin(page.url, href))


def is_there(page, href):
    """Complain if a file that the page wants is not there."""
    answer = page.visitor.gets(at(page, href))
    sheet = href in style_sheets(page)
    if answer.status == 200 and (not sheet or answer.headers.get("Content-Type", "").startswith("text/css")):
        return
    relative = not href.startswith(("/", "http:", "https:"))
    page.not_yet(
        expected="a style sheet at the address in its link" if sheet else "a file at this address",
        got=f"“{href}” leads from here to {at(page, href)}: {answer.status_line}",
        reason="an address without a slash in front goes on from the page's own; url_for writes one with a slash"
        if relative
        else 'url_for("static", filename="…") takes the path inside the folder static',
        made=page.frame,
    )


def jumps_somewhere(page, link):
    """Complain if a link leads to a place on this page that is not there."""
    to = link.attributes["href"]
    names = [
        element.attributes.get("id") or element.attributes.get("name") for element in page.find_all("[id], a[name]")
    ]
    if to.startswith("#") and unquote(to[1:]) not in ("", "top", *names):
        page.not_yet(
            expected=f'an element with id="{to[1:]}", to which “{link.text}” leads',
            got="none on this page: whoever takes this link stays where they are",
            made=page.frame,
        )


def wears_the_same(page, other):
    """Complain if the page has no style sheet, or none of those that the other page has."""
    names = {href.rsplit("/", 1)[-1] for href in style_sheets(page)}
    others = {href.rsplit("/", 1)[-1] for href in style_sheets(other)}
    if not names or (others and not names & others):
        wanted = f"the style sheet that {other.path} wears" if others else "a style sheet"
        bare = NOT_DRESSED if page.claims.get("templates") else NO_TEMPLATE
        reason = bare if others and page.frame is page.claims else None
        page.not_yet(expected=wanted, got=" and ".join(names) or "none", reason=reason, made=page.frame)


def linked(page):
    """Return where the links with words lead that the page has in its navigation, without a slash at the end."""
    places = [a for nav in page.find_all("nav, [role=navigation]") for a in nav.find_all("a[href]")]
    return {link.address.rstrip("/") or "/" for link in page.links if link.element in places and link.text}


def in_navigation(*pages):
    """Return what all these pages have in their navigation. The page where one is need not be a link there."""
    return set.intersection(
        *(linked(page) | ({page.path.rstrip("/") or "/"} if linked(page) else set()) for page in pages)
    )


def has_navigation(page, wanted):
    """Complain if the page has no navigation with links to these addresses."""
    if not wanted <= in_navigation(page):
        got = f"a <nav> with links to {' and '.join(sorted(linked(page)))}"
        nothing = "a <nav> whose links have no words" if page.find_all("nav, [role=navigation]") else "no <nav>"
        page.not_yet(
            expected=f"a <nav> with links, with words, to {' and '.join(sorted(wanted))}",
            got=got if linked(page) else nothing,
            made=page.frame,
        )


def is_flasks_own(page):
    """Tell whether this is the page that Flask shows where an app has none."""
    return page.status == 404 and not page.find_all("svg, main, nav") and "entered the URL" in page.text


def title_of(page):
    """Return what the browser's tab shows."""
    titles = [element.text for element in page.find_all("title") if element.parent and element.parent.tag != "svg"]
    return titles[0] if titles else ""


def in_main(page):
    """Return what the main part of the page says, or the whole page where it has none, as a finding quotes it."""
    mains = page.find_all("main, [role=main]")
    text = " ".join(element.text for element in mains) if mains else page.text
    if not text:
        return "an empty <main>" if mains else "a page without a word"
    return f"“{text}”" if len(text) <= 120 else f"“{text[:120]}” (the first 120 of {len(text)} characters)"


def leads_to(page):
    """Return where the page's links lead, as a finding quotes it."""
    return f"links to {' and '.join(link.address for link in page.links) or 'nowhere'}"

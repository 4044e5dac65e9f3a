"""Lesson 05, a plain form: anybody adds a build, hears of it once, and finds it again among all others."""

import math
from collections import Counter
from urllib.parse import urlencode, urljoin

import pytest

from autograder.checks import task
from tests.brickyard import THEMES, plate_in
from tests.new_builds import (
    FIELDS,
    MINE,
    NO_METHOD,
    NOT_SEEN,
    address_of,
    addresses,
    another_build,
    form_tag,
    gallery,
    gallery_after,
    gallery_breaks,
    is_marked,
    is_missing,
    label_of,
    leads_to_the_form,
    letters_drawn,
    links_of,
    make_gaps,
    number_in,
    opens_the_form,
    sends,
    sends_and_waits,
    status_of_the_post,
    template_of,
    the_form,
    times_marked,
    titles_on,
    values_of,
)
from tests.said import are_refused, messages, says_nothing_of_a_refused_one, words_gone
from tests.written import last_return, written

LONGEST = 80
SENT_AGAIN = "a page that answers a POST itself is sent for once more with every reload: return a redirect instead"
SHOWN_NOWHERE = "a message waits until a template asks for it: does the layout call get_flashed_messages()?"
NAME_OF_A_PLATE = "the form sends the name of a plate; its rows are what STARTS[…] has under that name"
JUST_FITS = f"`< {LONGEST}` leaves out {LONGEST} itself, `<= {LONGEST}` does not"
IN_BYTES = "`len(title)` counts characters; once encoded, most letters of the world are several bytes"
CHECKED_TOO_LATE = "ask whether it is on offer before anything is added, and put a sentence into `problem` if it is not"
LOST_IN_THE_LIST = (
    'a list that only grew was not noticed, and not kept: give session["…"] a new list, '
    "with what was in the old one and one number more"
)


# --- task 1: the form


@task(1)
def test_the_navigation_leads_to_the_form(visitor, builds, rng):
    """The navigation of every page leads to the form."""
    for path in ("/", "/about", f"/builds/{rng.choice(builds).number}"):
        page = visitor.opens(path)
        if not any(leads_to_the_form(link) for link in page.links):
            got = f"links to {' and '.join(dict.fromkeys(link.address for link in page.links)) or 'nowhere'}"
            page.not_yet(expected="a link to /builds/new", got=got, made=page.frame)
    visitor.opens("/builds/new").has("form", what="a form at /builds/new")


@task(1)
def test_the_form_asks_for_all_three(visitor, builds):
    """The form asks for a title, a theme and a start."""
    page = opens_the_form(visitor)
    names = the_form(page).names
    for name in FIELDS:
        if name not in names:
            got = f"its fields are called {' and '.join(names)}" if names else "no field that has a name"
            page.not_yet(expected=f'a field with name="{name}"', got=got)
    for name, wanted in (("theme", THEMES), ("start", builds.starts)):
        offered = values_of(page, name)
        if not set(wanted) <= set(offered):
            shown = ", ".join(f"“{value}”" for value in offered) or "nothing to choose from"
            page.not_yet(
                expected=f"“{name}” to offer the values {', '.join(f'“{value}”' for value in wanted)}",
                got=shown,
                reason="does the view pass the list, and does the loop in the template use the same name?",
            )


@task(1)
@pytest.mark.usefixtures("builds")
def test_each_field_has_a_label(visitor):
    """Every field has a label that belongs to it."""
    page = opens_the_form(visitor)
    fields = [field for field in the_form(page).fields if field.attributes.get("type", "").lower() not in NOT_SEEN]
    if not fields:
        page.not_yet(expected="fields, each with a label", got="no field that has a name")
    for field in fields:
        own = field.attributes.get("id", "")
        if own and len(page.find_all(f'[id="{own}"]')) > 1:
            got = f'id="{own}" several times'
            page.not_yet(expected="an id that nothing else on the page has", got=got, made=template_of(page))
        if not label_of(field, page):
            value = f" value=“{field.attributes['value']}”" if field.attributes.get("value") else ""
            page.not_yet(
                expected=f"a label that belongs to the field “{field.attributes['name']}”{value}",
                got="none: the words beside it are only words",
                reason='<label for="…"> needs the id of the field; a name is not enough',
                made=template_of(page),
            )


@task(1, guard=True)
def test_a_missing_build_is_still_not_found(visitor, builds, rng):
    """A number that no build has is still a 404."""
    visitor.opens(f"/builds/{builds[0].number}")
    for last in (builds.unused_number(rng), "newer", "two"):
        visitor.opens(f"/builds/{last}", status=404)


# --- task 2: a request that changes something


@task(2, points=2)
def test_a_filled_in_form_adds_a_build(visitor, builds, rng):
    """A filled-in form puts a build on the board, for all to see."""
    new = another_build(rng, builds)
    theme = rng.choice(THEMES[1:])  # the form's first choice would not tell
    start = rng.choice([name for name in builds.starts if name != "empty"])
    sends(visitor, new.title, theme, start)
    for somebody in (visitor, visitor.another()):
        page = somebody.opens("/")
        links = links_of(page, new.title)
        if not links:
            is_missing(page, new.title, visitor)
        if number_in(links[0]) in [build.number for build in builds]:
            continue  # two builds share a page: the next check says so
        own_page = somebody.opens(links[0].address)
        own_page.has("h1", text=new.title)
        what, plate = f"the plate, which starts as “{start}”", plate_in(own_page)
        if plate == letters_drawn(start):
            got = f"the word “{start}”, drawn letter by letter"
            made = written(own_page, r"BUILDS\.append\(") or visitor.sent
            own_page.not_yet(expected=what, got=got, reason=NAME_OF_A_PLATE, made=made)
        own_page.same(builds.starts[start], plate, what=what, made=visitor.sent)
    page = visitor.opens(f"/?theme={theme}")
    if not links_of(page, new.title):
        expected = f"“{new.title}” under the theme “{theme}”, which it was given"
        page.not_yet(expected=expected, got=f"only {titles_on(page)}", made=visitor.sent)


@task(2)
def test_each_new_build_has_its_own_number(visitor, builds, rng):
    """Each new build has a number of its own."""
    make_gaps(builds, rng)
    before = {build.number for build in builds}
    for _ in range(2):
        new = another_build(rng, builds)
        sends(visitor, new.title, new.theme, "empty")
        page = visitor.opens("/")
        links = links_of(page, new.title)
        if not links:
            is_missing(page, new.title, visitor)
        number = number_in(links[0])
        if number in before:
            page.not_yet(
                expected=f"a number for “{new.title}” that no build had before",
                got=f"number {number}, which another build has: they share one page",
                reason="next_number() in builds.py finds a free one",
                made=visitor.sent,
            )
        before.add(number)


@task(2)
def test_a_reload_adds_nothing(visitor, builds, rng):
    """After the form comes a redirect, so that a reload adds nothing."""
    new = another_build(rng, builds)
    page = sends(visitor, new.title, new.theme, "empty")
    status = status_of_the_post(visitor)
    if not status.startswith(("302", "303")):
        expected, made = "302 or 303, on to another page", last_return(page, visitor.sent.get("view"))
        page.not_yet(expected=expected, got=f"{status}, a page", reason=SENT_AGAIN, made=made or visitor.sent)
    page.answers(200)
    visitor.opens(page.path)
    page = visitor.opens("/")
    count = len({link.address for link in links_of(page, new.title)})
    page.same(1, count, what=f"how many builds “{new.title}”", made=visitor.sent)


@task(2)
def test_opening_an_address_adds_nothing(visitor, builds, rng):
    """The form sends a POST, and opening an address adds nothing."""
    page = opens_the_form(visitor)
    form = the_form(page)
    method = form.element.attributes.get("method", "get").lower()
    if method != "post":
        made = template_of(page)
        page.not_yet(expected='<form method="post">', got=form_tag(form), reason=NO_METHOD, made=made)
    new = another_build(rng, builds)
    query = urlencode({"title": new.title, "theme": new.theme, "start": "empty"})
    before = addresses(visitor)
    for path in {"/builds/new", address_of(page)}:
        visitor.gets(f"{path}?{query}")
        if addresses(visitor) - before:
            page.not_yet(
                expected=f"no new build after GET {path}?…",
                got=f"“{new.title}” is on the board",
                reason="robots and browsers repeat a GET whenever they like: add a build only in a view for POST",
            )


# --- task 3: what nobody should believe


@task(3)
@pytest.mark.usefixtures("builds")
def test_a_title_of_blanks_is_refused(visitor, rng):
    """A title of nothing but blanks is refused, with a sentence."""
    blanks = rng.randrange(2, 9)
    titles = [("", "an empty title"), (" " * blanks, f"a title of {blanks} blanks")]
    are_refused(visitor, [*titles, ("\t \u3000", "a title of a tab and two kinds of blanks")])


@task(3)
def test_a_title_too_long_is_refused(visitor, builds, rng):
    """A title of 80 characters fits, and 81 are refused, with a sentence."""
    short, theme = another_build(rng, builds).title, rng.choice(THEMES)
    fitting = [(short, None), ("abcd" * (LONGEST // 4), JUST_FITS), (rng.choice("城éЯस") * LONGEST, IN_BYTES)]
    for title, reason in fitting:
        page = gallery_after(sends(visitor, title, theme, "empty"))
        if not links_of(page, title):
            page.not_yet(
                expected=f"a title of {len(title)} characters on the board",
                got="it was refused" if status_of_the_post(visitor).startswith("4") else "it is not there",
                reason=reason,
                made=written(page, r"(el)?if\b.*\blen\(") or visitor.sent,
            )
    long = [(rng.choice("abcdé") * length, f"a title of {length} characters") for length in (LONGEST + 1, 10_000)]
    are_refused(visitor, long)


@task(3)
def test_what_is_not_on_offer_is_not_added(visitor, builds, rng):
    """What the form does not offer is not added, and nothing breaks."""
    odd = f"dragon{rng.randrange(100)}"
    right = {"title": another_build(rng, builds).title, "theme": rng.choice(THEMES), "start": "meadow"}
    page = gallery_after(sends(visitor, **right))
    if not links_of(page, right["title"]):
        is_missing(page, right["title"], visitor)
    forged = [(f"{name} “{odd}”", {**right, name: odd}) for name in ("theme", "start")]
    forged += [(f"no {name}", {key: value for key, value in right.items() if key != name}) for name in FIELDS]
    action, before = address_of(opens_the_form(visitor)), addresses(visitor)
    for what, data in forged:
        page = visitor.posts(action, data)
        if page.status >= 500:
            page.answers(400)
        expected = f"a request with {what} to be refused"
        if gallery_breaks(visitor):
            got = "a new build that the gallery cannot show"
            page.not_yet(expected=expected, got=got, reason=CHECKED_TOO_LATE, made=visitor.sent)
        before, known = addresses(visitor), before
        if "title" in data and before - known:
            page.not_yet(expected=expected, got="a new build on the board", reason=CHECKED_TOO_LATE, made=visitor.sent)


# --- task 4: remembered


@task(4)
def test_your_build_says_built_by_you(visitor, builds, rng):
    """“Built by you” stands with your build, and for you alone."""
    other = visitor.another()
    mine, theirs = another_build(rng, builds), another_build(rng, builds)
    sends(visitor, mine.title, mine.theme, "empty")
    sends(other, theirs.title, theirs.theme, "meadow")
    strangers = visitor.another().opens("/")
    new_links = [link for new in (mine, theirs) for link in links_of(strangers, new.title)]
    shared = {number_in(link) for link in new_links}  # numbers given away twice are the business of task 2
    titles = [*(build.title for build in builds if build.number not in shared), mine.title, theirs.title]
    for somebody, own, whose in ((visitor, mine.title, "this visitor"), (other, theirs.title, "the second visitor")):
        page = gallery(somebody)
        marked = {title for title in titles if is_marked(page, title, titles)}
        if marked != {own}:
            shown = " and ".join(f"“{title}”" for title in titles if title in marked)
            page.not_yet(
                expected=f"“{MINE}” with “{own}” alone, which {whose} built",
                got=f"it stands with {shown}" if shown else "it stands with no build",
                reason="what lies in the session belongs to one visitor, and what lies in a list of your file to all"
                if len(marked) > 1
                else None,
            )
    strangers.does_not_show(MINE, what=f"no “{MINE}” for a third visitor, who built nothing")
    before = gallery(visitor)
    sends(other, mine.title, mine.theme, "empty")
    page = gallery(visitor)
    if len({number_in(link) for link in links_of(page, mine.title)}) > 1 and times_marked(page) > times_marked(before):
        page.not_yet(
            expected=f"“{MINE}” with the one “{mine.title}” which this visitor built",
            got="it stands with one that the second visitor built, too: it has the same title",
            reason="two builds may have one title, and no two have one number: remember the number",
        )


@task(4)
def test_your_later_builds_say_so_too(visitor, builds, rng):
    """It stands with your second and your third build, too."""
    mine = [another_build(rng, builds) for _ in range(3)]
    for build in mine:
        sends(visitor, build.title, build.theme, "empty")
    titles = [build.title for build in [*builds, *mine]]
    page = gallery(visitor)
    marked = [build.title for build in mine if is_marked(page, build.title, titles)]
    if len(marked) < len(mine):
        which, reason = str(len(marked)) if marked else "none", None
        if marked == [mine[0].title]:
            which, reason = "the first", LOST_IN_THE_LIST
        elif marked == [mine[-1].title]:
            which, reason = "the last", "each number took the place of the one before"
        page.not_yet(
            expected=f"“{MINE}” with all three builds of this visitor",
            got=f"with {which} of them",
            reason=reason,
            made=(written(page, r".*\bsession\b.*\bappend\(") or visitor.sent) if marked else None,
        )


@task(4, guard=True)
def test_the_gallery_still_shows_everybodys_builds(visitor, builds):
    """The gallery still shows everybody's builds."""
    page = visitor.opens("/")
    for build in builds:
        if f"/builds/{build.number}" not in [link.address for link in page.links]:
            page.not_yet(expected=f"“{build.title}” with a link to its page", got=f"only {titles_on(page)}")


# --- task 5: said once


@task(5)
def test_the_next_page_says_so(visitor, builds, rng):
    """The next page says that the build is there, and names it."""
    mark = f"stranger{rng.randrange(1000, 10_000)}"
    for title in (another_build(rng, builds).title, f'<b class="{mark}">Tower</b> & "gate" 塔'):
        page = sends(visitor, title, rng.choice(THEMES), "night")
        if page.find_all(f"b.{mark}"):
            page.not_yet(expected="the title as text", got="the tag in it was obeyed", reason="the filter |safe")
        redirected = status_of_the_post(visitor).startswith("30")
        reloaded = visitor.opens(page.path if redirected else "/")
        if page.text.count(title) <= reloaded.text.count(title):
            said = " ".join(words_gone(page, reloaded))
            page.not_yet(
                expected=f"a message that names “{title}”, in words which a reload does not repeat",
                got=f"“{said}”" if said else "no such words",
                reason=None if said else SHOWN_NOWHERE,
                made=messages(visitor, page),
            )


@task(5)
def test_it_says_so_once(visitor, builds, rng):
    """It says so once, to nobody else, and of no build that was refused."""
    title, other = another_build(rng, builds).title, visitor.another()
    answer = sends_and_waits(visitor, title, rng.choice(THEMES), "night")
    place = visitor.local(urljoin(answer.url, answer.headers.get("Location", "/")))
    theirs, plain = other.opens(place).text.count(title), other.opens(place).text.count(title)
    if theirs > plain:
        answer.not_yet(expected="the message to wait for the one who built it", got="a second visitor read it first")
    page = visitor.opens(place) if "Location" in answer.headers else answer
    reloaded = visitor.opens(place)
    if page.text.count(title) <= reloaded.text.count(title):
        stays = reloaded.text.count(title) > plain
        reloaded.not_yet(
            expected=f"a message that names “{title}”, and is gone after a reload",
            got="it is still there" if stays else "none",
            reason=None if stays else SHOWN_NOWHERE,
            made=messages(visitor, reloaded),
        )
    said = words_gone(page, reloaded)
    if math.gcd(*Counter(said).values()) > 1:
        page.not_yet(
            expected="the message one time on the page",
            got=f"it is there {math.gcd(*Counter(said).values())} times: “{' '.join(dict.fromkeys(said))}”",
            reason="two templates ask for the messages, and the layout alone is enough",
            made=page.frame,
        )
    says_nothing_of_a_refused_one(page, reloaded, title)

"""Lesson 05, a plain form: anybody adds a build, hears of it once, and finds it again among all others."""

import math
import re
from collections import Counter
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from autograder.checks import task
from autograder.checks.forms import Form, NoSuchField
from tests.brickyard import THEMES, any_build, plate_in

FIELDS = ("title", "theme", "start")
LONGEST = 80
MINE = "Built by you"
FLASKS_OWN = (
    "The browser (or proxy) sent a request that this server could not understand.",
    "The request was well-formed but was unable to be followed due to semantic errors.",
    "The data value transmitted exceeds the capacity limit.",
)
"""What Flask says of its own accord; none of it tells a visitor what to change."""
NO_METHOD = "a form without a method sends a GET, with all that was typed in the address"
NOT_TAKEN = "no view takes a POST at the address that this form is sent to: @app.post(…) above it"
NO_SUCH_NAME = (
    "a view asks `request.form[…]` for a name that the form does not send. With --debug, the last line of the "
    "traceback says which. Compare the names, letter by letter"
)
NO_ADDRESS = 'redirect takes an address, and a view has none but the one that url_for("…") writes'
SENT_AGAIN = "a page that answers a POST itself is sent for once more with every reload: return a redirect instead"
SHOWN_NOWHERE = "a message waits until a template asks for it: does the layout call get_flashed_messages()?"
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
            page.not_yet(expected="a link to /builds/new", got=got)
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
            page.not_yet(expected="an id that nothing else on the page has", got=f'id="{own}" several times')
        if not label_of(field, page):
            value = f" value=“{field.attributes['value']}”" if field.attributes.get("value") else ""
            page.not_yet(
                expected=f"a label that belongs to the field “{field.attributes['name']}”{value}",
                got="none: the words beside it are only words",
                reason='<label for="…"> needs the id of the field; a name is not enough',
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
    start = rng.choice([name for name in builds.starts if name != "empty"])
    sends(visitor, new.title, new.theme, start)
    for somebody in (visitor, visitor.another()):
        page = somebody.opens("/")
        links = links_of(page, new.title)
        if not links:
            page.not_yet(expected=f"the new build “{new.title}” in the gallery", got=f"only {titles_on(page)}")
        if number_in(links[0]) in [build.number for build in builds]:
            continue  # two builds share a page: the next check says so
        own_page = somebody.opens(links[0].address)
        own_page.has("h1", text=new.title)
        own_page.same(builds.starts[start], plate_in(own_page), what=f"the plate, which starts as “{start}”")
    visitor.opens(f"/?theme={new.theme}").shows(new.title)


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
            page.not_yet(expected=f"the new build “{new.title}” in the gallery", got=f"only {titles_on(page)}")
        number = number_in(links[0])
        if number in before:
            page.not_yet(
                expected=f"a number for “{new.title}” that no build had before",
                got=f"number {number}, which another build has: they share one page",
                reason="next_number() in builds.py finds a free one",
            )
        before.add(number)


@task(2)
def test_a_reload_adds_nothing(visitor, builds, rng):
    """After the form comes a redirect, so that a reload adds nothing."""
    new = another_build(rng, builds)
    page = sends(visitor, new.title, new.theme, "empty")
    status = status_of_the_post(visitor)
    if not status.startswith(("302", "303")):
        page.not_yet(expected="302 or 303, on to another page", got=f"{status}, a page", reason=SENT_AGAIN)
    page.answers(200)
    visitor.opens(page.path)
    page = visitor.opens("/")
    page.same(1, len({link.address for link in links_of(page, new.title)}), what=f"how many builds “{new.title}”")


@task(2)
def test_opening_an_address_adds_nothing(visitor, builds, rng):
    """The form sends a POST, and opening an address adds nothing."""
    page = opens_the_form(visitor)
    form = the_form(page)
    method = form.element.attributes.get("method", "get").lower()
    if method != "post":
        page.not_yet(expected='<form method="post">', got=form_tag(form), reason=NO_METHOD)
    new = another_build(rng, builds)
    query = urlencode({"title": new.title, "theme": new.theme, "start": "empty"})
    before = addresses(visitor)
    for path in {"/builds/new", address_of(page)}:
        visitor.gets(f"{path}?{query}")
        got = addresses(visitor) - before
        if got:
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
    for title in ("", " " * rng.randrange(2, 9), "\t \u3000"):
        is_refused(visitor, title, "a title without a letter")


@task(3)
@pytest.mark.usefixtures("builds")
def test_a_title_too_long_is_refused(visitor, rng):
    """A title of more than 80 characters is refused, with a sentence."""
    letter = rng.choice("城éЯस")
    fits = letter * LONGEST
    page = sends(visitor, fits, rng.choice(THEMES), "empty")
    page = visitor.opens("/")
    if not links_of(page, fits):
        page.not_yet(expected=f"a title of {LONGEST} characters on the board", got="it is not there")
    for length in (LONGEST + 1, 10_000):
        is_refused(visitor, rng.choice("abcdé") * length, f"a title of {length} characters")


@task(3)
def test_what_is_not_on_offer_is_not_added(visitor, builds, rng):
    """What the form does not offer is not added, and nothing breaks."""
    odd = f"dragon{rng.randrange(100)}"
    right = {"title": another_build(rng, builds).title, "theme": rng.choice(THEMES), "start": "meadow"}
    page = sends(visitor, **right)
    if not links_of(visitor.opens("/"), right["title"]):
        page.not_yet(expected=f"“{right['title']}” in the gallery", got="it is not there")
    action = address_of(opens_the_form(visitor))
    forged = [(f"{name} “{odd}”", {**right, name: odd}) for name in ("theme", "start")]
    forged += [(f"no {name}", {key: value for key, value in right.items() if key != name}) for name in FIELDS]
    for what, data in forged:
        before = addresses(visitor)
        page = visitor.posts(action, data)
        if page.status >= 500:
            page.answers(400)
        if "title" in data and addresses(visitor) - before:
            page.not_yet(expected=f"a request with {what} to be refused", got="a new build on the board")


# --- task 4: remembered


@task(4)
def test_your_build_says_built_by_you(visitor, builds, rng):
    """“Built by you” stands with your build, and for you alone."""
    other = visitor.another()
    mine, theirs = another_build(rng, builds), another_build(rng, builds)
    sends(visitor, mine.title, mine.theme, "empty")
    sends(other, theirs.title, theirs.theme, "meadow")
    new_links = [link for new in (mine, theirs) for link in links_of(visitor.opens("/"), new.title)]
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
    page = gallery(visitor.another())
    page.does_not_show(MINE, what=f"no “{MINE}” for a third visitor, who built nothing")


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
        reason = LOST_IN_THE_LIST if marked == [mine[0].title] else None
        if marked == [mine[-1].title]:
            reason = "each number took the place of the one before"
        page.not_yet(
            expected=f"“{MINE}” with all three builds of this visitor",
            got=f"with {len(marked) or 'none'} of them: {' and '.join(marked)}" if marked else "with none of them",
            reason=reason,
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
            )


@task(5)
def test_it_says_so_once(visitor, builds, rng):
    """It says so once, and to nobody else."""
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
        )
    said = words_gone(page, reloaded)
    if math.gcd(*Counter(said).values()) > 1:
        page.not_yet(
            expected="the message one time on the page",
            got=f"more than once: “{' '.join(said)}”",
            reason="two templates ask for the messages, and the layout alone is enough",
        )


# --- the form

NOT_SEEN = frozenset({"hidden", "submit", "button", "image", "reset"})


def leads_to_the_form(link):
    """Tell whether a link has words and leads to the form."""
    return bool(link.text) and urlsplit(link.address).path.rstrip("/") == "/builds/new"


def opens_the_form(visitor):
    """Open the page of the form, and make sure that there is one."""
    page = visitor.opens("/builds/new")
    page.has("form", what="a form at /builds/new")
    return page


def the_form(page):
    """Return the form of the page that asks for a build: the one with most of its fields."""
    forms = [Form(element) for element in page.find_all("form")]
    return max(forms, key=lambda form: sum(name in form.names for name in FIELDS))


def form_tag(form):
    """Return the opening tag of a form, as a finding quotes it."""
    attributes = "".join(f' {name}="{value}"' for name, value in form.element.attributes.items())
    return f"<form{attributes}>"


def values_of(page, name):
    """Return the values a visitor can choose from in a field."""
    values = []
    for field in the_form(page).fields:
        if field.attributes["name"] == name:
            options = field.find_all("option") if field.tag == "select" else []
            values += [option.attributes.get("value", option.text) for option in options]
            if field.attributes.get("type", "").lower() == "radio":
                values.append(field.attributes.get("value", "on"))
            elif field.attributes.get("list"):
                options = page.find_all(f'datalist[id="{field.attributes["list"]}"] option')
                values += [option.attributes.get("value", option.text) for option in options]
    return values


def label_of(field, page):
    """Return the words that belong to a field, or nothing."""
    attributes = field.attributes
    words = [attributes.get("aria-label", "")]
    for wanted in attributes.get("aria-labelledby", "").split():
        words += [element.text for element in page.find_all(f'[id="{wanted}"]')]
    if attributes.get("id"):
        words += [e.text for e in page.find_all("label[for]") if e.attributes["for"] == attributes["id"]]
    around = field.parent
    while around is not None and around.tag != "label":
        around = around.parent
    if around is not None and around.attributes.get("for") in (None, attributes.get("id")):
        words.append(around.text.replace(field.text, "") if field.tag != "input" else around.text)
    return " ".join(words).strip()


def sends(visitor, title, theme, start):
    """Open the form, fill it in, send it, and return where that leads; what goes wrong on the way is explained."""
    page = opens_the_form(visitor).submits(title=title, theme=theme, start=start)
    is_taken(page)
    if status_of_the_post(visitor).startswith("400") and "could not understand" in page.text:
        page.not_yet(expected="302 or 303, on to another page", got=page.status_line, reason=NO_SUCH_NAME)
    return page


def is_taken(page):
    """Complain if the form that was sent did not reach a view, or broke it."""
    if not any(asked.startswith("POST") for asked, _ in page.visitor.steps):
        page.not_yet(expected="the form to send a POST", got="it sent a GET", reason=NO_METHOD)
    status = status_of_the_post(page.visitor)
    if status.startswith("405"):
        page.not_yet(expected="a view that takes what the form sends", got=status, reason=NOT_TAKEN)
    if page.status == 404 and status.startswith("30"):
        page.not_yet(expected="a redirect to a page of yours", got=f"on to {page.path}: 404", reason=NO_ADDRESS)
    if page.status in (404, 500):
        page.answers(200)


def sends_and_waits(visitor, title, theme, start):
    """Send the form as ``sends`` does, and return the answer itself: the browser has not followed it yet."""
    page = opens_the_form(visitor)
    method = the_form(page).element.attributes.get("method", "get").lower()
    if method != "post":
        page.not_yet(expected='<form method="post">', got=form_tag(the_form(page)), reason=NO_METHOD)
    try:
        filled = the_form(page).fill({"title": title, "theme": theme, "start": start})
    except NoSuchField as error:
        page.not_yet(expected="a form with title, theme, start", got=str(error))
    answer = visitor.posts(address_of(page), dict(filled.data))
    if answer.status >= 400:
        answer.answers(302)
    return answer


def address_of(page):
    """Return where the form of a page is sent."""
    action = the_form(page).element.attributes.get("action", "")
    return urlsplit(page.visitor.local(urljoin(page.url, action or page.url))).path


def status_of_the_post(visitor):
    """Return the status that the last POST was answered with, or that of the last request if there was no POST."""
    return next((status for asked, status in reversed(visitor.steps) if asked.startswith("POST")), visitor.steps[-1][1])


# --- the gallery


def links_of(page, title):
    """Return the links of a page that are, or hold, this title and lead to a build."""
    wanted = " ".join(title.split())
    return [link for link in page.links if wanted in link.text and number_in(link) is not None]


def number_in(link):
    """Return the number of the build that a link leads to, or None."""
    match = re.fullmatch(r"/builds/(\d+)/?", urlsplit(link.address).path)
    return int(match[1]) if match else None


def titles_on(page):
    """Return the titles in a gallery, as a finding quotes them."""
    return " and ".join(f"“{link.text}”" for link in page.links if number_in(link) is not None) or "no build at all"


def addresses(visitor):
    """Return what somebody who visits for the first time finds in the gallery: each build's address and words."""
    page = visitor.another().opens("/")
    return {(number_in(link), link.text, place) for place, link in enumerate(page.links) if number_in(link) is not None}


def gallery(visitor):
    """Return the gallery as it is once everything that waited has been said."""
    visitor.opens("/")
    return visitor.opens("/")


def is_marked(page, title, titles):
    """Tell whether “Built by you” stands with a title: in the element around it that holds no other title."""
    links = links_of(page, title)
    if not links:
        return False  # a build that is not in the gallery is the business of task 2
    others = [other for other in titles if other != title]
    around = links[0].element
    while around.parent is not None and not any(other in around.parent.text for other in others):
        around = around.parent
    if MINE.casefold() in around.text.casefold():
        return True
    if around.find_all("svg"):
        return False
    # All builds share one element: what follows a title belongs to it, up to the next title.
    following = page.text.partition(title)[2]
    ends = [following.find(other) for other in others if other in following]
    return MINE.casefold() in following[: min(ends, default=len(following))].casefold()


def another_build(rng, builds):
    """Return a random build in whose title no title of the others is found."""
    return next(new for new in iter(lambda: any_build(rng), None) if not any(b.title in new.title for b in builds))


def make_gaps(builds, rng):
    """Add builds so that neither the number of builds plus one is free, nor the number after the last one's."""
    taken = {build.number for build in builds}
    if len(builds) + 3 not in taken:
        builds.add(any_build(rng, number=len(builds) + 3))
    else:
        builds.add(any_build(rng))
    before = next(number - 1 for number in sorted(taken, reverse=True) if number - 1 not in taken)
    builds.add(any_build(rng, number=before))


# --- what is said


def is_refused(visitor, title, what):
    """Complain unless a title is refused: nothing is added, nothing breaks, and a sentence says what is wrong."""
    form = opens_the_form(visitor)
    usual = Counter(words(form.text)) | Counter(words(visitor.opens("/").text))
    before = addresses(visitor)
    page = form.submits(title=title, theme=THEMES[0], start="empty")
    is_taken(page)
    if addresses(visitor) - before:
        page.not_yet(
            expected=f"{what} to be refused",
            got="it is on the board",
            reason="what a browser checks, such as `required`, holds nobody up who sends a request without your page",
        )
    text = page.text.replace(title.strip(), "") if title.strip() else page.text
    flasks_own = [sentence for sentence in FLASKS_OWN if sentence in text]
    if flasks_own or not Counter(words(text)) - usual:
        page.not_yet(
            expected=f"a sentence which says what is wrong with {what}",
            got=f"Flask's own: “{flasks_own[0]}”" if flasks_own else "no such words",
            reason="does the view pass the sentence on, and does the template print it under the same name?",
        )
    for name in ("theme", "start"):
        again = page.find_all("form") and "title" in the_form(page).names
        if again and len(values_of(page, name)) < len(values_of(form, name)):
            page.not_yet(
                expected=f"the form again, with all choices for “{name}”",
                got=f"{len(values_of(page, name)) or 'none'} of {len(values_of(form, name))}",
                reason="every call that shows the form has to pass it all that it needs",
            )


def words_gone(page, reloaded):
    """Return the words of a page that are gone after a reload; where only some of equal words are, the first ones."""
    spare = Counter(page.text.split()) - Counter(reloaded.text.split())
    gone = []
    for word in page.text.split():
        if spare[word] > 0:
            spare[word] -= 1
            gone.append(word)
    return gone


def words(text):
    """Return the words of a text in small letters; numbers are none."""
    return re.findall(r"[^\W\d]+", text.casefold())

"""Words about builds that visitors add: the form they fill in, and the gallery that shows them."""

import re
from urllib.parse import urljoin, urlsplit

from autograder.checks.forms import Form, NoSuchField
from tests.brickyard import any_build
from tests.plates import COLOURS, EMPTY, SIZE
from tests.written import last_return

FIELDS = ("title", "theme", "start")
MINE = "Built by you"
NO_METHOD = "a form without a method sends a GET, with all that was typed in the address"
NOT_TAKEN = "no view takes a POST at the address that this form is sent to: @app.post(…) above it"
NO_SUCH_NAME = (
    "a view asks `request.form[…]` for a name that the form does not send. With --debug, the last line of the "
    "traceback says which. Compare the names, letter by letter"
)
NO_ADDRESS = 'redirect takes an address, and a view has none but the one that url_for("…") writes'
NOT_SEEN = frozenset({"hidden", "submit", "button", "image", "reset"})


# --- the form


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


def template_of(page):
    """Return what to look at when a page was put together wrongly, whatever its view does: its template."""
    return {"templates": page.claims.get("templates", [])[:1]} if page.claims.get("templates") else page.claims


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
        expected = "302 or 303, on to another page"
        page.not_yet(expected=expected, got=page.status_line, reason=NO_SUCH_NAME, made=visitor.sent)
    return page


def is_taken(page):
    """Complain if the form that was sent did not reach a view, or broke it."""
    if not any(asked.startswith("POST") for asked, *_ in page.visitor.steps):
        made = template_of(page)
        page.not_yet(expected="the form to send a POST", got="it sent a GET", reason=NO_METHOD, made=made)
    status = status_of_the_post(page.visitor)
    if status.startswith("405"):
        page.not_yet(expected="a view that takes what the form sends", got=status, reason=NOT_TAKEN)
    if page.status == 404 and status.startswith("30"):
        page.not_yet(
            expected="a redirect to a page of yours",
            got=f"on to {page.path}: 404",
            reason=NO_ADDRESS,
            made=last_return(page, page.visitor.sent.get("view")) or page.visitor.sent,
        )
    if page.status in (404, 500):
        page.answers(200)


def sends_and_waits(visitor, title, theme, start):
    """Send the form as ``sends`` does, and return the answer itself: the browser has not followed it yet."""
    page = opens_the_form(visitor)
    method = the_form(page).element.attributes.get("method", "get").lower()
    if method != "post":
        got, made = form_tag(the_form(page)), template_of(page)
        page.not_yet(expected='<form method="post">', got=got, reason=NO_METHOD, made=made)
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
    return next(
        (status for asked, status, _ in reversed(visitor.steps) if asked.startswith("POST")), visitor.steps[-1][1]
    )


# --- the gallery


def links_of(page, title):
    """Return the links of a page that are, or hold, this title and lead to a build."""
    wanted = " ".join(title.split())
    return [link for link in page.links if wanted in link.text and number_in(link) is not None]


def number_in(link):
    """Return the number of the build that a link leads to, or None."""
    match = re.fullmatch(r"/builds/(\d+)/?", urlsplit(link.address).path)
    return int(match[1]) if match else None


def is_missing(page, title, visitor):
    """Complain that a build which a visitor sent is not in the gallery."""
    page.not_yet(expected=f"the new build “{title}” in the gallery", got=f"only {titles_on(page)}", made=visitor.sent)


def letters_drawn(word):
    """Return the plate that is seen where a word is drawn in place of rows: each letter is a row of one stud."""
    rows = [(letter if letter in COLOURS else "k").ljust(SIZE, EMPTY) for letter in word[:SIZE]]  # no fill is black
    return rows + [EMPTY * SIZE] * (SIZE - len(rows))


def titles_on(page):
    """Return the titles in a gallery, as a finding quotes them."""
    return " and ".join(f"“{link.text}”" for link in page.links if number_in(link) is not None) or "no build at all"


def addresses(visitor):
    """Return what somebody who visits for the first time finds in the gallery: each build's address and words."""
    page = visitor.another().opens("/")
    return {(number_in(link), link.text, place) for place, link in enumerate(page.links) if number_in(link) is not None}


def gallery_breaks(visitor):
    """Tell whether the gallery stops with an error: what was added cannot be shown."""
    return visitor.another().gets("/").status >= 500


def gallery(visitor):
    """Return the gallery as it is once everything that waited has been said."""
    visitor.opens("/")
    return visitor.opens("/")


def gallery_after(page):
    """Return the gallery after a form was sent: this page, if that is where it led."""
    return page if page.path == "/" else page.visitor.opens("/")


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


def times_marked(page):
    """Return how often “Built by you” stands on a page."""
    return page.text.casefold().count(MINE.casefold())


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

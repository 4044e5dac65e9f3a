"""Lesson 06, Flask-WTF: no stranger's page can send the forms, they check what they get, and bricks stay on plates."""

import re

import pytest

from autograder.checks import task
from tests.board import any_brick
from tests.brickyard import THEMES, any_build, plate_in
from tests.by_hand import error_at, filled_in, forged, forged_with_token, form_with, new_words, why_not
from tests.new_builds import status_of_the_post
from tests.plates import COLOURS as NAMES
from tests.plates import drawings_in
from tests.written import field_of, last_return

REFUSED = (400, 403)
LAST = 15
LONGEST = 80
HUGE = 10 * 1024
SWAPPED = "x counts the columns from the left, y the rows from the top; a plate is a list of rows, so y comes first"
ONLY_BROWSERS = "no validator; what only the browser looks at, such as required, holds nobody back who forges a request"
BLANKS = (
    "InputRequired asks whether anything was sent, and blanks are something; Length(1, …) refuses what strip leaves"
)
THE_FIELD = "the name of a field stands for the field itself; what was filled in is its .data"
NOT_SHOWN = "a redirect forgets what is wrong: where the form is not valid, show the same form again."
FRESH = r"\w+Form\("
NO_ERRORS = "the errors are in the form that was asked whether it is valid: pass this one, and show its errors"
TOKENS = "CSRFProtect(app) answers every POST without a token by a 400"


# --- task 1: nobody else's page


@task(1, points=2)
@pytest.mark.usefixtures("builds")
def test_a_forged_build_is_refused(visitor, rng):
    """A forged build gets a 400, and the board stays as it was."""
    build = any_build(rng)
    values = {"title": build.title, "theme": build.theme, "start": "empty"}
    page = visitor.opens("/builds/new")
    is_refused(forged(page, values))
    has_no_build(visitor, build)
    other = filled_in(visitor.another().opens("/builds/new"), *values)
    answer = forged(page, {name: value for name, value in other.items() if value} | values)
    if answer.status not in REFUSED:
        answer.not_yet(
            expected="400: the token was made for another visitor",
            got=answer.status_line,
            reason="a token that is the same for everybody is no secret; CSRFProtect keeps one in each session",
        )
    has_no_build(visitor, build)


@task(1, guard=True)
def test_your_own_form_still_adds_builds(visitor, builds, rng):
    """Your own form still puts a build on the board."""
    build, start = any_build(rng), rng.choice(["meadow", "night"])
    number = adds(visitor, build, start)
    gallery = visitor.opens("/")
    if len(drawings_in(gallery)) <= len(builds):
        expected = f"“{build.title}” with the plate called {start}"
        gallery.not_yet(expected=expected, got="no plate with studs for it", made=visitor.sent)
    same_theme = visitor.opens(f"/?theme={build.theme}")
    if str(number) not in numbers_on(same_theme):
        expected = f"“{build.title}” on /?theme={build.theme}"
        same_theme.not_yet(expected=expected, got="other builds only", reason=THE_FIELD, made=visitor.sent)
    page = visitor.opens("/builds/new").submits(title=build.title, theme=build.theme, start=start)
    page.answers(200)
    if found := re.search(r"<(input|select)\b", page.text):
        page.not_yet(
            expected=f"“{build.title}” in the message", got=f"{found[0]} …", reason=THE_FIELD, made=visitor.sent
        )


# --- task 2: the form for a build


@task(2, points=2)
@pytest.mark.usefixtures("builds")
def test_errors_stand_beside_their_fields(visitor, rng):
    """The error of a title stands beside it, and is tied to it."""
    build = any_build(rng)
    before = visitor.opens("/builds/new")
    long = {
        f"a title of {len(title)} characters": title
        for title in (build.title.ljust(LONGEST + 1, "x"), build.title * 200)
    }
    for called, title in {"no title": "", "a title of two blanks": "  ", **long}.items():
        page = refused(before, title, called)
        has_error(page, before, "title")


@task(2)
@pytest.mark.usefixtures("builds")
def test_what_was_filled_in_is_kept(visitor, rng):
    """What was filled in is kept when something is wrong."""
    title = " ".join(any_build(rng).title for _ in range(8))
    typed = {"title": title, "theme": rng.choice(["space", "western"]), "start": rng.choice(["meadow", "night"])}
    page = visitor.opens("/builds/new").submits(**typed)
    is_kept(page, typed)
    again, fresh = any_build(rng), any_build(rng)
    answer = page.submits(title=again.title)
    if not is_in(answer, again):
        afresh = visitor.opens("/builds/new").submits(title=fresh.title, theme=fresh.theme, start="night")
        if is_in(afresh, fresh):  # a form that is never accepted is the business of other checks
            expected = f"“{again.title}” on the board, when the form that came back is sent with it"
            why_not(answer, page, expected, "title")


@task(2, guard=True)
@pytest.mark.usefixtures("builds")
def test_bad_titles_are_still_refused(visitor, rng):
    """A blank title and one of 10 kB are still refused."""
    form = visitor.opens("/builds/new")
    for title, called in (("", "no title"), (" \t ", "a title of blanks"), ("щ" * HUGE, "a title of 10 kB")):
        refused(form, title, called)
    for title in (f"{any_build(rng).title} 中文 العربية ไทย 🧱", "ж" * LONGEST):
        adds(visitor, any_build(rng, title=title), "empty")


@task(2, guard=True)
@pytest.mark.usefixtures("builds")
def test_only_what_the_lists_offer(visitor, rng):
    """Only themes and plates from the lists are still accepted."""
    build = any_build(rng)
    good = {"title": build.title, "theme": build.theme, "start": "empty"}
    form = visitor.opens("/builds/new")
    for bad in ({"theme": "pirate"}, {"theme": "x" * HUGE}, {"start": "swamp"}, {"start": "__class__"}):
        page = forged_with_token(form, good | bad)
        if page.status >= 500:
            page.answers(200)
        has_no_build(visitor, build, expected=f"no build whose {' '.join(bad)} is in none of the lists")


# --- task 3: a brick


@task(3, points=2)
def test_a_brick_lands_where_it_should(visitor, builds, rng):
    """A brick lands in its column and its row, in its colour."""
    build, other = rng.sample(list(builds), 2)
    inner = [(x, y) for x in range(1, LAST) for y in range(1, LAST) if x != y and len({*build.plate[y][x:]}) > 1]
    x, y, colour = next(
        (x, y, letter)
        for x, y in rng.sample(inner, len(inner))
        for _, _, letter in [any_brick(rng)]
        if letter not in (build.plate[y][x], build.plate[x][y])
    )
    before = visitor.opens(f"/builds/{build.number}")
    page = places(before, x, y, colour)
    after = plate_on(visitor, build)
    if after == build.plate:
        if status_of_the_post(visitor).startswith("3"):
            page.not_yet(
                expected=f"a brick in column {x} and row {y}",
                got="the form was accepted, and the plate is as it was",
                reason="a new text is on no plate yet: rows[4] = … puts it back into the list of rows",
                made=visitor.sent,
            )
        why_not(page, before, f"a brick in column {x} and row {y}", "x", "y", "colour")
    if after == with_brick(build.plate, y, x, colour):
        page.not_yet(
            expected=f"a brick in column {x} and row {y}",
            got=f"it lies in column {y} and row {x}",
            reason=SWAPPED,
            made=visitor.sent,
        )
    row = build.plate[y]
    if after[y] == f"{row[:x]}{colour}{row[x:]}"[: len(row)]:
        page.not_yet(
            expected=f"one brick in row {y}, and {len(row)} places as before",
            got=f"{len(row) + 1} places: what stood in column {x}, and all behind it, moved on by one",
            reason="row[x:] begins with the letter that goes; what stands behind it begins at x + 1",
            made=visitor.sent,
        )
    page.same(with_brick(build.plate, x, y, colour), after, what="the plate, letter by letter", made=visitor.sent)
    page.answers(200)
    what = f"the plate of “{other.title}”, where no brick was placed"
    page.same(other.plate, plate_on(visitor, other), what=what, made=visitor.sent)


@task(3)
def test_the_corners_take_bricks(visitor, builds, rng):
    """The four corners of a plate take bricks, too."""
    build = rng.choice(builds)
    plate = build.plate
    colour = rng.choice([letter for letter in "roygbvwk" if letter not in {plate[y][x] for x, y in CORNERS}])
    before = visitor.opens(f"/builds/{build.number}")
    for x, y in CORNERS:
        page = places(before, x, y, colour)
        plate = with_brick(plate, x, y, colour)
    after = plate_on(visitor, build)
    for x, y in CORNERS:
        if after[y][x] != colour:
            before = visitor.opens(f"/builds/{build.number}")
            page = places(before, x, y, colour)
            said = new_words(page, before)
            named = next((name for name in ("x", "y") if error_at(page, before, name)), "")
            page.not_yet(
                expected=f"a brick in column {x} and row {y}",
                got=f"none there; the page says “{said[:120]}”" if said else "none there",
                reason="DataRequired takes 0 for nothing; InputRequired asks whether anything was sent"
                if 0 in (x, y) and after[LAST][LAST] == colour
                else None,
                made=field_of(page, named, "x", "y", "colour") or visitor.sent,
            )


CORNERS = ((0, 0), (LAST, 0), (0, LAST), (LAST, LAST))


@task(3)
def test_a_forged_brick_is_refused(visitor, builds, rng):
    """A forged brick gets a 400, and the plate stays as it was."""
    build = rng.choice(builds)
    x, y, colour = new_brick(rng, build)
    page = visitor.opens(f"/builds/{build.number}")
    is_refused(forged(page, {"x": str(x), "y": str(y), "colour": sent_for(page, colour)}))
    visitor.opens(f"/builds/{build.number}").same(build.plate, plate_on(visitor, build), what="the plate after that")


@task(3)
def test_no_build_no_brick(visitor, builds, rng):
    """A brick for a build that nobody made is a 404."""
    build = rng.choice(builds)
    nobody = str(builds.unused_number(rng))
    page = visitor.opens(f"/builds/{build.number}")
    values = {"x": "3", "y": "4", "colour": sent_for(page, "r")}
    forged_with_token(page, values, instead=(str(build.number), nobody)).answers(404)


# --- task 4: what is no brick


@task(4, points=2)
def test_bricks_stay_on_the_plate(visitor, builds, rng):
    """What lies off the plate is refused."""
    build = rng.choice(builds)
    _, _, colour = new_brick(rng, build)
    before = visitor.opens(f"/builds/{build.number}")
    brick = {"x": "7", "y": "7", "colour": sent_for(before, colour)}
    for name in ("x", "y"):
        for value in ("-1", str(LAST + 1), str(rng.randrange(100, 1000)), "9" * 30, "two", "1.5", "", None):
            page = forged_with_token(before, brick | {name: value or ""}, without=name if value is None else "")
            made = field_of(before, name, *brick) or visitor.sent
            wanted = f"{name + '=' + value if value else 'no ' + name} to be refused, and no brick placed"
            error = page.claims.get("error")
            if isinstance(error, dict) and error.get("type") == "IndexError":
                got = f"{name}={value} reached the view, which stopped with an IndexError: the form had let it through"
                before.not_yet(expected=wanted, got=got, made=made)
            if page.status >= 500:
                page.answers(200)
            after = visitor.opens(f"/builds/{build.number}")
            off = [shape for shape in after.find_all("svg rect") if not on_the_plate(shape)]
            if plate_in(after) != build.plate or off:
                got = "a brick was placed all the same" if not off else "a row too long for the plate"
                page.not_yet(expected=wanted, got=got, made=made)


@task(4)
def test_the_error_of_a_brick_is_shown(visitor, builds, rng):
    """Its error stands beside the field, and the rest is kept."""
    build = rng.choice(builds)
    colour = rng.choice([letter for letter in NAMES if letter != build.plate[9][9]])
    for bad, value, good in (("x", "16", "y"), ("y", "-1", "x")):
        before = visitor.opens(f"/builds/{build.number}")
        rest = {good: "9", "colour": sent_for(before, colour)}
        page = forged_with_token(before, rest | {bad: value})
        has_error(page, before, bad)
        is_kept(page, rest)
    answer = page.submits(**{bad: "9"})
    fresh = visitor.opens(f"/builds/{build.number}")
    if plate_in(fresh) == build.plate:
        places(fresh, 9, 9, colour)
        if plate_on(visitor, build) != build.plate:
            expected = "a brick in column 9 and row 9, when the form that came back is sent again"
            why_not(answer, page, expected, "x", "y")


@task(4)
def test_only_the_palettes_colours(visitor, builds, rng):
    """A colour that is not on the palette is refused."""
    build = rng.choice(builds)
    page = visitor.opens(f"/builds/{build.number}")
    for colour in ("crimson", "", "x", "ж", "<b>", "r" * HUGE):
        answer = forged_with_token(page, {"x": "7", "y": "7", "colour": colour})
        if answer.status >= 500:
            answer.answers(200)
        if plate_on(visitor, build) != build.plate:
            called = f"the colour “{colour[:20]}”" if colour else "no colour"
            answer.not_yet(expected=f"{called} to be refused", got="the plate has changed", made=visitor.sent)


# --- task 5: a plate of one's own


@task(5, points=2)
@pytest.mark.usefixtures("builds")
def test_builds_from_one_start_stay_apart(visitor, rng):
    """Builds that began with the same plate stay apart."""
    start = rng.choice(["empty", "meadow", "night"])
    first, second = any_build(rng), any_build(rng)
    numbers = [adds(visitor, build, start) for build in (first, second)]
    plate = plate_in(visitor.opens(f"/builds/{numbers[0]}"))
    x, y, colour = next((x, y, letter) for x, y, letter in iter(lambda: any_brick(rng), None) if plate[y][x] != letter)
    before = visitor.opens(f"/builds/{numbers[0]}")
    page = places(before, x, y, colour)
    if plate_in(visitor.opens(f"/builds/{numbers[0]}")) == plate:
        why_not(page, before, f"a brick on “{first.title}”", "x", "y", "colour")
    late = any_build(rng)
    for build, number in ((second, numbers[1]), (late, adds(visitor, late, start))):
        own = visitor.opens(f"/builds/{number}")
        if plate_in(own) != plate:
            when = "was made before" if build is second else "was made after"
            own.not_yet(
                expected=f"“{build.title}”, which {when} a brick was placed on “{first.title}”, to be without it",
                got=f"the same brick in column {x} and row {y}: both builds have one and the same list for a plate",
                reason="a list that two names lead to is one list; list(…) makes another one with the same rows",
                made=visitor.sent,
            )


# --- builds


def adds(visitor, build, start):
    """Add a build through the form, and return the number it got."""
    before = visitor.opens("/builds/new")
    page = before.submits(title=build.title, theme=build.theme, start=start)
    addresses = [link.address for link in visitor.opens("/").links if build.title in link.text]
    numbers = [int(match[1]) for match in (re.fullmatch(r"/builds/(\d+)", each) for each in addresses) if match]
    if not numbers:
        expected = f"“{build.title[:60]}” on the board"
        if page.find_all("ul [name=title], a [name=title]"):
            got = "a field to type in, where the title should be"
            page.not_yet(expected, got, THE_FIELD, visitor.sent)
        why_not(page, before, expected, "title", "theme", "start")
    return numbers[0]


def refused(form, title, called):
    """Send the form with a title that is none, and return the page where that leads; complain if the build got in."""
    visitor = form.visitor
    before = set(numbers_on(visitor.opens("/")))
    page = form.submits(title=title, theme=THEMES[0], start="empty")
    if page.status >= 500:
        page.answers(200)
    if set(numbers_on(visitor.opens("/"))) != before:
        page.not_yet(
            expected=f"{called} to be refused by the server",
            got="a new build on the board",
            reason=BLANKS if title.isspace() else ONLY_BROWSERS,
            made=field_of(form, "title", "theme", "start") or visitor.sent,
        )
    return page


def is_in(answer, build):
    """Tell whether a build is in the gallery, where a form may have led or not."""
    page = answer if answer.path == "/" else answer.visitor.opens("/")
    return any(build.title in link.text for link in page.links)


def numbers_on(gallery):
    """Return the numbers of the builds that a page leads to."""
    return re.findall(r"/builds/(\d+)", " ".join(link.address for link in gallery.links))


def has_no_build(visitor, build, expected="the board as it was"):
    """Complain if a build got on the board."""
    gallery = visitor.opens("/")
    if build.title in gallery.text:
        got = f"“{build.title}” on the board"
        gallery.not_yet(expected=expected, got=got, reason=TOKENS, made=visitor.sent)


def is_refused(answer):
    """Complain if a forged request was not refused."""
    if answer.status in REFUSED:
        return
    if answer.status in (404, 405):
        answer.answers(400)
    got = f"{answer.status_line}, on to {answer.headers['Location']}" if "Location" in answer.headers else None
    answer.not_yet(
        expected="400 BAD REQUEST: a request without a token, such as a stranger's page sends it, is refused",
        got=got or f"{answer.status_line}, as if all were well",
        reason=TOKENS,
    )


# --- what a form shows


def has_error(page, before, field):
    """Complain if the page does not say at a field what is wrong with it."""
    again = page.find_all(f"[name={field}]")
    if page.status in REFUSED and not again:
        why_not(page, before, f"the form again, with what is wrong with {field}", field)
    if page.status >= 400 and not again:
        page.answers(200)
    if not again:
        on = f", on to {page.headers['Location']}" if "Location" in page.headers else f", {page.path}"
        page.not_yet(
            expected=f"the form again, with what is wrong with {field}",
            got=f"no form: {page.status_line}{on}",
            reason=f"{NOT_SHOWN} Or {ONLY_BROWSERS}",
            made=page.visitor.sent,
        )
    if error_at(page, before, field):
        return
    words = new_words(page, before)
    page.not_yet(
        expected=f"what is wrong with {field}, beside it: with an id, and aria-describedby on the field names that id",
        got=f"“{words[:120]}” stands on the page, and nothing ties it to {field}" if words else "not a word about it",
        reason=None if words else NO_ERRORS,
        made=None if words else last_return(page, page.claims.get("view"), FRESH) or None,
    )


def is_kept(page, typed):
    """Complain if the page has lost something that was filled in."""
    if page.status >= 500:
        page.answers(200)
    shown = filled_in(page, *typed)
    page.same(typed, {name: shown.get(name, "") for name in typed}, what="the form, filled in as before")


# --- bricks and plates


def places(page, x, y, colour):
    """Place a brick through the form of a build's page, and return the page where that leads."""
    form_with(page, "x", "y", "colour")
    return page.submits(x=str(x), y=str(y), colour=sent_for(page, colour))


def sent_for(page, letter):
    """Return what the form on a page sends for a colour: its letter, or its name where the letter is none."""
    form = form_with(page, "x", "y", "colour")
    fields = [field for field in form.fields if field.attributes["name"] == "colour"]
    options = [option for field in fields for option in [field, *field.find_all("option")]]
    values = {option.attributes.get("value", option.text) for option in options}
    return NAMES[letter] if letter not in values and NAMES[letter] in values else letter


def new_brick(rng, build):
    """Return a random brick that changes the plate of a build."""
    return next((x, y, c) for x, y, c in iter(lambda: any_brick(rng), None) if build.plate[y][x] != c)


def plate_on(visitor, build):
    """Return the plate that the page of a build shows."""
    return plate_in(visitor.opens(f"/builds/{build.number}"))


def with_brick(plate, x, y, colour):
    """Return a plate with one more brick."""
    return [row[:x] + colour + row[x + 1 :] if number == y else row for number, row in enumerate(plate)]


def on_the_plate(shape):
    """Tell whether a rectangle of a drawing begins on the plate, as far as its numbers say so."""
    try:
        x, y = float(shape.attributes.get("x", 0)), float(shape.attributes.get("y", 0))
    except ValueError:
        return True
    svg = shape.parent
    while svg is not None and svg.tag != "svg":
        svg = svg.parent
    box = (svg.attributes.get("viewbox") or svg.attributes.get("viewBox", "")) if svg is not None else ""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", box)]
    if len(numbers) != 4:
        return True
    left, top, width, height = numbers
    return left <= x < left + width and top <= y < top + height

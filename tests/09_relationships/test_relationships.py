"""Lesson 09, relationships: bricks belong to a build, themes combine freely, and a listing asks few questions."""

import re
from urllib.parse import urljoin

import pytest

from autograder.checks import task
from autograder.checks.finding import DID, EXPECTED, FOUND, REASON, NotYet
from autograder.checks.forms import Form
from tests.board import any_brick, bricks_of, plate_of
from tests.brickyard import THEMES, any_build
from tests.by_hand import form_with
from tests.cards import card_of
from tests.plates import drawings_in, plate_in

REFUSED = 400
NO_OWNER = "a brick that knows its build is not on the board yet: append it to build.bricks, or add it to the session"
NO_NAMES = "the form has to be given a list of names: the boxes know names, and not the themes themselves"
PILED_UP = "what is ticked is added to the old themes: an assignment, `build.themes = …`, puts it in their place"
NO_PAIRS = "as task 2 asks, init-db gives each build every theme that its sample names"


@task(1)
@pytest.mark.usefixtures("board")
def test_each_brick_points_to_a_build(database):
    """The database knows that each brick belongs to a build."""
    if not database.rows("brick"):
        complain(expected="bricks in the table `brick`", got="none")
    points = database.points("brick")
    if points.get("build_id") != "build":
        complain(
            expected="a foreign key in the table `brick`: its build_id points to a row of `build`",
            got=f"foreign keys to {' and '.join(points.values())}" if points else "a number that points nowhere",
        )


@task(1)
@pytest.mark.usefixtures("board")
def test_a_deleted_build_takes_its_bricks_along(visitor, database, rng):
    """A deleted build takes its bricks along, and no others."""
    before = database.rows("brick")
    number = rng.choice(numbers_in(database))
    page = deletes(visitor, number)
    visitor.gets(f"/builds/{number}").answers(404)
    left = [brick for brick in database.rows("brick") if brick["build_id"] in (number, None)]
    if left:
        page.not_yet(
            expected=f"no bricks of build {number} in the table `brick`",
            got=f"{len(left)} bricks, left behind by a build that is gone",
        )
    wanted = [brick for brick in before if brick["build_id"] != number]
    page.same(wanted, database.rows("brick"), what="the bricks of the other builds")


@task(1, guard=True)
def test_a_new_build_still_starts_with_bricks(visitor, board):
    """A new build still starts with the bricks of its plate."""
    empty, meadow = board.adds(), board.adds(start="meadow")
    if bricks_of(empty.plate):
        page = visitor.opens(f"/builds/{empty.number}")
        page.same([], bricks_of(empty.plate), what="the bricks of a build that starts empty")
    if not bricks_of(meadow.plate):
        made = visitor.sent.get("view")
        page = visitor.opens(f"/builds/{meadow.number}")
        page.not_yet(expected="the bricks of the plate “meadow”", got="none", reason=NO_OWNER, made=made)


@task(1, guard=True)
def test_a_stud_still_takes_one_brick(visitor, board, database, rng):
    """A free stud still takes a brick, and a taken one still does not."""
    one, other = rng.sample(numbers_in(database) or [board.adds().number], 2)
    neighbour, page = plate_in(visitor.opens(f"/builds/{other}")), visitor.opens(f"/builds/{one}")
    plate = plate_in(page)
    x, y, letter = any_brick(rng, tuple(bricks_of(plate)))
    plate[y] = plate[y][:x] + letter + plate[y][x + 1 :]
    for colour in (letter, "k" if letter != "k" else "w"):
        page = page.submits(x=x, y=y, colour=colour)
        if page.path != f"/builds/{one}" or page.status != 200:
            page = visitor.opens(f"/builds/{one}")
        page.same(plate, plate_in(page), what=f"the plate, with “{letter}” in column {x} of row {y}")
    page = visitor.opens(f"/builds/{other}")
    page.same(neighbour, plate_in(page), what="the plate of another build")


@task(2, guard=True)
@pytest.mark.usefixtures("board")
def test_each_theme_is_one_row(database):
    """Each theme is still one row of `theme`, with a name of its own."""
    names = sorted(themes_by_id(database).values())
    wanted = f"one row for each theme in the table `theme`: {', '.join(THEMES)}"
    if names != sorted(THEMES):
        complain(wanted, got=", ".join(map(str, names)) or "no row")
    if {"name"} not in database.unique("theme"):
        complain("a name that no two themes share, kept by the database", got="nothing forbids the same name twice")


@task(2, points=2)
@pytest.mark.usefixtures("board")
def test_builds_and_themes_are_paired(database):
    """The table `build_theme` pairs builds with themes that exist."""
    found = pairs(database)
    if not found:
        complain("rows in `build_theme`, each with a build and a theme", "none", NO_PAIRS)
    names, known = themes_by_id(database), numbers_in(database)
    strangers = [pair for pair in found if pair[0] not in known or pair[1] not in names]
    if strangers:
        complain("pairs of a build and a theme that are there", f"build {strangers[0][0]}, theme {strangers[0][1]}")
    builds = [build for build, _ in found]
    if len(set(builds)) == len(builds):
        complain("samples with several themes, as builds.py has them", "no build with two", NO_PAIRS)
    if len(set(found)) < len(found):
        complain("each pair once", "one of them twice")
    both = {column for column, table in database.points("build_theme").items() if table in ("build", "theme")}
    if both not in database.unique("build_theme"):
        got = "nothing forbids the same pair twice"
        complain("each pair once, kept by the database", got, "`primary_key=True` is missing in one of the columns")


@task(2)
@pytest.mark.usefixtures("board")
def test_a_theme_stays_when_its_build_goes(visitor, database, rng):
    """When a build with several themes is deleted, the themes stay."""
    themes, before = themes_by_id(database), pairs(database)
    number = any_combined(rng, combined(visitor, database))
    page = deletes(visitor, number)
    page.same(themes, themes_by_id(database), what="the themes in the table `theme`")
    page.same([pair for pair in before if pair[0] != number], pairs(database), what="the pairs in `build_theme`")


@task(2)
@pytest.mark.usefixtures("board")
def test_each_card_names_its_themes(visitor, database):
    """Each card of the gallery names the themes of its build."""
    themes = combined(visitor, database)
    page = visitor.opens("/")
    titles = {row["id"]: row["title"] for row in database.rows("build")}
    for number, title in titles.items():
        words = card_of(page, f"/builds/{number}").replace(title, "").casefold()
        named = [theme for theme in sorted(THEMES) if re.search(rf"\b{theme}\b", words)]
        page.same(themes[number], named, what=f"the themes on the card of “{title}”")


@task(3, points=2)
@pytest.mark.usefixtures("board")
def test_a_theme_shows_every_build_that_has_it(visitor, database):
    """A theme shows every build that has it, and no others."""
    themes = combined(visitor, database)
    titles = {row["id"]: row["title"] for row in database.rows("build")}
    for theme in THEMES:
        page = visitor.opens(f"/?theme={theme}")
        shown = {link.address for link in page.links}
        for number, own in themes.items():
            is_under(page, theme, titles[number], own, f"/builds/{number}" in shown, page.claims.get("view"))


@task(3, points=2)
@pytest.mark.usefixtures("board")
def test_a_build_leads_to_each_of_its_themes(visitor, database):
    """The page of a build links to each of its themes."""
    one_of_each = {tuple(own): number for number, own in combined(visitor, database).items()}
    for own, number in one_of_each.items():
        page = visitor.opens(f"/builds/{number}")
        found = sorted({link.address for link in page.links if link.address.startswith("/?theme=")})
        wanted = [f"/?theme={theme}" for theme in own]
        if found != wanted:
            page.not_yet(expected=f"links to its themes: {listed(wanted)}", got=listed(found))


@task(4)
@pytest.mark.usefixtures("board")
def test_a_new_build_is_paired_with_its_theme(visitor, database, rng):
    """A new build is paired with its theme."""
    form, known = visitor.opens("/builds/new"), themes_by_id(database)
    for theme in rng.sample(THEMES, 2):
        build = any_build(rng)
        page = posts(form, build.title, [theme])
        rows = [row for row in database.rows("build") if row["title"] == build.title]
        page.same(1, len(rows), what=f"the rows of “{build.title}” in the table `build`")
        found = themes_by_build(database)[rows[0]["id"]]
        page.same(
            theme, listed(found), what=f"the themes of “{build.title}”, in the database", made=page.claims.get("view")
        )
        made = [name for row, name in themes_by_id(database).items() if row not in known]
        if made:
            wanted = "no new row in the table `theme`: builds share those that are there"
            page.not_yet(expected=wanted, got=f"a second row called “{made[0]}”")


@task(4, points=2)
@pytest.mark.usefixtures("board")
def test_a_build_with_two_themes_is_under_both(visitor, rng):
    """A new build with two themes appears under both, and nowhere else."""
    pairs = rng.sample([["castle", "space"], ["space", "western"], ["castle", "western"]], 2)
    added = {any_build(rng).title: themes for themes in pairs}
    form = visitor.opens("/builds/new")
    for title, themes in added.items():
        posts(form, title, themes)
    are_under(visitor, added)
    page = visitor.opens("/")
    for title in added:
        page.same(
            1, len([link for link in page.links if title in link.text]), what=f"how often the gallery has “{title}”"
        )


@task(4)
@pytest.mark.usefixtures("board")
def test_a_build_without_a_theme_is_under_none(visitor, rng):
    """A build without a theme is in the gallery, and under no theme."""
    title = any_build(rng).title
    posts(visitor.opens("/builds/new"), title, [])
    page = visitor.opens("/")
    if not any(title in link.text for link in page.links):
        page.not_yet(expected=f"“{title}” in the gallery", got="it is not there")
    are_under(visitor, {title: []})


@task(4)
@pytest.mark.usefixtures("board")
def test_the_form_has_the_themes_ticked(visitor, database):
    """The form for changes comes with the themes of its build ticked."""
    themes = combined(visitor, database)
    for row in database.rows("build"):
        page = visitor.opens(f"/builds/{row['id']}/edit")
        wanted, found = themes[row["id"]], sorted(ticked(page))
        if found != wanted:
            got = listed(found) if found else "no box is ticked"
            reason = None if found else NO_NAMES
            page.not_yet(expected=f"the themes that are ticked: {listed(wanted)}", got=got, reason=reason)
        page.same(row["title"], sent(page).get("title", [""])[0], what="the title in the form")


@task(4, points=2)
@pytest.mark.usefixtures("board")
def test_changed_themes_take_the_place_of_the_old(visitor, database, rng):
    """Changed themes take the place of the old ones, for this build only."""
    before = combined(visitor, database)
    number = any_combined(rng, before)
    kept = before[number][0]
    other = next((theme for theme in THEMES if theme not in before[number]), kept)
    form = visitor.opens(f"/builds/{number}/edit")
    for themes in (sorted({kept, other}), [], sorted(THEMES), [other]):
        title = any_build(rng).title
        page = changes(form, title, themes)
        wanted, found = {**before, number: themes}, themes_by_build(database)
        after = found.get(number, [])
        if themes and set(themes) < set(after):
            lines = ("build.themes", "build.themes.extend(themes_called(form.themes.data))", "build.title =")
            page.not_yet(
                expected=f"the themes after ticking {listed(themes)}: these alone",
                got=listed(after),
                reason=PILED_UP,
                made=next(filter(None, (visitor.line_of("app.py", words) for words in lines)), None),
            )
        page.same(listed(themes), listed(after), what=f"the themes after ticking {listed(themes)}")
        page.same(wanted, found, what="the themes of all builds")
    visitor.opens(f"/builds/{number}").has("h1", text=title)
    page.same(sorted(THEMES), sorted(themes_by_id(database).values()), what="the rows of the table `theme`")


@task(4)
def test_a_theme_nobody_knows_is_refused(visitor, board, database, rng):
    """A theme that nobody knows is refused, and the page says so."""
    number = rng.choice(numbers_in(database) or [board.adds().number])
    for path in ("/builds/new", f"/builds/{number}/edit"):
        usual = visitor.opens(path)
        data = sent(usual)
        before = database.counts
        for theme in (f"pirate{rng.randrange(100)}", "castle, space", "💥" * 3000):
            page = visitor.posts(path, {**data, "title": any_build(rng).title, "themes": ["space", theme]})
            if page.status not in (200, 400, 422):
                page.not_yet(expected="the form again, with a word about the theme", got=page.status_line)
            page.same(before, database.counts, what="the number of rows, pair by pair")
            if page.status == 200 and not set(words_of(page)) - set(words_of(usual)) - set(words_of(theme)):
                page.not_yet(expected="a sentence which says that there is no such theme", got="no new word")


@task(4, guard=True)
def test_a_form_without_its_token_still_changes_nothing(visitor, board, database, rng):
    """A form without its token still changes nothing."""
    number = rng.choice(numbers_in(database) or [board.adds().number])
    data = {"title": any_build(rng).title, "theme": "space", "themes": ["space", "western"], "start": "night"}
    for path in ("/builds/new", f"/builds/{number}/edit", f"/builds/{number}/delete"):
        visitor.opens(f"/builds/{number}/edit")
        before = database.counts
        answer = visitor.posts(path, data)
        answer.same(before, database.counts, what="the number of rows, pair by pair")
        if data["title"] in [row["title"] for row in database.rows("build")]:
            answer.not_yet(expected="no build to be changed", got=f"one is called “{data['title']}” now")


@task(5, points=2)
def test_a_listing_asks_a_constant_number_of_questions(visitor, board, rng):
    """A gallery of many builds takes no more queries than one of few."""
    assert board
    theme = rng.choice(THEMES)
    pages = ["/", f"/?theme={theme}"]
    form = visitor.opens("/builds/new")
    few = {path: visitor.opens(path) for path in pages}
    for _ in range(2):
        posts(form, any_build(rng).title, [theme])
    for path in pages:
        many = visitor.opens(path)
        (before, less), (after, more) = ((len(page.find_all("svg")), page.statements) for page in (few[path], many))
        if after <= before and path == "/":
            many.not_yet(expected=f"more than {before} builds here after some were added", got=f"{after} builds")
        if more > less and after > before:
            each = (more - less) / (after - before)
            once = (
                "each build asks once more: for its bricks, for its themes, or `plate` does not loop over self.bricks"
            )
            twice = "each build asks for its bricks, and again for its themes"
            plate = None if each > 1.5 else visitor.line_of("models.py", "def plate(self):")
            looks = [visitor.bench.look_at(many.claims), plate]
            many.not_yet(
                expected=f"as many queries for {after} builds as for {before}",
                got=f"{less} queries for {before} builds, and {more} for {after}",
                reason=twice if each > 1.5 else once,
                made=", ".join(filter(None, looks)),
            )


@task(5, guard=True)
@pytest.mark.usefixtures("board")
def test_the_gallery_still_shows_each_plate(visitor, database, rng):
    """The gallery still shows every build, once, with its own plate."""
    gallery = visitor.opens("/")
    bricks = {number: [] for number in numbers_in(database)}
    for row in database.rows("brick"):
        bricks.get(row["build_id"], []).append((row["x"], row["y"], row["colour"]))
    links = {link.address for link in gallery.links}
    left_out = [number for number in bricks if f"/builds/{number}" not in links]
    gallery.same([], left_out, what="the builds without a link")
    plates = {number: plate_of(placed) for number, placed in bricks.items()}
    drawn = [plate for _, plate in drawings_in(gallery)]
    gallery.same(len(plates), len(drawn), what="plates in the gallery")
    gallery.same(sorted(plates.values()), sorted(drawn), what="the plates, as in the table `brick`")
    number = rng.choice([*plates])
    page = visitor.opens(f"/builds/{number}")
    page.same(plates[number], plate_in(page), what="the plate of a build, as in the gallery")


def complain(expected, got, reason=""):
    """Raise a finding about the database."""
    raise NotYet((DID, "flask init-db"), (EXPECTED, expected), (FOUND, got), *([(REASON, reason)] if reason else []))


# --- what is in the database


def numbers_in(database):
    """Return the numbers of all builds."""
    return [row["id"] for row in database.rows("build")]


def themes_by_id(database):
    """Return the names of all themes by their id."""
    rows = database.rows("theme")
    if rows and not {"id", "name"} <= rows[0].keys():
        complain("columns `id` and `name` in the table `theme`", f"the columns {', '.join(rows[0])}")
    return {row["id"]: row["name"] for row in rows}


def pairs(database):
    """Return the rows of `build_theme`, each as the number of a build and the id of a theme."""
    rows = database.rows("build_theme")
    columns = {table: column for column, table in database.points("build_theme").items()}
    missing = [table for table in ("build", "theme") if table not in columns]
    if missing:
        complain("two foreign keys in `build_theme`, to `build` and to `theme`", f"none that points to `{missing[0]}`")
    return sorted((row[columns["build"]], row[columns["theme"]]) for row in rows)


def themes_by_build(database):
    """Return the names of the themes of each build, sorted, by its number."""
    names, found = themes_by_id(database), pairs(database)
    return {
        number: sorted(str(names.get(theme, theme)) for build, theme in found if build == number)
        for number in numbers_in(database)
    }


def combined(visitor, database):
    """Return the themes of each build, as ``themes_by_build``; a finding if none of them has several."""
    found = themes_by_build(database)
    if all(len(themes) < 2 for themes in found.values()):
        visitor.opens("/").not_yet("builds with several themes in the database", "none", NO_PAIRS)
    return found


def any_combined(rng, themes):
    """Return the number of a build that has several themes."""
    return rng.choice([number for number, own in themes.items() if len(own) > 1])


# --- what a visitor does


def deletes(visitor, number):
    """Delete a build with the button on its pages, and return the answer, which the browser has not followed yet."""
    address = f"/builds/{number}/delete"
    for path in (f"/builds/{number}/edit", f"/builds/{number}"):
        page = visitor.opens(path)
        for element in page.find_all("form"):
            if visitor.local(urljoin(page.url, element.attributes.get("action", ""))) == address:
                answer = visitor.posts(address, dict(Form(element).fill({}).data))
                return answer if answer.status < REFUSED else answer.answers(302)
    return page.not_yet(expected=f"a form with the action {address}", got="no such form")


def posts(form, title, themes):
    """Send the form of a page for a new build, and return the answer itself: the browser has not followed it yet."""
    data = {**sent(form), "title": title, "start": "empty", "themes": themes}
    return form.visitor.posts("/builds/new", data)


def changes(page, title, themes):
    """Send the form of a page that changes a build, and return the answer, which the browser has not followed yet."""
    form_with(page, "title", "themes")
    answer = page.visitor.posts(page.path, {**sent(page), "title": title, "themes": themes})
    return answer if answer.status < REFUSED else answer.answers(302)


def sent(page):
    """Return what the form with a title sends if nobody touches it, as lists by name."""
    forms = [form for form in map(Form, page.find_all("form")) if "title" in form.names]
    if not forms:
        page.not_yet(expected="a form with a title", got="no such form")
    data = {}
    for name, value in forms[0].fill({}).data:
        data.setdefault(name, []).append(value)
    return data


def ticked(page):
    """Return the themes that the form sends if nobody touches it."""
    page.has("[name=themes]", what="boxes, or a list of several choices, called themes")
    return sent(page).get("themes", [])


def are_under(visitor, added):
    """Make sure that builds, given as titles with their themes, appear under these themes and under no other."""
    made = visitor.sent.get("view")
    for theme in THEMES:
        page = visitor.opens(f"/?theme={theme}")
        for title, themes in added.items():
            is_under(page, theme, title, themes, any(title in link.text for link in page.links), made)


def is_under(page, theme, title, own, shown, made):
    """Make sure that a build is shown under a theme that it has, and not shown under one that it has not."""
    if shown != (theme in own):
        here, got = ("under", "it is not there") if theme in own else ("not under", "there it is")
        page.not_yet(expected=f"“{title}” {here} “{theme}”: its themes are {listed(own)}", got=got, made=made)


# --- what is on a page


def listed(names):
    """Return names as people list them."""
    return " and ".join(names) or "none"


def words_of(text):
    """Return the words of a page or a text in small letters; numbers are none."""
    return re.findall(r"[^\W\d]+", getattr(text, "text", text).casefold())

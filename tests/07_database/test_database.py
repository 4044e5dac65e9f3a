"""Lesson 07, a database: what visitors make becomes rows, and is there when the app starts again."""

import re

import pytest

from autograder.checks import task
from autograder.checks.finding import ASKED, EXPECTED, FOUND, REASON, NotYet
from tests.board import any_brick, bricks_of, plate_of
from tests.brickyard import THEMES, any_build
from tests.by_hand import forged_with_token
from tests.plates import COLOURS, SIZE, drawings_in, plate_in
from tests.written import written

INIT_DB = "flask init-db, and looked into the database"
FORGOTTEN = "what is added and never committed is forgotten when the request ends, without a word"
NOT_CALLED = "`commit` without its parentheses is a name, and nobody is asked to do anything: `db.session.commit()`"
NO_LIST = (
    "what `scalars` gives is no list yet, and counts as true even where nothing is in it, so the template takes "
    "the wrong way: `.all()` makes the list"
)
COLON = (
    "a column is written `{0}: Mapped[…]`, alone or with `= mapped_column(…)` behind it. `{0} = Mapped[…]` makes none, "
    "nor does `= String(…)` or a bare `= mapped_column` behind the type, and nothing says so"
)
DRAWN = (
    "`plate` is drawn afresh from the rows whenever somebody asks for it, so what is written into it is gone at once. "
    "A brick is a row: make a `Brick`, add it, and commit"
)
NARROWER = (
    "`where` gives back a new query, which has to be kept, and run only then. What it compares begins with the class: "
    "`Build.theme`"
)
NO_PLATE = "`bricks_on` got the name of a plate, and took its letters for rows. The plate itself is `STARTS[…]`"
TASK_3 = "this build is no row of the table: begin with task 3"


@task(1, points=2)
@pytest.mark.usefixtures("board")
def test_init_db_makes_six_builds(database):
    """The command `flask init-db` writes six builds into a table."""
    rows = database.rows("build")
    if len(rows) != 6:
        raise NotYet((ASKED, INIT_DB), (EXPECTED, "six rows in the table `build`"), (FOUND, f"{len(rows)} rows"))


@task(1)
@pytest.mark.usefixtures("board")
def test_every_brick_is_a_row(database):
    """Every brick of the six builds is a row, with x, y and letter."""
    bricks = bricks_by_build(database)
    for build in database.rows("build"):
        placed = bricks.get(key_of(build), [])
        wanted = f"bricks of “{build['title']}”: rows with the build_id {key_of(build)}"
        odd = [brick for brick in placed if not is_a_brick(brick)]
        if not placed or odd:
            found = f"{odd[0]} as x, y and letter" if odd else "none"
            raise NotYet((ASKED, INIT_DB), (EXPECTED, wanted), (FOUND, found))


@task(2)
@pytest.mark.usefixtures("board")
def test_init_db_gives_themes(database):
    """The command `flask init-db` gives each build its theme."""
    for build in database.rows("build"):
        if "theme" not in build:
            columns = f"columns: {', '.join(build)}"
            raise NotYet(
                (ASKED, INIT_DB), (EXPECTED, "builds with a theme"), (FOUND, columns), (REASON, COLON.format("theme"))
            )
    themes = sorted({str(build["theme"]) for build in database.rows("build")})
    if themes != sorted(THEMES):
        wanted = f"builds with the themes {named(sorted(THEMES))}"
        raise NotYet((ASKED, INIT_DB), (EXPECTED, wanted), (FOUND, named(themes) or "no builds"))


@task(3, points=2)
@pytest.mark.usefixtures("board")
def test_a_new_build_is_a_row(visitor, database, rng):
    """A new build becomes a row, with its title and its theme."""
    build = any_build(rng, theme=rng.choice(THEMES[1:]))  # the form's first choice would not tell
    before = len(database.rows("build"))
    page = sends(visitor.opens("/builds/new"), build, "empty")
    row, rows = row_of(build, database), database.rows("build")
    if row is None:
        reason, made = unwritten(page) if len(rows) == before else (None, None)
        wanted = f"a row of the table `build` with the title “{build.title}”"
        page.not_yet(wanted, f"only {named(row['title'] for row in rows)}", reason, made)
    if "theme" not in row:
        page.not_yet("a column `theme`", f"columns: {', '.join(row)}", COLON.format("theme"))
    page.same(build.theme, row["theme"], what="its theme, in the table")


@task(3)
@pytest.mark.usefixtures("board")
def test_its_first_bricks_are_rows(visitor, database, rng):
    """The plate it starts with becomes rows that name this build."""
    form, meadows = visitor.opens("/builds/new"), []
    for start in ("meadow", "empty", "meadow"):
        build = any_build(rng)
        page = sends(form, build, start)
        row = row_of(build, database)
        if row is None:
            page.not_yet(f"“{build.title}” in the table `build`", "no such row", *unwritten(page))
        placed = sorted(bricks_by_build(database).get(key_of(row), []))
        wanted = f"bricks of the plate “{start}”, rows with the build_id {key_of(row)}"
        if odd := [brick for brick in placed if not is_a_brick(brick)]:
            named_only = written(page, r"[^#]*\bbricks_on\(form\b")
            page.not_yet(wanted, f"{odd[0]} as x, y and letter", NO_PLATE if named_only else None, named_only)
        if start == "empty":
            page.same([], placed, what="the bricks of a build that starts with “empty”")
        elif not placed:
            page.not_yet(wanted, "none", *unwritten(page))
        else:
            meadows.append(placed)
    page.same(meadows[0], meadows[1], what="the bricks of two builds that start with “meadow”")


@task(3, guard=True)
def test_the_form_still_refuses_what_it_refused(visitor, database, rng):
    """A title of blanks is still refused, and so is a forged form."""
    visitor.begins_with("init-db")
    build, before = any_build(rng), database.counts
    page = visitor.opens("/builds/new").submits(title=" " * rng.randrange(1, 5), theme=build.theme, start="meadow")
    page.answers(200).lands_on("/builds/new")
    page.same(before, database.counts, what="the number of rows after a title of blanks")
    answer = visitor.posts("/builds/new", {"title": build.title, "theme": build.theme, "start": "meadow"})
    answer.same(before, database.counts, what="the number of rows after a forged form")
    page = visitor.gets(f"/?theme={build.theme}")
    page.does_not_show(build.title, what=f"a forged build, “{build.title}”, not to be in the gallery")


@task(4, points=2)
@pytest.mark.usefixtures("board")
def test_a_new_build_is_there_after_a_restart(visitor, database, rng):
    """A new build is in the gallery after a restart, for everybody."""
    build = any_build(rng)
    taken(sends(visitor.opens("/builds/new"), build, "empty"))
    there = row_of(build, database) is not None
    page = visitor.restarts().another().opens("/")  # what everybody sees, its builder sees as well
    if build.title not in page.text:
        page.not_yet(f"“{build.title}” in the gallery", in_gallery(page), None if there else TASK_3)
    page.clicks(build.title).has("h1", text=build.title)


@task(4, points=2)
def test_plates_are_drawn_from_their_rows(visitor, board, database, rng):
    """The plates are drawn from the rows, in the gallery and on their pages."""
    build = any_build(rng)
    page = board.sends(build, "meadow").answers(200)
    rows, bricks = database.rows("build"), bricks_by_build(database)
    gallery = page if page.path == "/" else visitor.opens("/")
    drawn = [plate for _, plate in drawings_in(gallery)]
    for row in rows[-2:]:
        placed = bricks.get(key_of(row), [])
        if row["title"] == build.title and not all(map(is_a_brick, placed)):
            continue  # task 3 tells of it
        plate = plate_of(placed)
        page = visitor.opens(f"/builds/{key_of(row)}")
        page.has("h1", text=row["title"])
        page.same(plate, plate_in(page), what=f"the plate of “{row['title']}”, as in the table")
        if plate not in drawn and placed:
            gallery.not_yet(f"the plate of “{row['title']}”, as in the table", f"{len(drawn) or 'no'} other plates")
    if row_of(build, database) is None:
        gallery.not_yet(f"“{build.title}” in the table `build`", "no such row", TASK_3)


@task(4)
@pytest.mark.usefixtures("board")
def test_a_theme_shows_its_own_builds(visitor, database, rng):
    """A theme shows its own builds, new ones too, and no others."""
    themes = rng.sample(THEMES, 2)
    added = [any_build(rng, theme=theme) for theme in themes]
    form = visitor.opens("/builds/new")
    for build in added:
        page = sends(form, build, "empty")
        if row_of(build, database) is None:
            page.not_yet(f"“{build.title}” in the table `build`", "no such row", TASK_3)
    visitor.opens(nobodys := f"/?theme=pirate{rng.randrange(100)}")  # first: it may be where the messages are read
    for theme in themes:
        page = visitor.opens(f"/?theme={theme}")
        asked = written(page, r"[^#]*\.where\((?!Brick\b)")
        found = [build.title for build in added if build.title in page.text]
        wanted = [build.title for build in added if build.theme == theme]
        if found != wanted:
            page.not_yet(
                f"which of the new builds /?theme={theme} shows: {named(wanted) or 'none'}",
                got=named(found) or "none of them",
                reason=NARROWER if asked and len(found) > len(wanted) else None,
                made=asked,
            )
    nobody = visitor.opens(nobodys)
    nobody.same(0, len(drawings_in(nobody)), what="the plates of a theme that nobody uses")
    if not set(words(nobody)) - set(words(visitor.opens("/"))):
        lazy = written(nobody, r"[^#]*\bscalars\((?!.*\.all\()")
        wanted = "a sentence which says that there is nothing to show"
        nobody.not_yet(wanted, f"only “{nobody.text}”", NO_LIST if lazy else None, lazy)


@task(4, guard=True)
def test_no_such_build_is_still_not_found(visitor, rng):
    """A number that no build has is still a 404, however large it is."""
    visitor.begins_with("init-db")
    for number in (rng.randrange(100, 1000), 10 ** rng.randrange(9, 15), 10 ** rng.randrange(19, 40)):
        visitor.opens(f"/builds/{number}", status=404)


@task(4, guard=True)
def test_your_own_builds_are_still_marked(visitor, rng):
    """Your own builds are still marked, and only for you."""
    visitor.begins_with("init-db")
    build = any_build(rng)
    mine = taken(sends(visitor.opens("/builds/new"), build, "empty"))
    visitor.gets(f"/?theme=pirate{rng.randrange(100)}")  # where the messages are read
    page, other = visitor.opens("/"), visitor.another().opens("/")
    if build.title in page.text and page.text == other.text:
        mine.not_yet("something on your card that others do not see", f"the same for everybody: {in_gallery(page)}")


@task(5)
@pytest.mark.usefixtures("board")
def test_a_brick_becomes_a_row(visitor, database, rng):
    """A brick that is placed becomes a row."""
    row, _ = two_builds(database, rng)
    before = bricks_by_build(database)
    brick = any_brick(rng, tuple(before.get(key_of(row), ())))
    form, (x, y, letter) = visitor.opens(f"/builds/{key_of(row)}"), brick
    answer = taken(forged_with_token(form, {"x": str(x), "y": str(y), "colour": letter}))  # not where that leads
    after = bricks_by_build(database)
    if after == before:
        drawn = written(answer, r"[^#]*\.plate\[")
        reason, made = (DRAWN, drawn) if drawn else unwritten(answer)
        answer.not_yet(f"a new row: the brick {brick}, for the build {key_of(row)}", "no new row", reason, made)
    new = {key: sorted(set(bricks) - set(before.get(key, []))) for key, bricks in after.items()}
    new = {key: bricks for key, bricks in new.items() if bricks}
    if new != {key_of(row): [brick]}:
        swapped = new == {key_of(row): [(y, x, letter)]}
        found = "; ".join(f"for the build {key}: {', '.join(map(str, bricks))}" for key, bricks in new.items())
        reason = "x and y are swapped" if swapped else None
        answer.not_yet(f"one new row: the brick {brick}, for the build {key_of(row)}", found or "none", reason)


@task(5, points=2)
@pytest.mark.usefixtures("board")
def test_a_brick_is_there_after_a_restart(visitor, database, rng):
    """A brick sits on its stud after a restart, for everybody."""
    row, other = two_builds(database, rng)
    untouched, number = plate_in(visitor.opens(f"/builds/{key_of(other)}")), key_of(row)
    page = visitor.opens(f"/builds/{number}")
    plate = plate_in(page)
    x, y, letter = any_brick(rng, tuple(bricks_of(plate)))
    places(page, (x, y, letter)).lands_on(f"/builds/{number}")
    visitor.restarts()
    plate[y] = plate[y][:x] + letter + plate[y][x + 1 :]
    for who in (visitor, visitor.another()):
        page = who.opens(f"/builds/{number}")
        page.same(plate, plate_in(page), what=f"the plate, with “{letter}” in column {x} of row {y}")
    page = visitor.opens(f"/builds/{key_of(other)}")
    page.same(untouched, plate_in(page), what="the plate of another build")


@task(5, guard=True)
def test_bricks_off_the_plate_are_still_refused(visitor, rng):
    """A brick off the plate is still refused, and so is a forged one."""
    visitor.begins_with("init-db")
    number = rng.randrange(1, 7)
    page = visitor.opens(f"/builds/{number}")
    plate = plate_in(page)
    x, y, letter = any_brick(rng, tuple(bricks_of(plate)))
    off = page.submits(x=SIZE + rng.randrange(9), y=y, colour=letter).answers(200)
    off.same(plate, plate_in(off), what="the plate")
    forged = visitor.posts(f"/builds/{number}/bricks", {"x": x, "y": y, "colour": letter})
    forged.same(plate, plate_in(visitor.opens(f"/builds/{number}")), what="the plate after a forged request")
    nobody = visitor.sends("POST", f"/builds/{rng.randrange(100, 999)}/bricks", data={"x": x, "y": y, "colour": letter})
    if nobody.status < 400:
        nobody.not_yet(expected="400 or 404: there is no such build, and no token", got=nobody.status_line)


# --- what is in the tables


def key_of(row):
    """Return the primary key of a build's row: its id, whatever that column is called."""
    return row["id"] if "id" in row else next(value for value in row.values() if isinstance(value, int))


def two_builds(database, rng):
    """Return the rows of two builds."""
    rows = database.rows("build")
    if len(rows) < 2:
        raise NotYet((ASKED, INIT_DB), (EXPECTED, "six rows in the table `build`"), (FOUND, f"{len(rows)}"))
    return rng.sample(rows, 2)


def is_a_brick(brick):
    """Tell whether a brick has a stud and a colour."""
    x, y, letter = brick
    return x in range(SIZE) and y in range(SIZE) and letter in COLOURS


def row_of(build, database):
    """Return the row of a build by its title, or nothing."""
    return next((row for row in database.rows("build") if row.get("title") == build.title), None)


def bricks_by_build(database):
    """Return the bricks in the table, each as column, row and letter, by the number of their build."""
    bricks = {}
    for row in database.rows(table_of_bricks(database)):
        missing = [name for name in ("build_id", "x", "y", "colour") if name not in row]
        if missing:
            wanted, columns = "bricks with build_id, x, y and colour", f"columns: {', '.join(row)}"
            raise NotYet((EXPECTED, wanted), (FOUND, columns), (REASON, COLON.format(missing[0])))
        bricks.setdefault(row["build_id"], []).append((row["x"], row["y"], row["colour"]))
    return bricks


def table_of_bricks(database):
    """Return the name of the table of bricks: usually `brick`, or the one with an x and a y."""
    for name in database.tables:
        rows = database.rows(name)
        if rows and {"x", "y"} <= rows[0].keys():
            return name
    return "brick"


# --- what visitors do and see


def sends(form, build, start):
    """Send the form of this page for a new build, and return the answer itself: the browser has not followed it."""
    return forged_with_token(form, {"title": build.title, "theme": build.theme, "start": start})


def taken(page):
    """Complain if the app could not do what a form asks for."""
    return page if page.status < 400 else page.answers(302)


def places(page, brick):
    """Place a brick through the form on a build's page, and return where that leads."""
    x, y, letter = brick
    return page.submits(x=x, y=y, colour=letter).answers(200)


def unwritten(page):
    """Return why what a form has sent made no row, and where to look, if that is not the view that took it."""
    uncalled = written(page, r"db\.session\.commit\s*(#.*)?$")
    return (NOT_CALLED, uncalled) if uncalled else (FORGOTTEN, None)


def words(page):
    """Return the words of a page in small letters; those with a digit are none."""
    return re.findall(r"\b[^\W\d]+\b", page.text.casefold())


def in_gallery(page):
    """Return which titles the gallery shows, as a finding quotes it."""
    titles = [heading.text for heading in page.find_all("main h2, main h3, main li a")]
    return named(dict.fromkeys(titles)) or "a gallery without builds"


def named(titles):
    """Return titles in their order, as a finding quotes them."""
    return " and ".join(f"“{title}”" for title in titles)

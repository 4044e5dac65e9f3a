"""Lesson 08, change and delete: what is there already can be changed, taken off the board, and moved."""

import re
from collections import Counter
from functools import reduce
from operator import or_
from urllib.parse import urljoin

from autograder.checks import task
from autograder.checks.forms import Form
from tests.accounts import where_it_leads
from tests.board import Board
from tests.brickyard import THEMES, Build, any_build
from tests.inside import MEETING, sent_at_once
from tests.plates import COLOURS, SIZE, plate_in
from tests.written import written

METHOD_NOT_ALLOWED = 405

REFUSED = (200, 400, 409, 422)
"""Statuses with which an app may send a form back. The usual one is 200."""

NO_OBJECT = "the form was made without the build: `obj=` hands it over, and fills the fields"
MISSPELT = "a rule is only read under the name `__table_args__`, with two underscores on each side"
RACE = "a look before the insert finds the stud free, for both: only the table can decide"
FRESH = "after `flash` the view goes on to its redirect: `return render_template(…)` belongs under `except`, too"
GET_ALONE = "the view that deletes stands under `@app.get`, and the form of the button asks with POST: `@app.post`"
UNSENT = "`db.delete(…)` alone is a statement that nobody runs: `db.session.execute(…)` runs it"


@task(1, points=2)
def test_the_database_keeps_a_stud_for_one_brick(visitor, board, database, rng):
    """The database itself keeps each stud for one brick."""
    build = any_build_there(board, database, rng)
    x, y, letter = rng.choice(bricks_in(database, build))
    page = place(visitor.opens(f"/builds/{build.number}"), x, y, another_colour(rng)(letter))
    found = [brick for brick in bricks_in(database, build) if brick[:2] == (x, y)]
    if len(found) != 1:
        misspelt = written(page, r"(?!__table_args__\W)_*table_?arg\w*\s*=")
        expected = f"one brick on column {x}, row {y} of build {build.number}"
        is_told(page, expected, f"{len(found)} bricks", MISSPELT if misspelt else None, misspelt or None)
    if {"build_id", "x", "y"} not in database.unique("brick"):
        is_told(
            page,
            "a table `brick` that takes the same build_id, x and y together only once",
            "nothing in the table forbids it: two requests at the same moment could still do it",
            "no UniqueConstraint in `__table_args__` of `Brick`",
        )


@task(1, guard=True)
def test_a_free_stud_still_takes_a_brick(visitor, board, database, rng):
    """A free stud still takes a brick, whatever lies on other plates."""
    old, new = any_build_there(board, database, rng), board.adds()
    before = bricks_in(database, old)
    x, y = rng.choice(free_studs(before))
    letter, other = rng.sample(list(COLOURS), 2)
    neighbours = [(x, y, letter), ((x + 1) % SIZE, y, letter), (x, (y + 1) % SIZE, other)]
    plate = board.places(new, *neighbours).plate
    page = visitor.opens(f"/builds/{new.number}")
    page.same(plate, plate_in(page), what=f"the plate of build {new.number}")
    page.same(sorted(neighbours), bricks_in(database, new), what=f"the bricks of build {new.number}")
    page = place(visitor.opens(f"/builds/{old.number}"), x, y, letter).answers(200)
    page.same(sorted([*before, (x, y, letter)]), bricks_in(database, old), what=f"the bricks of build {old.number}")


@task(2)
def test_a_taken_stud_gets_a_sentence(visitor, board, database, rng):
    """For a taken stud, the page says so, and keeps what was typed."""
    build = any_build_there(board, database, rng)
    usual = visitor.opens(f"/builds/{build.number}")
    x, y, letter = rng.choice(bricks_in(database, build))
    taken = place(usual, x, y, letter)
    says_something_new(taken, [usual], "a sentence which says that the stud is taken")
    typed = {"x": str(x), "y": str(y), "colour": letter}
    filled = what_is_in(taken, *typed)
    if filled | typed != filled:
        taken.not_yet(
            expected=f"the form as it was sent: {in_fields(typed, *typed)}",
            got=f"a fresh form: {in_fields(filled, *typed)}",
            reason=FRESH if taken.path == usual.path else None,
            made=visitor.sent,
        )


@task(2)
def test_a_refused_brick_changes_nothing(visitor, board, database, rng):
    """A refused brick changes nothing, and the next one is placed."""
    build = any_build_there(board, database, rng)
    before = bricks_in(database, build)
    x, y, letter = rng.choice(before)
    other = another_colour(rng)(letter)
    page = visitor.opens(f"/builds/{build.number}")
    plate = plate_in(page)
    for _ in range(2):
        sent_back(place(page, x, y, other))
        page = visitor.opens(f"/builds/{build.number}")
        page.same(plate, plate_in(page), what="the plate after a brick was refused")
    x, y = rng.choice(free_studs(before))
    place(page, x, y, other).answers(200)
    visitor.another().opens(f"/builds/{build.number}")
    page.same(sorted([*before, (x, y, other)]), bricks_in(database, build), what="the bricks after the next one")


@task(2)
def test_two_ask_for_one_stud_at_once(visitor, app_files, database, rng):
    """When two ask for a stud at once, one gets it, the other a sentence."""
    app_files.lay_beside("wsgi.py", MEETING)
    build = any_build_there(Board(visitor, rng), database, rng)
    before = bricks_in(database, build)
    x, y = rng.choice(free_studs(before))
    usual, other = (each.opens(f"/builds/{build.number}") for each in (visitor, visitor.another()))
    asked = [{"x": str(x), "y": str(y), "colour": letter} for letter in rng.sample(list(COLOURS), 2)]
    answers = sent_at_once(usual, other, *asked)
    placed = len(bricks_in(database, build)) - len(before)
    if placed != 1:
        expected = f"one brick on column {x}, row {y}: two asked for that stud at the same moment"
        is_told(answers[0], expected, f"{placed} bricks", RACE if placed else None)
    pages = [sent_back(where_it_leads(page)) for page in answers]
    if not any(words(page) - words(usual) for page in pages):
        raise_not_yet(answers[0], "a sentence for the one who was late: the stud is taken", "nothing said to either")


@task(3)
def test_the_page_of_a_build_leads_to_its_form(visitor, board, database, rng):
    """The page of a build leads to the form that changes it."""
    build = any_build_there(board, database, rng)
    leads_to(visitor.opens(f"/builds/{build.number}"), f"/builds/{build.number}/edit")
    answer = visitor.gets(f"/builds/{build.number}/edit")
    form = where_it_leads(answer)
    theme = "themes" if form.find_all("[name=themes]") else "theme"  # from lesson 10 on, where this has to stay true
    what_is_in(form, "title", theme, made=answer.claims)


@task(3)
def test_the_form_shows_the_build_as_it_is(visitor, board, database, rng):
    """The form for changes shows what the build has now."""
    build = any_build_there(board, database, rng, themes=THEMES[1:])  # the form's first choice would not tell
    page = visitor.opens(f"/builds/{build.number}/edit")
    filled = what_is_in(page, "title", "theme")
    if not filled.get("title"):
        made = written(page, r"\w+ = EditForm\(") or None
        page.not_yet(f"the title “{build.title}” in the form", "an empty field", NO_OBJECT, made)
    page.same(build.title, filled.get("title"), what="the title in the form")
    page.same(build.theme, filled.get("theme"), what="the theme in the form")


@task(3, points=2)
def test_changes_are_saved(visitor, board, database, rng):
    """What you change is saved, and no other build with it."""
    build = any_build_there(board, database, rng)
    new = any_build(rng, theme=rng.choice([theme for theme in THEMES if theme != build.theme]))
    before = rows(database, "build")
    page = visitor.opens(f"/builds/{build.number}/edit").submits(title=new.title, theme=new.theme).answers(200)
    after = rows(database, "build")
    wanted = {**before[build.number], "title": new.title, "theme": new.theme}
    page.same(wanted, after.get(build.number), what=f"build {build.number} in the database", made=visitor.sent)
    page.same({**before, build.number: wanted}, after, what="all builds in the database", made=visitor.sent)
    visitor.another().opens(f"/builds/{build.number}").has("h1", text=new.title)


@task(3)
def test_a_refused_change_keeps_what_was_typed(visitor, board, database, rng):
    """A change without a title is refused, and nothing typed is lost."""
    build = any_build_there(board, database, rng, themes=("castle", "space"))
    before = rows(database, "build")
    usual = visitor.opens(f"/builds/{build.number}/edit")
    for title in ("   ", "x" * 10_000):
        page = usual.submits(title=title, theme="western")
        says_something_new(page, [usual], "a sentence which says what is wrong with the title")
        page.same("western", what_is_in(page, "title", "theme").get("theme"), what="the theme that was chosen")
        page.same(before, rows(database, "build"), what="the builds in the database")


@task(3)
def test_only_builds_that_exist_can_be_changed(visitor, board, database, rng):
    """Only a build that exists can be changed; the rest are 404."""
    build = any_build_there(board, database, rng)
    page = visitor.opens(f"/builds/{build.number}/edit")
    unknown = unused_number(database, rng)
    visitor.gets(f"/builds/{unknown}/edit").answers(404)
    too_long = visitor.gets(f"/builds/{10 ** rng.randrange(19, 40)}/edit")
    if too_long.status >= 500:  # Flask may also answer that such a rule is for forms only
        too_long.answers(404)
    visitor.posts(f"/builds/{unknown}/edit", {"title": "Nobody", "theme": "space", **token_of(page)}).answers(404)


@task(3, guard=True)
def test_a_number_without_a_build_is_still_not_found(visitor, board, database, rng):
    """A number that no build has is still a 404."""
    build = any_build_there(board, database, rng)
    page = visitor.opens(f"/builds/{build.number}")
    unknown = unused_number(database, rng)
    visitor.gets(f"/builds/{unknown}").answers(404)
    visitor.posts(f"/builds/{unknown}/bricks", {"x": 3, "y": 4, "colour": "r", **token_of(page)}).answers(404)


@task(4)
def test_a_build_can_be_deleted(visitor, board, database, rng):
    """A button takes a build off the board, and no other build."""
    goes = any_build_there(board, database, rng)
    before = rows(database, "build")
    page = where_it_leads(delete(visitor, goes)).answers(200)
    gone = visitor.another().gets(f"/builds/{goes.number}")
    if gone.status == 200:  # an error here is the business of task 3
        gone.answers(404)
    before.pop(goes.number)
    latest = before[max(before)]
    visitor.another().opens(f"/builds/{latest['id']}").has("h1", text=latest["title"])
    page.same(before, rows(database, "build"), what="the builds that are left")


@task(4, points=2)
def test_its_bricks_go_with_it(visitor, board, database, rng):
    """The bricks of a deleted build go with it, and no others."""
    goes = any_build_there(board, database, rng)
    before, later = all_bricks(database), max(rows(database, "build"))
    page = delete(visitor, goes)
    after, left = all_bricks(database), bricks_in(database, goes)
    if left:
        unsent = written(page, r"db\.delete\(")
        page.not_yet(
            expected=f"no bricks of build {goes.number} in the table `brick`",
            got=f"{len(left)} bricks of a build that is gone. The next build with its number will have them",
            reason=UNSENT if unsent else None,
            made=unsent or None,
        )
    wanted = [brick for brick in before if brick[0] != goes.number]
    if after != wanted:
        got = "" if any(brick[0] == later for brick in after) else f", and none of build {later}, which was built later"
        page.not_yet(expected=f"all {len(wanted)} bricks of the other builds", got=f"{len(after)} bricks{got}")


@task(4)
def test_a_link_deletes_nothing(visitor, board, database, rng):
    """Following a link never deletes anything."""
    build, page = any_build_there(board, database, rng), None
    address = delete_form(visitor, build)[1]
    before = rows(database, "build"), all_bricks(database)
    for method in ("GET", "HEAD"):
        page = visitor.sends(method, address)
        if page.status >= 500:
            page.answers(405)
    if (rows(database, "build"), all_bricks(database)) != before:
        page.not_yet(
            expected="a GET to change nothing: 405, METHOD NOT ALLOWED",
            got=f"build {build.number} or its bricks are gone. Whoever follows a link would delete it",
            reason="`@app.get` or `@app.route` above the view that deletes, where only `@app.post` belongs",
        )


@task(4)
def test_a_forged_delete_is_refused(visitor, board, database, rng):
    """Nobody can delete without the token of your form."""
    build = any_build_there(board, database, rng)
    address = delete_form(visitor, build)[1]
    for stranger in (visitor.another(), visitor):
        page = asks_to_delete(stranger, address)
        if page.status != 403:
            page.answers(400)
    if build.number not in rows(database, "build"):
        page.not_yet(expected=f"build {build.number} to stay", got="it is gone")


@task(4)
def test_what_is_not_there_cannot_be_deleted(visitor, board, database, rng):
    """Deleting what is not there is a 404."""
    build = any_build_there(board, database, rng)
    address = delete_form(visitor, build)[1]
    token = token_of(visitor.opens(f"/builds/{build.number}"))
    asks_to_delete(visitor, address.replace(str(build.number), str(unused_number(database, rng))), token).answers(404)


@task(5)
def test_the_page_of_a_build_leads_to_moving(visitor, board, database, rng):
    """The page of a build leads to the form that moves a brick."""
    build = any_build_there(board, database, rng)
    leads_to(visitor.opens(f"/builds/{build.number}"), f"/builds/{build.number}/move")
    visitor.opens(f"/builds/{build.number}/move")


@task(5, points=2)
def test_a_brick_moves(visitor, board, database, rng):
    """A brick moves to a free stud, keeps its colour, and moves alone."""
    build, (x, y, letter) = brick_like_an_older_one(board, database, rng)
    before = all_bricks(database)
    to_x, to_y = rng.choice(free_on_all(database) or free_studs(bricks_in(database, build)))
    page = moves(visitor.opens(f"/builds/{build.number}/move"), (x, y), (to_x, to_y)).answers(200)
    unmoved = [brick for brick in before if brick != (build.number, x, y, letter)]
    wanted = sorted([*unmoved, (build.number, to_x, to_y, letter)])
    others = [brick for brick in all_bricks(database) if brick[0] != build.number]
    if others != [brick for brick in before if brick[0] != build.number]:
        page.not_yet(
            expected=f"the bricks of all builds but {build.number} to stay where they are",
            got="a brick of another build moved",
            reason="the query for the brick does not name its build: `build_id`",
            made=visitor.sent,
        )
    own = [brick[1:] for brick in wanted if brick[0] == build.number]
    found, what = bricks_in(database, build), f"the bricks of build {build.number}, as (column, row, colour)"
    page.same(own, found, what, made=visitor.sent)
    what = "the bricks of all builds, as (build, column, row, colour)"
    page.same(wanted, all_bricks(database), what, made=visitor.sent)


@task(5)
def test_a_brick_does_not_move_onto_another(visitor, board, database, rng):
    """A brick does not move onto another one, and the page says so."""
    build = any_build_there(board, database, rng)
    before = bricks_in(database, build)
    one, two = rng.sample(before, 2)
    usual = usual_pages(visitor, build)
    page = moves(usual[-1], one[:2], two[:2])
    says_something_new(page, usual, "a sentence which says that the stud is taken")
    page.same(before, bricks_in(database, build), what="the bricks, as (column, row, colour)")


@task(5)
def test_nothing_moves_from_an_empty_stud(visitor, board, database, rng):
    """From an empty stud nothing moves, and the page says so."""
    build = any_build_there(board, database, rng)
    before = bricks_in(database, build)
    # on no plate at all, where it can be had: a brick of another build that moves is the business of the check above
    empty = rng.choice(free_on_all(database) or free_studs(before))
    free = rng.choice([stud for stud in free_studs(before) if stud != empty])
    usual = usual_pages(visitor, build)
    page = moves(usual[-1], empty, free)
    says_something_new(page, usual, "a sentence which says that there is no brick")
    page.same(before, bricks_in(database, build), what="the bricks, as (column, row, colour)")


@task(5)
def test_no_brick_leaves_its_plate(visitor, board, database, rng):
    """No brick leaves the plate, and the form keeps what was typed."""
    build = any_build_there(board, database, rng)
    before = bricks_in(database, build)
    x, y, _ = rng.choice(before)
    usual = usual_pages(visitor, build)
    for target in ((16, rng.randrange(16)), (rng.randrange(16), -1)):
        page = moves(usual[-1], (x, y), target)
        changed = [brick for brick in bricks_in(database, build) if brick not in before]
        if changed or len(bricks_in(database, build)) < len(before):
            is_told(
                page,
                f"the brick to stay on column {x}, row {y}",
                f"it moved off: {changed or 'no brick at all'}, as (column, row, colour)",
            )
        says_something_new(page, usual, "a sentence which says where the plate ends")
        typed = what_is_in(page, "from_x", "from_y", "to_x", "to_y")
        wanted = dict(zip(("from_x", "from_y", "to_x", "to_y"), map(str, (x, y, *target)), strict=True))
        page.same(wanted, {name: typed.get(name) for name in wanted}, what="what was typed")


@task(5)
def test_only_builds_that_exist_have_bricks_to_move(visitor, board, database, rng):
    """Moving a brick of a build that does not exist is a 404."""
    build = any_build_there(board, database, rng)
    page = visitor.opens(f"/builds/{build.number}/move")
    unknown = unused_number(database, rng)
    studs = {"from_x": 1, "from_y": 2, "to_x": 3, "to_y": 4}
    visitor.gets(f"/builds/{unknown}/move").answers(404)
    visitor.posts(f"/builds/{unknown}/move", {**studs, **token_of(page)}).answers(404)


# --- what is in the database


def rows(database, table):
    """Return the rows of a table by their id."""
    return {row["id"]: row for row in database.rows(table)}


def all_bricks(database):
    """Return all bricks, each as the number of its build, column, row and letter."""
    return sorted((row["build_id"], row["x"], row["y"], row["colour"]) for row in database.rows("brick"))


def bricks_in(database, build):
    """Return the bricks of one build, each as column, row and letter."""
    return [brick[1:] for brick in all_bricks(database) if brick[0] == build.number]


def any_build_there(board, database, rng, themes=THEMES):
    """Return one of the builds that `flask init-db` put on the board, neither the first nor the last; it has bricks.

    Where there is none, such a build is added, and another one after it.
    """
    bricked = {brick[0] for brick in all_bricks(database)}
    there = [
        row for row in database.rows("build")[1:-1] if row["id"] in bricked and row.get("theme", themes[0]) in themes
    ]
    if not there:
        build = board.adds(theme=themes[0], start="meadow")
        board.adds()
        return build
    row = rng.choice(there)
    return Build(row["id"], row["title"], row.get("theme", ""), [])


def brick_like_an_older_one(board, database, rng):
    """Return a build and one of its bricks; a build that was there before has a brick on the same stud.

    Where it can be had, its own build has one further left in that row, and one further up in that column, too.
    """
    builds = database.rows("build")
    oldest = {}
    for number, x, y, _ in all_bricks(database):
        oldest.setdefault((x, y), number)
    found = [brick for brick in all_bricks(database) if oldest[brick[1:3]] < brick[0]]
    if not found:
        brick = board.any_bricks(1)[0]
        board.places(board.adds(), brick)
        build = board.adds()
        board.places(build, brick)
        return build, brick
    leftmost, topmost = {}, {}
    for number, x, y, _ in found:
        leftmost[number, y] = min(x, leftmost.get((number, y), x))
        topmost[number, x] = min(y, topmost.get((number, x), y))
    among = [each for each in found if leftmost[each[0], each[2]] < each[1] and topmost[each[0], each[1]] < each[2]]
    number, *brick = rng.choice(among or found)
    row = next(row for row in builds if row["id"] == number)
    return Build(number, row["title"], row.get("theme", ""), []), tuple(brick)


def unused_number(database, rng):
    """Return a number that no build has."""
    return max(rows(database, "build"), default=0) + rng.randrange(2, 1000)


# --- what a visitor does


def place(page, x, y, letter):
    """Place a brick with the form of a build's page, and return where that leads."""
    return page.submits(x=x, y=y, colour=letter)


def usual_pages(visitor, build):
    """Return the pages of a build that its bricks are seen on: its own, and the one that moves them."""
    return [visitor.opens(f"/builds/{build.number}"), visitor.opens(f"/builds/{build.number}/move")]


def moves(page, start, target):
    """Move a brick from one stud to another with the form of this page, and return where that leads."""
    return page.submits(from_x=start[0], from_y=start[1], to_x=target[0], to_y=target[1])


def delete(visitor, build):
    """Delete a build with the button that the page for changes shows, and return the answer, not followed yet."""
    filled, address = delete_form(visitor, build)
    return asks_to_delete(visitor, address, dict(filled.data))


def asks_to_delete(visitor, address, data=None):
    """Send a POST to the view that deletes, and return the answer. A finding if it takes no POST at all."""
    page = visitor.posts(address, data)
    if page.status == METHOD_NOT_ALLOWED:
        view = written(page, r"@\w+\.(get|route)\(.*/delete\W")
        page.not_yet("a view that answers a POST", page.status_line, GET_ALONE if view else None, view or None)
    return page


def delete_form(visitor, build):
    """Return the form that deletes a build, filled in as it is, and its address. It is on a page for this build."""
    wanted, pages = f"/builds/{build.number}/delete", []
    for path in (f"/builds/{build.number}/edit", f"/builds/{build.number}"):
        page = visitor.gets(path)
        pages.append(page)
        for element in page.find_all("form"):
            buttons = [each.attributes for each in element.find_all("[formaction]")]
            for own in [element.attributes, *buttons]:
                action = own.get("formaction", own.get("action", ""))
                method = own.get("formmethod", element.attributes.get("method", "get"))
                if method.lower() == "post" and visitor.local(urljoin(page.url, action)) == wanted:
                    return Form(element).fill({}), wanted
    links = [link for page in pages for link in page.links if link.address == wanted]
    got = "a link to it, which asks with GET" if links else "no such form"
    if any(re.search(r"<form\b(?:(?!</form)[\s\S])*<form\b", each.html) for each in pages):
        got = "a form inside a form, and browsers drop the inner one: close the first with </form> before it"
    edit = pages[0] if pages[0].status != 404 else page
    template = {"templates": edit.claims.get("templates")}  # a form is missing there, not in the view
    expected = f"a form with method post and the action {wanted}, on /builds/{build.number}/edit"
    return raise_not_yet(edit, expected, got, template)


def token_of(page):
    """Return the token that the forms of a page carry, as data to send."""
    tokens = [field.attributes.get("value", "") for field in page.find_all("[name=csrf_token]")]
    return {"csrf_token": tokens[0]} if tokens else {}


# --- what is on a page


def another_colour(rng):
    """Return a function that gives another colour than its argument."""
    return lambda letter: rng.choice([each for each in COLOURS if each != letter])


def free_studs(bricks):
    """Return the studs of a plate where none of these bricks is."""
    taken = {brick[:2] for brick in bricks}
    return [(x, y) for y in range(SIZE) for x in range(SIZE) if (x, y) not in taken]


def free_on_all(database):
    """Return the studs where no build has a brick."""
    return free_studs([brick[1:] for brick in all_bricks(database)])


def leads_to(page, address):
    """Complain if a page has no link to this address."""
    addresses = [link.address for link in page.links]
    if address not in addresses:
        template = {"templates": page.claims.get("templates")}  # links are missing there, not in the view
        got = f"links to {' and '.join(addresses) or 'nowhere'}"
        page.not_yet(expected=f"a link to {address}", got=got, made=template)


def what_is_in(page, *names, made=None):
    """Return what a browser would send if a visitor touched nothing in the form that has these fields."""
    forms = [Form(element) for element in page.find_all("form")]
    for form in forms:
        if all(name in form.names for name in names):
            return dict(form.fill({}).data)
    got = "; ".join(", ".join(form.names) or "no fields" for form in forms)
    return raise_not_yet(page, f"a form with the fields {', '.join(names)}", got or "no form on this page", made)


def in_fields(values, *names):
    """Return what is in fields, as one reads it."""
    return ", ".join(f"{name} “{values.get(name, '')}”" for name in names)


def sent_back(page):
    """Make sure that an answer is a page, and no error that the visitor can do nothing about."""
    return page if page.status in REFUSED else page.answers(200)


def says_something_new(page, usual, what):
    """Make sure that a page has words which the usual pages have not."""
    known = reduce(or_, [words(each) for each in usual])
    if not words(sent_back(page)) - known:
        raise_not_yet(page, what, "a page as if nothing had happened")


def words(page):
    """Return how often each word and number stands on a page."""
    return Counter(re.findall(r"\w+", page.text.casefold()))


def is_told(page, expected, got, reason=None, made=None):
    """Raise a finding about the database, even if the page itself is an error: that is another task's business."""
    page.status = min(page.status, 499)
    page.not_yet(expected=expected, got=got, reason=reason, made=made)


def raise_not_yet(page, expected, got, made=None):
    """Raise a finding; where a page is not there at all, say that first."""
    if page.status >= 400:
        page.answers(200)
    page.not_yet(expected=expected, got=got, made=made)

"""Lesson 14, ownership: a build is its builder's, a comment its writer's, whatever a page shows and a form says."""

import re

import pytest

from autograder.checks import still_true, task
from autograder.checks.forms import Form
from tests.board import any_brick
from tests.brickyard import THEMES, any_build
from tests.by_hand import error_at, forged_with_token, form_of, new_words
from tests.cards import card_of
from tests.members import a_member, begins_as, members_board
from tests.owners import everything, posts_by_hand, samples_in
from tests.plates import drawings_in
from tests.written import written

board = members_board

REFUSED = (200, 400, 409, 422)
"""Statuses with which an app may send a form back. The usual one is 200."""

OPEN = "what a page does not show can be sent all the same: the view itself has to refuse"
POLITE = "a redirect says that all is well; `abort(403)` says that it is not"
FORGED = "a form says what its sender likes: only `current_user` knows who that is"
EACH_ASKS = "each card asks for its builder: one more `selectinload`"
EACH_WRITER = "each comment asks for its writer: `selectinload(Comment.writer)`"
TWO_RESULTS = "a page for a status is returned with its number: `return render_template(…), 403`"
HANDLERS = r".*\bregister_error_handler\(403|@.*\berrorhandler\(403|.*\bregister_error_handler\("
LINE_ENDS = "browsers send two characters for the end of a line, `\\r\\n`: make one of them before they are counted"
NO_ID = "who is not logged in has no id, and should not come that far"


@pytest.fixture
def stranger(owned, run_seed):
    """Another member, with a browser of their own."""
    return begins_as(a_member, owned.visitor.another(), run_seed, "a stranger")


@task(1)
def test_the_database_knows_whose_each_build_is(board, app_files, database):
    """The database knows whose each build is."""
    page = board.visitor.gets("/about")
    column = owner_column(page, database, "build")
    names = {row["id"]: row["username"] for row in database.rows("user")}
    samples = samples_in(app_files)
    for row in database.rows("build"):
        if row["title"] in samples:
            what = f"the builder of “{row['title']}”, in the database"
            page.same(samples[row["title"]][0], names.get(row[column]), what=what)


@task(1, points=2)
def test_a_new_build_is_whose_who_made_it(member, database, rng):
    """A new build belongs to whoever made it."""
    other = a_member(member.visitor.another(), rng)
    for who in rng.sample([member, other], 2):
        title = any_build(rng).title
        page = posts_by_hand(who.visitor, "/builds/new", title=title, themes="space", start="empty")
        belongs_to(page, database, title, who.name)


@task(1, points=2)
def test_a_form_cannot_say_whose_a_build_is(member, database, rng):
    """Whatever a form says about its builder is ignored."""
    other = a_member(member.visitor.another(), rng)
    theirs = next(row["id"] for row in database.rows("user") if row["username"] == other.name)
    forged = dict.fromkeys(("builder_id", "builder", "user_id", "user", "owner_id"), theirs)
    asked = "&".join(f"{name}={value}" for name, value in forged.items())
    title = any_build(rng).title
    page = posts_by_hand(member.visitor, f"/builds/new?{asked}", title=title, start="empty", **forged)
    number = belongs_to(page, database, title, member.name)
    page = posts_by_hand(member.visitor, f"/builds/{number}/edit?{asked}", title=title, themes="space", **forged)
    belongs_to(page, database, title, member.name)


@task(1)
def test_each_card_names_its_builder(visitor, board, app_files):
    """Each card of the gallery names the builder."""
    assert board
    page, samples = visitor.another().opens("/"), samples_in(app_files)
    cards = [link for link in page.links if link.text in samples and re.fullmatch(r"/builds/\d+", link.address)]
    if not cards:
        page.not_yet(expected="cards that link to the builds", got="no such link")
    for link in cards:
        text, name = card_of(page, link.address).replace(link.text, ""), samples[link.text][0]
        if name not in text:
            page.not_yet(f"“{name}” on the card of “{link.text}”", f"the card says “{text}”")


@task(1)
def test_the_page_of_a_build_names_its_builder(owned, app_files):
    """The page of a build names its builder."""
    gallery, samples = owned.visitor.opens("/"), samples_in(app_files)
    others = [link for link in gallery.links if link.text in samples and samples[link.text][0] != owned.builder]
    for path, name in [(owned.path, owned.builder), *((each.address, samples[each.text][0]) for each in others[:1])]:
        page = owned.visitor.opens(path)
        said = " ".join(element.text for element in page.has("main"))
        if name not in said:
            page.not_yet(f"“{name}”, who built it, on the page", f"it says “{said[:120]}”")


@task(1, guard=True)
def test_a_gallery_of_many_builders_asks_no_more(visitor, rng):
    """A gallery of many builders takes no more queries than one of few."""
    visitor.begins_with("init-db").succeeds()
    few = [visitor.opens("/") for _ in range(2)][-1]
    for _ in range(2):
        member = a_member(visitor.another(), rng)
        posts_by_hand(member.visitor, "/builds/new", title=any_build(rng).title, themes="space", start="empty")
    many = visitor.opens("/")
    less, more = (len(page.find_all("svg")) for page in (few, many))
    if more <= less:
        many.not_yet(f"more than {less} builds here, after two members added some", f"{more} builds")
    if many.statements > few.statements:
        got = f"{few.statements} queries for 3 builders, and {many.statements} for 5"
        many.not_yet("as many queries for 5 builders as for 3", got, EACH_ASKS)


@task(2, points=2)
def test_nobody_else_places_a_brick(owned, stranger, database, rng):
    """Another member who sends a brick gets a 403, and no brick is placed."""
    x, y, letter = any_brick(rng, bricks_of(database, owned))
    is_refused(stranger, owned, database, "/bricks", x=x, y=y, colour=letter)


@task(2, points=2)
def test_nobody_else_changes_a_build(owned, stranger, database, rng):
    """Another member who sends a change, or asks for its form, gets a 403."""
    is_refused(stranger, owned, database, "/edit", title=any_build(rng).title, themes=rng.choice(THEMES))
    is_forbidden(stranger.visitor.gets(f"{owned.path}/edit"))


@task(2, points=2)
def test_nobody_else_deletes_a_build(owned, stranger, database):
    """Another member who sends a delete gets a 403, and the build stays."""
    is_refused(stranger, owned, database, "/delete")


@task(2, points=2)
def test_nobody_else_moves_a_brick(owned, stranger, database, rng):
    """Another member who moves a brick, or asks for the form, gets a 403."""
    is_refused(stranger, owned, database, "/move", **a_move(database, owned, rng))
    is_forbidden(stranger.visitor.gets(f"{owned.path}/move"))


@task(2, guard=True)
def test_the_builder_still_can(owned, database, rng):
    """The builder still places, moves, changes and deletes."""
    brick, title = any_brick(rng, bricks_of(database, owned)), any_build(rng).title
    before = bricks_of(database, owned)
    page = posts_by_hand(owned.visitor, f"{owned.path}/move", **a_move(database, owned, rng, brick))
    done(page, "the builder moved a brick", "no brick moved", set(bricks_of(database, owned)) != set(before))
    page = posts_by_hand(owned.visitor, f"{owned.path}/bricks", x=brick[0], y=brick[1], colour=brick[2])
    done(page, "the builder placed a brick", "it is not there", brick in bricks_of(database, owned))
    page = posts_by_hand(owned.visitor, f"{owned.path}/edit", title=title)
    titles = {row["id"]: row["title"] for row in database.rows("build")}
    done(
        page, f"the builder changed the title to “{title}”", titles.get(owned.number), titles.get(owned.number) == title
    )
    page = posts_by_hand(owned.visitor, f"{owned.path}/delete")
    left = [row["id"] for row in database.rows("build")]
    done(page, "the builder deleted the build", "it is still there", owned.number not in left)


@task(2, guard=True)
def test_who_is_not_logged_in_is_still_asked_to(owned, database):
    """Who is not logged in is still asked to log in, and changes nothing."""
    nobody, before = owned.visitor.another(), everything(database)
    for end in ("/bricks", "/edit", "/delete", "/move"):
        page = posts_by_hand(nobody, owned.path + end, title="Nobody", x=1, y=2, colour="r")
        asks_to_log_in(page)
        page.same(before, everything(database), what="all builds and bricks")


@task(2, guard=True)
def test_what_nobody_built_is_still_not_found(owned, rng):
    """A number that no build has is still a 404, in all four places."""
    below = f"/builds/{rng.randrange(1000, 10_000)}"
    for end in ("/bricks", "/edit", "/delete", "/move"):
        posts_by_hand(owned.visitor, below + end, title="Nobody", x=1, y=2, colour="r").answers(404)
    for end in ("/edit", "/move"):
        owned.visitor.gets(below + end).answers(404)


@task(3)
def test_a_closed_gate_is_a_page(owned, stranger):
    """What is refused gets your page in bricks, and its status stays 403."""
    for end in ("/edit", "/move"):
        page = stranger.visitor.gets(owned.path + end)
        if page.status == 403:
            break
    else:
        page = posts_by_hand(stranger.visitor, f"{owned.path}/delete")
    is_forbidden(page)
    if not drawings_in(page):
        made = written(page, HANDLERS)
        page.not_yet("your own page for a 403, with a plate", f"“{page.text[:120]}”", made=made)
    page.has("main h1", count=1)
    if "/" not in {link.address for link in page.links}:
        page.not_yet("the layout around it, with its link to the gallery", "no such link")


@task(3, points=2)
def test_others_are_shown_no_way_in(owned, stranger):
    """On the page of a build, others see no link and no form to change it."""
    for who, what in ((stranger.visitor, "another member"), (owned.visitor.another(), "who is not logged in")):
        page = who.opens(owned.path)
        page.has("h1", text=owned.title)
        closed = [f"{owned.path}/{end}" for end in ("bricks", "edit", "move", "delete")]
        for address in [*(link.address for link in page.links), *forms_of(page)]:
            if address.partition("?")[0] in closed:
                page.not_yet(f"nothing for {what} that leads to {address}", "there it is")


@task(3, guard=True)
def test_the_builder_still_sees_all(owned):
    """On their own page, builders still see all of it."""
    page = owned.visitor.opens(owned.path)
    there = {link.address for link in page.links} | set(forms_of(page))
    for end in ("edit", "move", "bricks"):
        if f"{owned.path}/{end}" not in there:
            got = f"it leads to {' and '.join(sorted(each for each in there if each.startswith(owned.path))) or 'none'}"
            page.not_yet(f"a way to {owned.path}/{end} for “{owned.builder}”, who built it", got)


@task(4, points=2)
def test_a_comment_stands_under_its_build(owned, stranger, database, rng):
    """A comment stands under its build, with its writer, for everybody."""
    text = f"{any_build(rng).title} <i>& more</i>"
    page = says(stranger.visitor, owned, text)
    page.same(owned.path, page.path.partition("#")[0], what="the page where it leads")
    page = owned.visitor.another().opens(owned.path)
    page.shows(text, what=f"the comment “{text}”, for everybody and letter by letter")
    page.shows(stranger.name, what=f"“{stranger.name}”, who wrote the comment")
    page.has_no("form [name=text]", what="no form for a comment, as nobody is logged in")
    other = next(row["id"] for row in database.rows("build") if row["id"] != owned.number)
    owned.visitor.opens(f"/builds/{other}").does_not_show(text, what="no comment about another build")


@task(4)
def test_a_form_cannot_say_who_wrote_a_comment(owned, stranger, database, rng):
    """Whatever a form says about its writer is ignored."""
    theirs = next(row["id"] for row in database.rows("user") if row["username"] == owned.builder)
    forged = dict.fromkeys(("writer_id", "writer", "user_id", "author_id"), theirs)
    page = posts_by_hand(stranger.visitor, f"{owned.path}/comments", text=any_build(rng).title, **forged)
    page.answers(302)
    column = owner_column(page, database, "comment")
    names = {row["id"]: row["username"] for row in database.rows("user")}
    wrote = [names.get(row[column]) for row in database.rows("comment")]
    if wrote != [stranger.name]:
        page.not_yet(f"one comment by “{stranger.name}”, who sent it", f"{' and '.join(map(str, wrote))}", FORGED)


@task(4)
def test_a_comment_has_1_to_500_characters(owned, stranger, database, rng):
    """A comment has 1 to 500 characters; what is refused stays in the form."""
    long = any_build(rng).title.replace(" ", "") * 80
    with_line = f"{long[:250]}\r\n{long[251:500]}"  # as a browser sends 500 characters, when one ends a line
    for count, text in enumerate((long[:500], with_line), 1):
        page = says(stranger.visitor, owned, text)
        if len(database.rows("comment")) != count:
            what = "of 500 characters" + (", one of which ends a line" if text == with_line else "")
            page.not_yet(f"a comment {what}, to be stored", "it was not", LINE_ENDS, form_of(page, "text"))
    before = everything(database)
    for text in (long[:501], "", "   "):
        usual = stranger.visitor.opens(owned.path)
        page = says(stranger.visitor, owned, text)
        what = f"a comment of {len(text)} characters"
        if everything(database) != before:
            page.not_yet(f"{what} to be refused", "it was stored")
        if not error_at(page, usual, "text"):
            reason, made = "has the page the form?", written(page, r"def page_of\b")
            page.not_yet(f"a sentence at the field “text”, after {what}", "no new word there", reason, made)
        kept = [field.text.strip() for field in page.find_all("textarea[name=text]")]
        page.same([text.strip()], kept, what="what was typed, in the field")


@task(4)
def test_a_comment_is_taken_back(owned, stranger, database, rng):
    """A button takes a comment back, and only its writer sees one."""
    text, other = any_build(rng).title, any_build(rng).title
    says(owned.visitor, owned, other)
    says(stranger.visitor, owned, text)
    page = stranger.visitor.opens(owned.path)
    ways = [(form, path) for form, path in forms_with_addresses(page) if re.fullmatch(r"/comments/\d+/delete", path)]
    page.same(1, len(ways), what="forms that delete a comment, for who wrote one of two")
    form, path = ways[0]
    answer = stranger.visitor.gets(path)
    if len(database.rows("comment")) != 2:
        answer.not_yet(f"a GET of {path} to change nothing: 405, METHOD NOT ALLOWED", "a comment is gone")
    page = stranger.visitor.sends_form(path, form.fill({})).answers(200)
    page.does_not_show(text, what=f"the comment “{text}” to be gone")
    page.shows(other, what="the other comment")


@task(4, points=2)
def test_a_deleted_build_takes_its_comments_along(owned, stranger, database, rng):
    """A deleted build takes its comments along, and no others."""
    other = next(row["id"] for row in database.rows("build") if row["id"] != owned.number)
    for path in (owned.path, f"/builds/{other}", owned.path):
        posts_by_hand(stranger.visitor, f"{path}/comments", text=any_build(rng).title).answers(302)
    page = posts_by_hand(owned.visitor, f"{owned.path}/delete").answers(302)
    owned.visitor.gets(owned.path).answers(404)
    what, made = (
        "the comments, when a build with two of three is gone",
        written(page, r"comments\s*:", r"class Comment\b"),
    )
    page.same(1, len(database.rows("comment")), what, made)
    stranger.visitor.opens(f"/builds/{other}")


@task(4)
def test_a_page_of_many_comments_asks_no_more(owned, stranger, rng):
    """Many comments take no more queries than one."""
    says(stranger.visitor, owned, any_build(rng).title)
    nobody = owned.visitor.another()
    few = nobody.opens(owned.path)
    for _ in range(2):
        says(a_member(nobody.another(), rng).visitor, owned, any_build(rng).title)
    many = nobody.opens(owned.path)
    if many.statements > few.statements:
        got = f"{few.statements} queries for one comment, and {many.statements} for three"
        many.not_yet("as many queries for three comments as for one", got, EACH_WRITER)


@task(4, guard=True)
def test_a_refused_brick_still_gets_a_sentence(owned, database, rng):
    """A brick on a taken stud, or off the plate, still gets a sentence."""
    usual, before = owned.visitor.opens(owned.path), bricks_of(database, owned)
    x, y, letter = rng.choice(before)
    for column, where in ((x, "a taken stud"), (16, "a place off the plate")):
        page = forged_with_token(usual, {"x": column, "y": y, "colour": letter})
        if page.status not in REFUSED or not (error_at(page, usual, "x") or new_words(page, usual)):
            page.not_yet(f"a sentence, after a brick for {where}", f"no new word: {page.status_line}")
        page.same(before, bricks_of(database, owned), what=f"the bricks, after one for {where}")


@task(5)
def test_comments_are_for_members(owned, database, rng):
    """Who is not logged in is asked to log in, and no comment comes or goes."""
    says(owned.visitor, owned, any_build(rng).title)
    before, nobody = everything(database), owned.visitor.another()
    if not before.get("comment"):
        owned.visitor.gets(owned.path).not_yet("a comment in the table `comment`, when a member wrote one", "none")
    for path in (f"{owned.path}/comments", f"/comments/{before['comment'][0]['id']}/delete"):
        page = posts_by_hand(nobody, path, text=any_build(rng).title)
        if everything(database) != before:
            page.not_yet("nothing to change, as nobody is logged in", "it was done", NO_ID)
        asks_to_log_in(page)


@task(5, points=2)
def test_nobody_else_takes_a_comment_back(owned, stranger, database, rng):
    """Only the writer takes a comment back; all other members get a 403."""
    for who, other in ((stranger.visitor, owned.visitor), (owned.visitor, stranger.visitor)):
        known = {row["id"] for row in database.rows("comment")}
        says(who, owned, any_build(rng).title)
        before = everything(database)
        number = next((row["id"] for row in before["comment"] if row["id"] not in known), 0)
        page = posts_by_hand(other, f"/comments/{number}/delete")
        if everything(database) != before:
            page.not_yet("403 FORBIDDEN: another member wrote this comment", "it is gone", OPEN)
        is_forbidden(page)


globals().update(still_true(4, "09_relationships", "test_a_build_with_two_themes_is_under_both"))


# --- what is in the database


def owner_column(page, database, table):
    """Return the column of a table that points to a user; a finding if there is none."""
    columns = [column for column, points_to in database.points(table).items() if points_to == "user"]
    if not columns:
        row = (database.rows(table) or [{}])[0]
        got = "a number that points nowhere" if "builder_id" in row else f"columns called {' and '.join(row) or '…'}"
        made = written(page, rf"class {table.capitalize()}\b")
        page.not_yet(f"a foreign key in the table `{table}` that points to a row of `user`", got, made=made)
    return columns[0]


def belongs_to(page, database, title, name):
    """Make sure that there is one build with this title and that it is this member's, and return its number."""
    rows = [row for row in database.rows("build") if row["title"] == title]
    if len(rows) != 1:
        page.not_yet(f"one build called “{title}” in the database", f"{len(rows) or 'none'}")
    names = {row["id"]: row["username"] for row in database.rows("user")}
    builder = names.get(rows[0][owner_column(page, database, "build")])
    if builder != name:
        page.not_yet(f"“{title}” to belong to “{name}”, who is logged in", f"it belongs to “{builder}”", FORGED)
    return rows[0]["id"]


def bricks_of(database, owned):
    """Return the bricks of a build as (column, row, letter)."""
    found = (row for row in database.rows("brick") if row["build_id"] == owned.number)
    return tuple((row["x"], row["y"], row["colour"]) for row in found)


def a_move(database, owned, rng, *taken):
    """Return what the form sends that moves a random brick of a build to a free stud."""
    bricks = bricks_of(database, owned)
    from_x, from_y, _ = rng.choice(bricks)
    to_x, to_y, _ = any_brick(rng, (*bricks, *taken))
    return {"from_x": from_x, "from_y": from_y, "to_x": to_x, "to_y": to_y}


# --- what somebody does


def is_refused(stranger, owned, database, end, **values):
    """Make sure that a member who did not build it gets a 403 for this request, and that nothing changes."""
    before = everything(database)
    page = posts_by_hand(stranger.visitor, owned.path + end, **values)
    if everything(database) != before:
        expected = f"403 FORBIDDEN, and nothing done: “{stranger.name}” did not build this, “{owned.builder}” did"
        page.not_yet(expected, "it was done", OPEN)
    if page.status in (302, 303):
        page.not_yet("403 FORBIDDEN", f"{page.status_line}, on to {page.headers.get('Location')}", POLITE)
    is_forbidden(page)


def is_forbidden(page):
    """Make sure that the status is 403. Where your page for it came with another, its function is to blame."""
    if page.status == 200 and "forbidden.html" in page.claims.get("templates", []):
        page.not_yet("403 FORBIDDEN", f"{page.status_line}: {page.text[:120]}", TWO_RESULTS, written(page, HANDLERS))
    page.answers(403)


def done(page, what, got, well):
    """Make sure that something was done."""
    if not well or page.status >= 400:
        page.not_yet(expected=what, got=f"{page.status_line}: {got}")


def asks_to_log_in(page):
    """Make sure that an answer sends the browser to the form for logging in."""
    target = page.headers.get("Location", "")
    if page.status not in (302, 303) or not page.visitor.local(target).startswith("/log-in"):
        page.not_yet("a redirect to /log-in: nobody is logged in", page.status_line, "`@login_required` comes first")


def says(visitor, owned, text):
    """Write a comment with the form of a build's page, and return where that leads."""
    return visitor.opens(owned.path).submits(text=text).answers(200)


# --- what is on a page


def forms_with_addresses(page):
    """Return the forms of a page that change something, each with the address it leads to."""
    forms = [Form(element) for element in page.find_all("form[method]")]
    return [(form, page.visitor.local(form.element.attributes.get("action") or page.url)) for form in forms]


def forms_of(page):
    """Return the addresses of a page's forms."""
    return [address for _, address in forms_with_addresses(page)]

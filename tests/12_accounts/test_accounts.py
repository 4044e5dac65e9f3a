"""Lesson 12, accounts: builders join, their names are taken once, and nobody keeps their passwords."""

import re

import pytest

from autograder.checks import still_true, task
from tests.accounts import (
    FIELDS,
    any_name,
    any_password,
    fits,
    is_slow,
    joins,
    name_with_other_letters,
    said_in_cookies,
    shows_the_form,
    where_it_leads,
)
from tests.by_hand import error_at, filled_in, forged, forged_with_token, form_of, form_with, new_words
from tests.inside import HEARD, LISTENING, MEETING, sent_at_once
from tests.written import field_of, written

RACE = "a look before the insert says that the name is free, to both: only the database can decide"
UNSALTED = "a hash without a salt is the same for the same password: generate_password_hash adds a new salt each time"
NO_COMMIT = "what is added is only kept by `db.session.commit()`"
FAST = "a fast hash is guessed a billion times a second; generate_password_hash makes a slow one"
GROWN = "the key of a name can be longer than the name: `mapped_column(unique=True)` has room for all"
BADGE = r"def badge\b|badge\s*[:=]"
CUT = "SQLite does not look at the length; a database that does will cut the hash, or refuse it"


@task(1)
@pytest.mark.usefixtures("board")
def test_init_db_makes_a_table_for_builders(database):
    """`flask init-db` makes a table `user`, with nobody in it yet."""
    assert not database.rows("user")


@task(1)
@pytest.mark.usefixtures("board")
def test_the_builders_have_a_page(visitor):
    """The builders have a page at `/builders`, before anybody has joined."""
    page = visitor.opens("/builders")
    heading = page.has("h1", count=1)[0].text
    if page.has("main")[0].text == heading:
        page.not_yet("a word where nobody has joined yet", f"only the heading, “{heading}”")


@task(1)
@pytest.mark.usefixtures("board")
def test_every_page_links_to_the_builders(visitor):
    """Every page links to the builders."""
    links_everywhere(visitor, "/builders")


@task(2)
@pytest.mark.usefixtures("board")
def test_every_page_links_to_the_form(visitor):
    """Every page links to the form for a new account."""
    links_everywhere(visitor, "/register")


@task(2)
@pytest.mark.usefixtures("board")
def test_the_form_hides_what_is_typed(visitor):
    """The form asks for a name, and twice for a password that it hides."""
    page = visitor.opens("/register")
    form = form_with(page, *FIELDS)
    for field in form.fields:
        name, kind = field.attributes["name"], field.attributes.get("type", "text").lower()
        if name in FIELDS:
            what = f"whether “{name}” is hidden while it is typed"
            page.same(name != "username", kind == "password", what, made=field_of(page, name, *FIELDS))


@task(2)
def test_password_managers_know_what_belongs_where(visitor):
    """The form tells password managers what belongs into each field."""
    page = visitor.opens("/register")
    for field in form_with(page, *FIELDS).fields:
        name = field.attributes["name"]
        if name in FIELDS:
            wanted = "username" if name == "username" else "new-password"
            told = field.attributes.get("autocomplete", "")
            if wanted not in told.lower().split():
                got = f"autocomplete=“{told}”" if told else "no autocomplete"
                page.not_yet(f"{wanted} in autocomplete, at “{name}”", got, made=field_of(page, name, *FIELDS))


@task(2, points=2)
@pytest.mark.usefixtures("board")
def test_who_joins_is_one_of_the_builders(visitor, database, rng):
    """Who joins is welcomed on the list of builders, where all see them."""
    names = []
    while len(names) < 3:
        name = any_name(rng)
        if name not in names:
            names.append(name)
            page = where_it_leads(joins(visitor, name, any_password(rng)))
            if page.path != "/builders":
                page.not_yet("to end at /builders", f"it ended at {page.path}", made=visitor.sent)
    if not new_words(page, visitor.opens("/builders")):
        page.not_yet("a word of welcome, which is gone when the page is opened again", "none", made=visitor.sent)
    page = visitor.another().opens("/builders")
    kept(page, database, len(names))
    for name in names:
        page.shows(name, what=f"“{name}” among the builders")
    places = sorted(names, key=page.text.index)
    page.same(names[::-1], places, what="the builders, the newest one first")


@task(2)
@pytest.mark.usefixtures("board")
def test_the_hash_is_one_of_the_password(visitor, database, rng):
    """The database keeps a slow hash of exactly the password that was typed."""
    password = f" {any_password(rng)} {any_password(rng)} "
    page = joins(visitor, any_name(rng), password)
    kept(page, database)
    does_not_keep(page, database, password)
    if not any(is_slow(value) for value in values_in(database)):
        page.not_yet("a hash as `generate_password_hash` makes it", "no such hash in the table `user`", FAST)
    known = [each for each in (fits(value, password) for value in values_in(database)) if each is not None]
    if known and not any(known):
        wrong = next(value for value in values_in(database) if fits(value, password) is False)
        others = {
            "without the blanks around it": password.strip(),
            "in small letters": password.lower(),
            "in capitals": password.upper(),
        }
        what = next((what for what, other in others.items() if fits(wrong, other)), "")
        got = f"a hash of the password {what}" if what else f"a hash of something else: {wrong[:24]}…"
        page.not_yet(expected="a hash that fits the password as it was typed", got=got)


@task(2)
@pytest.mark.usefixtures("board")
def test_the_same_password_has_another_hash(visitor, database, rng):
    """Two builders with the same password have different hashes."""
    password = any_password(rng)
    for each in (password, any_password(rng), password):
        page = joins(visitor, f"{any_name(rng)} {len(database.rows('user'))}", each)
        does_not_keep(page, database, each)
    first, second, third = kept(page, database, 3)
    for column, value in first.items():
        if value == third[column] != second[column]:
            got = f"the same value in `{column}` for both, and another one for another password"
            page.not_yet("two hashes that have nothing in common", got, UNSALTED)


@task(2)
@pytest.mark.usefixtures("board")
def test_what_is_kept_fits_into_its_column(visitor, database, rng):
    """What is kept of a name and a password fits into its column."""
    # ﬃ is one sign in a name, and three in its key
    page = joins(visitor, f"{'ﬃ' * 26} {rng.randrange(100, 1000)}", any_password(rng))
    lengths = database.lengths("user")
    for row in kept(page, database):
        for column, most in lengths.items():
            if len(str(row[column])) > most:
                expected = f"room for {len(str(row[column]))} characters in the column `{column}`"
                made = written(page, rf"{re.escape(column)}\s*[:=]")
                page.not_yet(expected, f"String({most})", GROWN if column == "key" else CUT, made)


@task(2, points=2)
def test_nobody_finds_the_password(visitor, app_files, database, rng):
    """No page, no cookie, no log and no row holds the password."""
    app_files.lay_beside("wsgi.py", LISTENING)
    visitor.begins_with("init-db").succeeds()
    password = any_password(rng)
    answer = joins(visitor, any_name(rng), password)
    headers = "\n".join(value for name, value in answer.headers if name.lower() != "set-cookie")
    heard = visitor.gets(HEARD).html
    places = {
        "the answer": answer.html,
        "the address it leads to": headers,
        "a cookie, which whoever has it can read": said_in_cookies(answer),
        "what the app prints and logs": heard,
        "the page it leads to": visitor.gets(answer.headers.get("Location", "/")).html,
        "the list of builders": visitor.another().gets("/builders").html,
    }
    for place, text in places.items():
        if password in text:
            answer.not_yet(f"no password in {place}", f"there it stands: {password}")
    kept(answer, database)
    does_not_keep(answer, database, password)
    hashes = [value for value in values_in(database) if isinstance(value, str) and fits(value, password)]
    if any(value in places["the list of builders"] for value in hashes):
        visitor.gets("/builders").not_yet("the names of the builders, and nothing else", "the hash of a password")


@task(2)
@pytest.mark.usefixtures("board")
def test_a_form_without_its_token_adds_nobody(visitor, database, rng):
    """A form without its token adds nobody."""
    page, password = visitor.opens("/register"), any_password(rng)
    answer = forged(page, {"username": any_name(rng), "password": password, "again": password})
    if database.rows("user"):
        made = written(answer, r"csrf\w*\s*=", r"csrf\w*\.init_app")
        answer.not_yet("a request from another page to be refused", "it made an account", made=made)


@task(3, points=2)
@pytest.mark.usefixtures("board")
def test_a_name_is_taken_in_any_case(visitor, database, rng):
    """A name that somebody has is taken, in whatever case it is written."""
    name = any_name(rng)
    joins(visitor, name, any_password(rng))
    for spelling in (name, name.upper(), name.swapcase()):
        is_refused(visitor, database, rng, "username", {"username": spelling}, taken=True)
    joins(visitor, f"{any_name(rng)} II", any_password(rng))


@task(3)
@pytest.mark.usefixtures("board")
def test_a_name_is_taken_with_other_letters_too(visitor, database, rng):
    """That goes for ë and Ë too, and for blanks around and inside a name."""
    name = name_with_other_letters(rng)
    joins(visitor, name, any_password(rng))
    for spelling in (name.upper(), f"  {name.lower()} ", name.replace(" ", "  ")):
        is_refused(visitor, database, rng, "username", {"username": spelling}, taken=True)


@task(3, points=2)
def test_two_ask_for_one_name_at_once(visitor, app_files, database, rng):
    """When two ask for a name at once, one gets it, the other a sentence."""
    app_files.lay_beside("wsgi.py", MEETING)
    visitor.begins_with("init-db").succeeds()
    name = any_name(rng)
    one, other = visitor.opens("/register"), visitor.another().opens("/register")
    asked = [dict(zip(FIELDS, [each, *[any_password(rng)] * 2], strict=True)) for each in (name, name.swapcase())]
    first, second = sent_at_once(one, other, *asked)
    rows = database.rows("user")
    if len(rows) > 1:
        first.not_yet(f"one builder called “{name}”", f"{len(rows)} of them: they asked at the same moment", RACE)
    asked_twice = ((first, one), (second, other))
    lost = [(page, form) for page, form in asked_twice if page.status >= 400 or shows_the_form(page)]
    if len(lost) != 1 or not rows:
        said = "neither of them" if len(lost) == 2 else "both were let in, one without a row" if rows else "nobody"
        first.not_yet(f"“{name}” to go to one of the two who asked at once, and a word to the other", said)
    page, form = lost[0]
    if page.status >= 500:
        page.answers(200)
    says_why(page, form, "username", "two ask for one name at the same moment")
    joins(visitor, f"{any_name(rng)} II", any_password(rng))


@task(3)
@pytest.mark.usefixtures("board")
def test_a_name_can_be_seen_and_has_1_to_30_characters(visitor, database, rng):
    """A name has 1 to 30 characters, all of which can be seen."""
    long = f"{any_name(rng)} {'m' * 30}"[:30]
    joins(visitor, long, any_password(rng))
    unseen = rng.choice(["\u200b", "\u202e", "\u2060", "\ufeff"])
    for name in ("", "   ", f"{long[:-1]}nn", f"Ama{unseen}ra"):
        is_refused(visitor, database, rng, "username", {"username": name})
    is_refused(visitor, database, rng, "username", {}, without="username")


@task(3)
@pytest.mark.usefixtures("board")
def test_a_password_has_8_to_100_characters(visitor, database, rng):
    """A password has 8 to 100 characters."""
    long = (any_password(rng) * 9)[:101]
    for password in (long[:8], long[:100]):
        joins(visitor, f"{any_name(rng)} {len(password)}", password)
    for password in ("", long[:7], long):
        is_refused(visitor, database, rng, "password", {"password": password, "again": password})


@task(3)
@pytest.mark.usefixtures("board")
def test_two_different_passwords_are_refused(visitor, database, rng):
    """Two different passwords are refused, and the page says so."""
    password = any_password(rng)
    for again in (password.swapcase(), f"{password}1", ""):
        is_refused(visitor, database, rng, ("password", "again"), {"password": password, "again": again})


@task(3)
@pytest.mark.usefixtures("board")
def test_a_refused_form_keeps_the_name_only(visitor, rng):
    """A form that was refused keeps the name, and none of the passwords."""
    name, passwords = f"{any_name(rng)} {'m' * 30}", [any_password(rng), any_password(rng)]
    form = visitor.opens("/register")
    page = forged_with_token(form, dict(zip(FIELDS, [name, *passwords], strict=True)))
    if not shows_the_form(page):
        page.not_yet("the form again: the name is too long, and the two passwords are different", page.status_line)
    page.same(name, filled_in(page, *FIELDS)["username"], what="the name in the form")
    for password in passwords:
        if password in page.html + said_in_cookies(page):
            page.not_yet("no password in the page", f"there it stands: {password}")


@task(4)
@pytest.mark.usefixtures("board")
def test_each_builder_has_a_badge(visitor, rng):
    """Each builder in the list has a badge of their own."""
    names = [any_name(rng), f"{any_name(rng)} II"]
    found = badges(visitor, rng, names)
    page = visitor.opens("/builders")
    what = "whether two badges are the same"
    page.same(False, found[names[0]] == found[names[1]], what, made=written(page, BADGE))


@task(4)
@pytest.mark.usefixtures("board")
def test_a_badge_belongs_to_a_name(visitor, rng):
    """A badge belongs to a name, not to its case or to who came before."""
    names = [any_name(rng), f"{any_name(rng)} II", f"{any_name(rng)} III"]
    before = badges(visitor, rng, names)
    visitor.command("init-db").succeeds()
    spellings = [*names[:2], names[2].upper()]
    after = badges(visitor, rng, spellings[::-1])
    page = visitor.opens("/builders")
    for name, spelling in zip(names, spellings, strict=True):
        what = "" if name == spelling else f", who is “{name}”"
        what = f"the badge of “{spelling}”{what}, after init-db in another order"
        page.same(before[name], after[spelling], what, made=written(page, BADGE))


globals().update(
    still_true(
        4,
        "08_change_and_delete",
        "test_a_taken_stud_gets_a_sentence",
        "test_a_forged_delete_is_refused",
        "test_a_brick_moves",
    )
)
globals().update(
    still_true(
        4,
        "09_relationships",
        "test_a_deleted_build_takes_its_bricks_along",
        "test_a_build_with_two_themes_is_under_both",
    )
)
globals().update(
    still_true(
        4,
        "10_factory_and_blueprints",
        "test_what_nobody_has_is_still_written_in_bricks",
        "test_every_link_still_leads_to_a_page",
    )
)


def links_everywhere(visitor, address):
    """Make sure that all kinds of pages link to an address."""
    for page in (visitor.opens("/about"), visitor.opens("/builds/new"), visitor.gets("/nowhere")):
        if not any(link.address == address and link.text for link in page.links):
            page.not_yet(f"a link with words that leads to {address}", "no such link", made=page.frame)
    visitor.opens(address)


def kept(page, database, count=1):
    """Return the rows of those who have joined; a finding if there are not so many."""
    rows = database.rows("user")
    if len(rows) != count:
        reason = NO_COMMIT if len(rows) < count else None
        page.not_yet(f"{count} in the table `user`, as many as have joined", f"{len(rows) or 'nobody'}", reason)
    return rows


def values_in(database):
    """Return all values in the table of the builders."""
    return [value for row in database.rows("user") for value in row.values()]


def does_not_keep(page, database, password):
    """Make sure that a password stands nowhere in the database, in whatever case and with or without its blanks."""
    for row in database.rows("user"):
        for column, value in row.items():
            if password.strip().casefold() in str(value).casefold():
                page.not_yet("no password in the database", f"{value!r} in the column `{column}` of the table `user`")
    if password.strip() in database.text():
        page.not_yet("no password in the database", "there it stands")


def is_refused(visitor, database, rng, fields, values, without="", taken=False):
    """Send the form with these values, filled in well but for them: nobody joins, and a sentence stands at a field.

    ``without`` is a field that is not sent at all. Where a name is ``taken``, the view is to blame, else the form.
    """
    before, password = len(database.rows("user")), any_password(rng)
    filled = {"username": f"{any_name(rng)} I", "password": password, "again": password} | values
    form = visitor.opens("/register")
    page = where_it_leads(forged_with_token(form, filled, without=without))
    what = " and ".join(f"“{value}” as {name}" for name, value in values.items()) or f"no {without} at all"
    if page.status >= 500:
        page.answers(200)
    if len(database.rows("user")) != before:
        names = (fields,) if isinstance(fields, str) else fields
        made = visitor.sent if taken else form_of(page, *names, *FIELDS)
        page.not_yet(f"nobody to join with {what}", "there is one more builder", made=made)
    says_why(page, form, fields, what)


def says_why(page, form, fields, what):
    """Make sure that the form is there again, with a sentence at one of these fields that was not there before."""
    if not shows_the_form(page):
        page.not_yet(f"the form again, after {what}", f"{page.path} ({page.status_line})")
    names = (fields,) if isinstance(fields, str) else fields
    if not any(error_at(page, form, name) for name in names):
        expected = f"a sentence at the field “{'” or “'.join(names)}”, after {what}"
        page.not_yet(expected, "no new word there", "an error belongs to its field: form.….errors holds its sentences")


def badges(visitor, rng, names):
    """Let these builders join, and return what the badge of each looks like, by name."""
    for name in names:
        joins(visitor, name, any_password(rng))
    page = visitor.another().opens("/builders")
    found = {}
    for name in names:
        around = min((each for each in page.find_all("body *") if name in each.text), key=size, default=None)
        if around is None:
            page.not_yet(f"“{name}” among the builders", "this name is not there")
        while around is not None and not around.find_all("svg"):
            around = around.parent
        drawings = around.find_all("svg") if around is not None else []
        if len(drawings) != 1 or any(
            other in around.text for other in names if name not in (other, other[: len(name)])
        ):
            page.not_yet(f"a badge beside “{name}”", "no picture that belongs to this builder alone")
        bricks = [
            tuple(rect.attributes.get(key) for key in ("x", "y", "fill")) for rect in drawings[0].find_all("rect")
        ]
        if len(bricks) < 5:
            reason = "a template that asks for something which is not there shows nothing: has User a `badge`?"
            made = written(page, BADGE) or written(page, r"class User\b")
            page.not_yet(f"a badge of bricks beside “{name}”", f"{len(bricks)} bricks", reason, made)
        found[name] = sorted(map(str, bricks))
    return found


def size(element):
    """Return how much is in an element."""
    return len(element.html)

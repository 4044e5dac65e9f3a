"""Lesson 13, login: the app knows who is asking, and what changes a build is for its members."""

from urllib.parse import quote, urljoin, urlsplit

from autograder.checks import still_true, task
from autograder.checks.address import HOST, joined
from autograder.checks.forms import Form
from autograder.checks.page import REDIRECTS
from tests.accounts import any_name, any_password, where_it_leads
from tests.board import any_brick
from tests.brickyard import any_build
from tests.by_hand import error_at, forged_with_token, form_with, new_words
from tests.inside import COUNTING, HASHES
from tests.members import HASH_FIRST, a_member, a_newcomer, members_board
from tests.written import field_of, written

board = members_board
"""Whatever an earlier lesson promised is still true for a builder who is logged in."""

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "https:///evil.example",
    "http:evil.example",
    f"http://{HOST}@evil.example/",
    f"http://{HOST}.evil.example/",
    "javascript:alert(1)",
)
"""What an attacker writes behind `next=`: each of them leads away, or did in some app that looked at it too briefly."""

ABOVE = (
    "`@login_required` belongs between the rules and the function; above the rules, it guards a function that Flask "
    "does not know"
)
NO_LOGIN_VIEW = "Flask-Login has to be told which view logs people in: `login_view`"
NEXT = "the view that logs people in does not look at `next`, or the form does not send it: the action leads elsewhere"
FACTORY, SECRET = r"def create_app\b", r".*SECRET_KEY"
MANAGER, LOADER = r".*\bLoginManager\(", r".*\buser_loader"
"""How the lines begin that make the app, sign the session, know who is logged in, and find a builder again."""
NOBODYS = "whoever holds a stop watch finds out who has an account: compare with a hash for nobody, too"
FOR_MEMBERS = (
    "`@login_required` notes an address that takes no GET; `logout_user()` is no error where nobody is logged in"
)
WAY_BACK = "the link says where to come back to: url_for(…, next=…)"
BY_LINK = "a page elsewhere can name this address as a picture, and log everybody out who looks at it"


@task(1, points=2)
def test_who_joins_is_logged_in(newcomer):
    """Who joins is logged in: each page shows their name, to nobody else."""
    for path in ("/about", "/builds/new"):
        newcomer.visitor.opens(path).shows(newcomer.name)
        newcomer.visitor.another().opens("/about").does_not_show(newcomer.name)


@task(1)
def test_the_badge_is_beside_the_name(member):
    """Beside the name is the badge that the list of builders shows."""
    wanted = bricks_beside(member.visitor.another().opens("/builders"), member.name)
    page = member.visitor.opens("/about")
    if not any(wanted == bricks_in(drawing) for drawing in page.find_all("svg")):
        seen = "no such picture" if page.find_all("svg") else "no picture at all"
        page.not_yet(f"the badge of “{member.name}”, as on /builders", seen, made=page.frame)


@task(1)
def test_only_others_are_asked_to_join(member):
    """Who is logged in is not asked to join; everybody else is."""
    links_to(member.visitor.another().opens("/about"), "/register")
    page = member.visitor.opens("/about")
    if leads_to(page, "/register"):
        page.not_yet(f"no link to /register for “{member.name}”, who has joined", "there it is", made=page.frame)


@task(1)
def test_two_browsers_two_builders(member, rng):
    """Two builders in two browsers are not mixed up."""
    other = a_member(member.visitor.another(), rng)
    for mine, others in ((member, other), (other, member)):
        mine.visitor.opens("/about")
        page = mine.visitor.opens("/about")
        if mine.name not in page.text or others.name in page.text:
            got = f"a page that says “{page.text[:80]}”"
            page.not_yet(f"the name of “{mine.name}”, and of nobody else", got, made=written(page, LOADER))


@task(1)
def test_a_restart_logs_nobody_out(member):
    """When the app starts again, who was logged in still is."""
    is_in(member.visitor, member)
    is_in(member.visitor.restarts(), member, SECRET)


@task(1)
def test_a_builder_who_is_gone_is_a_visitor(member):
    """After `init-db`, an old session is a visitor's, and no error."""
    is_in(member.visitor, member)
    member.visitor.command("init-db").succeeds()
    for path in ("/about", "/register", "/builders"):
        member.visitor.opens(path).does_not_show(member.name)


@task(2, points=2)
def test_who_has_joined_can_log_in(member):
    """Who has joined can log in with another browser."""
    is_in(member.logs_in().visitor, member)


@task(2)
def test_a_name_counts_in_any_case(member):
    """The name counts in any case, and with blanks around it."""
    for spelling in (member.name.swapcase(), f" {member.name} "):
        is_in(member.logs_in(username=spelling).visitor, member)


@task(2, points=2)
def test_a_guess_lets_nobody_in(member, database, rng):
    """A wrong password lets nobody in, not even somebody else's."""
    other = a_member(member.visitor.another(), rng)
    is_in(member.logs_in().visitor, member)  # else nobody comes in, whatever they type
    stored = [value for row in database.rows("user") for value in row.values() if str(value).count("$") > 1]
    for password in (other.password, member.password.swapcase(), f"{member.password}1", "", *stored[:1]):
        form = member.visitor.another().opens("/log-in")
        page = forged_with_token(form, {"username": member.name, "password": password})
        if page.status >= 500:
            page.answers(200)
        if is_named(page.visitor, member):
            what = "somebody else's password" if password == other.password else f"the password “{password}”"
            page.not_yet(f"“{member.name}” not to be let in with {what}", "the next page shows the name")


@task(2, points=2)
def test_one_answer_to_every_wrong_login(member, rng):
    """A wrong name and a wrong password get one and the same answer."""
    nobody = f"{any_name(rng)} II"
    wrong_password = refused(member, member.name, any_password(rng))
    wrong_name = refused(member, nobody, any_password(rng))
    if wrong_password != wrong_name:
        page = member.visitor.another().opens("/log-in")
        expected, got = (f"{answer[0]}, “{answer[1]}”" for answer in (wrong_password, wrong_name))
        page.not_yet(
            f"an unknown name to be answered as a wrong password is: {expected}",
            f"{got}" if expected != got else "the same words at another place",
            "whoever sees a difference finds out who has an account here",
        )


@task(2)
def test_an_unknown_name_takes_as_long(visitor, app_files, rng):
    """To refuse an unknown name takes as much work as a wrong password."""
    app_files.lay_beside("wsgi.py", COUNTING)
    visitor.begins_with("init-db").succeeds()
    member, took = a_newcomer(visitor, rng), []
    for name in (member.name, f"{any_name(rng)} II"):
        form = visitor.another().opens("/log-in")
        page = forged_with_token(form, {"username": name, "password": any_password(rng)})
        if page.status >= 500:
            page.answers(200)
        took.append(int(page.headers.get(HASHES, 0)))
    if not took[0]:
        page.not_yet(
            "a wrong password to be compared with the hash of the right one", "no slow hash was made", HASH_FIRST
        )
    if took[1] < took[0]:
        page.not_yet("an unknown name to be answered after as many slow hashes as a wrong password", "none", NOBODYS)


@task(2)
def test_the_password_is_sent_by_post(visitor):
    """The form hides the password, and sends it by POST."""
    page = visitor.opens("/log-in")
    form = form_with(page, "username", "password")
    if form.element.attributes.get("method", "get").lower() != "post":
        reason = "addresses stay in the history of the browser, and in the log of each server on the way"
        page.not_yet('a form with method="post"', "a form that puts the password into the address", reason)
    for field in form.fields:
        if field.attributes["name"] == "password" and field.attributes.get("type", "").lower() != "password":
            made = field_of(page, "password", *form.names)
            page.not_yet("a password that is hidden while it is typed", "a field that shows it", made=made)


@task(3, points=2)
def test_a_button_logs_out(member):
    """Each page has a button that logs out who is logged in."""
    for path in ("/about", "/builders"):
        log_out_form(member.visitor.opens(path))
    answer = logs_out(member.visitor)
    if answer.status == 400:
        answer.not_yet("to be logged out", f"400: {answer.text[:120]}", made=member.visitor.opens("/about").frame)
    if answer.status > 400:
        answer.answers(302)
    is_out(member.visitor, member, "the button was pressed")
    links_to(member.visitor.opens("/about"), "/log-in")


@task(3)
def test_a_link_logs_nobody_out(member):
    """Following a link never logs anybody out."""
    log_out_form(member.visitor.opens("/about"))
    for method in ("GET", "HEAD"):
        page = member.visitor.sends(method, "/log-out")
        if page.status >= 500:
            page.answers(405)
        if not is_named(member.visitor, member):
            page.not_yet(f"a {method} to log nobody out: 405", f"“{member.name}” is logged out", BY_LINK)


@task(3)
def test_a_forged_form_logs_nobody_out(member):
    """Nobody is logged out by a form without your token."""
    log_out_form(member.visitor.opens("/about"))
    page = member.visitor.posts("/log-out")
    if not is_named(member.visitor, member):
        made = written(page, r".*\bexempt\b")
        page.not_yet("a request from another page to be refused", f"“{member.name}” is logged out", made=made)


@task(3)
def test_logging_out_twice_is_no_error(member):
    """Logging out twice is no error."""
    page = member.visitor.opens("/about")
    log_out_form(page)
    for _ in range(2):
        answer = member.visitor.posts("/log-out", token_for(member.visitor))
        if answer.status >= 500 or answer.status in (404, 405):
            answer.answers(302)
    if answer.status in REDIRECTS and goes_to_log_in(leads_on(answer)):
        page = member.logs_in(member.visitor.opens(leads_on(answer)))
        page = member.visitor.gets(leads_on(page))
        if page.status >= 400:
            got = f"{page.status_line}, at {page.path}"
            answer.not_yet("a page, after logging out twice and in again", got, FOR_MEMBERS)


@task(4, points=2)
def test_forms_are_for_members(member, database, rng):
    """Who opens a form for builds without a login is sent to `/log-in`."""
    number = rng.choice(database.rows("build"))["id"]
    for path in ("/builds/new", f"/builds/{number}/edit", f"/builds/{number}/move"):
        is_sent_to_log_in(member.visitor.another().gets(path))


@task(4, points=3)
def test_changes_are_for_members(member, database, rng):
    """Nothing can be added or changed without a login."""
    build, before = rng.choice(database.rows("build")), everything(database)
    stranger = member.visitor.another()
    token = token_for(stranger)
    for path, data in changes(build, database, rng).items():
        is_sent_to_log_in(stranger.posts(path, {**data, **token}))
    stranger.gets("/about").same(before, everything(database), what="the rows of all tables")


@task(4, guard=True)
def test_everybody_can_still_look(member, database, rng):
    """Everybody can still look at builds, themes and builders."""
    stranger = member.visitor.another()
    number = rng.choice(database.rows("build"))["id"]
    for path in ("/", "/?theme=space", "/about", "/builders", "/register"):
        stranger.gets(path).answers(200)
    stranger.gets("/builds/99999").answers(404)
    page = stranger.gets(f"/builds/{number}").answers(200)
    themes = {link.address for link in member.visitor.opens(f"/builds/{number}").links if "?theme=" in link.address}
    if hidden := themes - {link.address for link in page.links}:
        page.not_yet(f"a link to {min(hidden)}, which members see here", "no such link", "looking is for everybody")


@task(4, points=2)
def test_logging_in_goes_on(member, database, rng):
    """Logging in goes on to the page that was asked for, query included."""
    number = rng.choice(database.rows("build"))["id"]
    for path in (f"/builds/{number}/edit", f"/builds/new?stud={rng.randrange(100)}&colour=r"):
        form = member.visitor.another().opens(path)
        form_with(form, "username", "password")
        page = member.logs_in(form)
        if leads_on(page) != path:
            made = {**page.claims, "templates": form.claims.get("templates")}
            page.not_yet(f"to go on to {path} after logging in", f"on to {leads_on(page)}", NEXT, made)


@task(4, points=3)
def test_logging_in_leads_to_no_other_site(member):
    """Logging in never leads to another site, whatever `next` says."""
    sends_on = member.visitor.gets("/log-in?next=/about").status in REDIRECTS  # who is logged in already, as some do
    for address in ELSEWHERE:
        path = f"/log-in?next={quote(address, safe='')}"
        browser = member.visitor.another()
        page = forged_with_token(browser.opens(path), {"username": member.name, "password": member.password})
        stays_here(page, address)
        if sends_on:
            stays_here(browser.gets(path), address)


@task(4, points=2)
def test_visitors_are_shown_the_way_in(member, database, rng):
    """On a build, visitors find a link to the login, and come back."""
    build = rng.choice(database.rows("build"))
    path = f"/builds/{build['id']}"
    page = member.visitor.opens(path)
    if not all(name in forms_on(page) for name in ("x", "y")) or not leads_to(page, f"{path}/edit"):
        page.not_yet("the form for a brick, and the link for changes, for who is logged in", "they are not here")
    page = member.visitor.another().opens(path)
    page.has("h1", text=build["title"])
    if "x" in forms_on(page) or leads_to(page, f"{path}/edit") or leads_to(page, f"{path}/move"):
        page.not_yet("nothing that a visitor cannot do", "the form for a brick, or a link for changes")
    ways = [link.address for link in page.links if goes_to_log_in(link.address)]
    if not ways:
        page.not_yet("a link to /log-in on the page of a build", "no such link")
    answer = member.logs_in(page.visitor.opens(max(ways, key=len)))  # the one in the header may know no next
    if leads_on(answer) != path:
        got = f"on to {leads_on(answer)}"
        made = {"view": answer.claims.get("view"), "templates": page.claims.get("templates")}
        answer.not_yet(f"to come back to {path} by its link to the login", got, WAY_BACK, made)


@task(5, points=2)
def test_who_ticks_the_box_is_remembered(member):
    """Who ticks the box is still logged in after closing the browser."""
    browser = member.logs_in(remember=True).visitor
    is_in(browser, member)
    is_in(browser.closes(), member)


@task(5)
def test_who_does_not_is_forgotten(member):
    """Who does not tick it is forgotten when the browser closes."""
    page = member.visitor.another().opens("/log-in")
    form_with(page, "remember")
    browser = member.logs_in(page).visitor
    is_in(browser, member)
    is_out(browser.closes(), member, "the box was not ticked, and the browser was closed")


@task(5)
def test_logging_out_forgets(member):
    """Who logs out is forgotten, with or without the box."""
    browser = member.logs_in(remember=True).visitor
    logs_out(browser)
    is_out(browser, member, "the builder has logged out")


@task(5)
def test_the_session_stays_with_its_site(member):
    """The session's cookie is HttpOnly, and SameSite is Lax or Strict."""
    page, cookies = let_in(member)
    have_flags(page, cookies, "SESSION_COOKIE")


@task(5)
def test_the_remember_cookie_stays_with_its_site(member):
    """So is the cookie that remembers: HttpOnly, and Lax or Strict."""
    page, cookies = let_in(member, remember="y")
    lasting = {name: flags for name, flags in cookies.items() if "expires" in flags or "max-age" in flags}
    if not lasting:
        page.not_yet("a cookie that outlives the browser when the box is ticked", f"only {', '.join(cookies)}")
    have_flags(page, lasting, "REMEMBER_COOKIE")


globals().update(
    still_true(
        4,
        "08_change_and_delete",
        "test_a_taken_stud_gets_a_sentence",
        "test_a_forged_delete_is_refused",
        "test_a_brick_moves",
    )
)
globals().update(still_true(4, "09_relationships", "test_a_deleted_build_takes_its_bricks_along"))
globals().update(still_true(4, "10_factory_and_blueprints", "test_every_link_still_leads_to_a_page"))


# --- who is there


def is_in(browser, member, blame=""):
    """Make sure that a browser's pages show this builder's name, beyond what is said once.

    To blame is what took the last form; where that was right before, the line that begins with ``blame``.
    """
    browser.opens("/about")
    page = browser.opens("/about")
    if member.name not in page.text:
        made = written(page, blame) if blame else browser.sent
        got = f"a page that says “{page.text[:80]}”"
        page.not_yet(f"the name of “{member.name}”, who is logged in", got, made=made)


def is_out(browser, member, why):
    """Make sure that a browser's pages do not show this builder's name."""
    if is_named(browser, member):
        browser.opens("/about").not_yet(
            f"nobody to be logged in: {why}", f"the page shows “{member.name}”", made=browser.sent
        )


def is_named(browser, member):
    """Tell whether a browser's pages show this builder's name, beyond what is said once."""
    return all(member.name in browser.opens("/about").text for _ in range(2))


def refused(member, name, password):
    """Try to log in, and return how that was refused: the status, the new words, where they stand, the whole text."""
    form = member.visitor.another().opens("/log-in")
    page = where_it_leads(forged_with_token(form, {"username": name, "password": password}))
    if page.status >= 500:
        page.answers(200)
    words = new_words(page, form).replace(name, "…")
    if not words:
        page.not_yet("a sentence which says that this was not right", "no new word")
    places = [bool(error_at(page, form, field)) for field in ("username", "password")]
    return page.status_line, words, places, page.text.replace(name, "…")


# --- going out, and being sent to the entrance


def log_out_form(page):
    """Return the form of a page that logs out."""
    for element in page.find_all("form"):
        address = page.visitor.local(urljoin(page.url, element.attributes.get("action", "")))
        if urlsplit(address).path == "/log-out" and element.attributes.get("method", "get").lower() == "post":
            return Form(element)
    expected = 'a form with method="post" and the action /log-out, and a button in it'
    return page.not_yet(expected, "no such form", made=page.frame)


def logs_out(browser):
    """Press the button that logs out, and return the answer as it is."""
    return browser.posts("/log-out", dict(log_out_form(browser.opens("/about")).fill({}).data))


def goes_to_log_in(address):
    """Tell whether an address of the app is that of the view that logs people in."""
    return urlsplit(address).path == "/log-in"


def leads_on(page):
    """Return the address to which an answer leads on; its own if it leads nowhere."""
    if page.status not in REDIRECTS:
        return page.path
    return page.visitor.local(joined(page.url, page.headers.get("Location", "")))


def is_sent_to_log_in(page):
    """Make sure that an answer sends a visitor on to the login."""
    target = page.visitor.local(joined(page.url, page.headers.get("Location", "")))
    if page.status not in REDIRECTS or not goes_to_log_in(target):
        if page.status >= 500:
            page.answers(302)
        got = f"on to {target}" if page.status in REDIRECTS else page.status_line
        reason = NO_LOGIN_VIEW if page.status == 401 else ABOVE if written(page, "@login_required") else None
        made = written(page, MANAGER) if page.status == 401 else None
        page.not_yet("a visitor who is not logged in to be sent to /log-in", got, reason, made)


def stays_here(page, address):
    """Make sure that an answer breaks nothing, and leads to no other site in any browser."""
    if page.status >= 500:
        page.answers(302)
    location = page.headers.get("Location", "")
    read = location.strip("".join(map(chr, range(33)))).translate({9: None, 10: None, 13: None}).replace("\\", "/")
    scheme, colon, rest = read.partition(":")
    with_scheme = bool(colon) and not set(scheme) & set("/?#")
    own = rest.startswith(f"//{HOST}/") and scheme.lower() in ("http", "https")
    if page.status in REDIRECTS and (not own if with_scheme else read.startswith("//")):
        expected = f"a page of your own, whatever stands behind `next=`; here {address!r}"
        page.not_yet(expected, f"on to {location!r}, which a browser takes for another site", "safe_next is for this")


# --- what can be done with builds


def changes(build, database, rng):
    """Return for each address that changes a build, or adds one, what its form would send. Deleting comes last."""
    below = f"/builds/{build['id']}"
    own = [brick for brick in database.rows("brick") if brick["build_id"] == build["id"]]
    taken = tuple((brick["x"], brick["y"], brick["colour"]) for brick in own)
    x, y, letter = any_brick(rng, taken)
    from_x, from_y, _ = rng.choice(taken)
    return {
        "/builds/new": {"title": any_build(rng).title, "themes": "space", "start": "meadow"},
        f"{below}/bricks": {"x": x, "y": y, "colour": letter},
        f"{below}/edit": {"title": any_build(rng).title, "themes": "space"},
        f"{below}/move": {"from_x": from_x, "from_y": from_y, "to_x": x, "to_y": y},
        f"{below}/delete": {},
    }


def everything(database):
    """Return the rows of all tables."""
    return {name: database.rows(name) for name in database.tables}


def token_for(browser):
    """Return a token for this browser, as data to send. Some page has it: the one for joining, for who is not in."""
    for path in ("/register", "/log-in", "/about"):
        page = browser.opens(path)
        tokens = [field.attributes.get("value", "") for field in page.find_all("[name=csrf_token]")]
        if tokens:
            return {"csrf_token": tokens[0]}
    return {}


# --- what is on a page


def leads_to(page, path):
    """Tell whether a page has a link to this address, whatever its query."""
    return any(urlsplit(link.address).path == path for link in page.links)


def links_to(page, path):
    """Make sure that a page has a link to this address."""
    if not leads_to(page, path):
        page.not_yet(f"a link to {path}", "no such link", made=page.frame)


def forms_on(page):
    """Return the names of all fields of all forms of a page."""
    return [name for element in page.find_all("form") for name in Form(element).names]


def bricks_in(drawing):
    """Return the bricks of a badge, whatever their order."""
    keys = ("x", "y", "fill")
    return sorted(str([rect.attributes.get(key) for key in keys]) for rect in drawing.find_all("rect"))


def bricks_beside(page, name):
    """Return the bricks of the picture that stands beside a name: in the smallest element around both."""
    around = [each for each in page.find_all("main *") if name in each.text and each.find_all("svg")]
    if not around:
        page.not_yet(f"a badge beside “{name}”, as in lesson 12", "no such picture")
    return bricks_in(min(around, key=lambda element: len(element.html)).find_all("svg")[0])


# --- cookies


def let_in(member, **ticked):
    """Log in with a new browser, and return the answer with the attributes of each cookie that it sets, by its name."""
    form = member.visitor.another().opens("/log-in")
    page = forged_with_token(form, {"username": member.name, "password": member.password} | ticked)
    if page.status not in REDIRECTS:
        page.not_yet(f"“{member.name}” to be let in, and sent on", page.status_line)
    found = {}
    for header in page.headers.getlist("Set-Cookie"):
        first, *rest = header.split(";")
        pairs = [part.strip().partition("=") for part in rest]
        found[first.partition("=")[0].strip()] = {key.lower(): value.lower() for key, _, value in pairs}
    if not found:
        page.not_yet("a cookie by which the app knows who is logged in", "no cookie")
    return page, found


def have_flags(page, cookies, settings):
    """Make sure that no script gets these cookies, and that browsers send none of them with another site's forms."""
    for name, flags in cookies.items():
        if "httponly" not in flags:
            reason = f"{settings}_HTTPONLY = True"
            page.not_yet(f"a cookie `{name}` which is HttpOnly", "scripts can read it", reason, written(page, FACTORY))
        if flags.get("samesite") not in ("lax", "strict"):
            got = "browsers send it with whatever another site's page asks for"
            reason = f"{settings}_SAMESITE in the settings"
            page.not_yet(f"a cookie `{name}` with SameSite=Lax or Strict", got, reason, written(page, FACTORY))

"""Lesson 10, factory and blueprints: nothing changes outside, and inside an app is made by a function, in rooms."""

import json
from random import Random
from textwrap import dedent

import pytest

from autograder.checks import still_true, task
from tests.brickyard import THEMES, any_build
from tests.plates import drawings_in
from tests.written import written

TWO_APPS = '''
"""Two apps of one factory: the first answers below /one, the second below /two. The front page tells about both."""

import inspect
from os.path import relpath

from flask import Flask, jsonify
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import app as yours

SETTINGS = {settings!r}


def make():
    """Return two apps, or none, and what is wrong with them."""
    create_app = getattr(yours, "create_app", None)
    if not callable(create_app):
        return [], "no function `create_app`"
    try:
        inspect.signature(create_app).bind(dict(SETTINGS[0]))
    except TypeError:
        return [], "a `create_app` that takes no settings"
    outside = [value for value in vars(yours).values() if isinstance(value, Flask)]
    first = create_app(dict(SETTINGS[0]))
    if any(first is each for each in outside):
        return [], "the same app twice: the one that was there before"
    made = [first, create_app(dict(SETTINGS[1]))]
    if not all(isinstance(each, Flask) for each in made):
        return [], f"a `create_app` that returns {{type(made[0]).__name__}}, and no app"
    if made[0] is made[1]:
        return [], "the same app twice"
    for each in made:
        if "sqlalchemy" in each.extensions:
            with each.app_context():  # tables without builds: that is quicker than init-db
                each.extensions["sqlalchemy"].create_all()
    return made, ""


made, wrong = make()
app = Flask("wsgi")
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, dict(zip(["/one", "/two"], made)))


@app.get("/")
def tell():
    """Say what is wrong, and which addresses the first app has for new builds."""
    rules = [rule for each in made[:1] for rule in each.url_map.iter_rules() if rule.endpoint.endswith("new_build")]
    views = [inspect.unwrap(made[0].view_functions[rule.endpoint]) for rule in rules[:1]]
    codes = [view.__code__ for view in views if inspect.isfunction(view)]
    where = [f"{{relpath(code.co_filename)}}:{{code.co_firstlineno}}" for code in codes]
    return jsonify([wrong, sorted({{rule.rule for rule in rules}}), *where])
'''

ADDRESSES = '''
"""Your app, and one page more that tells where the views of some names are."""

from contextlib import suppress
from inspect import unwrap

from flask import jsonify, url_for
from flask.cli import find_best_app
from werkzeug.routing import BuildError

import app as yours

app = find_best_app(yours)


@app.get("/{page}")
def tell_addresses():
    """Say which address belongs to which name, the gaps filled with one number, and which names share an address."""
    found, views, twice = {{}}, {{}}, {{}}
    for rule in app.url_map.iter_rules():
        view = unwrap(app.view_functions[rule.endpoint])
        for method in rule.methods & {{"GET", "POST"}}:
            first, code = views.setdefault((rule.rule, method), (rule.endpoint, getattr(view, "__code__", view)))
            if code is not getattr(view, "__code__", view):
                twice |= {{first: rule.endpoint, rule.endpoint: first}}
        with suppress(BuildError, ValueError):  # a rule that wants something else than a number
            found[rule.endpoint] = url_for(rule.endpoint, **dict.fromkeys(rule.arguments, {number}))
    return jsonify(found, twice)
'''

NO_RETURN = "a function without `return app` returns None, whatever it made"
NOT_HERE = (
    "`app = Flask(__name__)` has to stand inside of `create_app`: what stands outside is made once, for all calls"
)
CONFIG_LATE = "`db.init_app` reads the settings: what comes after it comes too late, without a word"
DOUBLED = "the `url_prefix` stands in front of every rule: cut it off the rules, and what is left begins with a slash"
NOT_ASKED = (
    "a handler in a blueprint is never asked about addresses that no view has: "
    "`app.register_error_handler(404, show_not_found)` in `create_app` registers it with the app"
)
FACTORY = r"def create_app\b"
NO_PAGE = {"view": ""}
"""What to blame for a file that is not there: no page, so that a finding names no view."""
LEFT_BEHIND = (
    "a view that has moved was left behind as well: one of the two is never asked, and you may be changing that one"
)
KEY_KEPT = "`create_app` sets a key after it took over the settings, or does not take over this one"


@pytest.fixture
def two(visitor, app_files, rng):
    """Two apps made by `create_app`, with a database and a secret of their own, the second without tokens."""
    settings = [
        {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{name}{rng.randrange(1000)}.db", "SECRET_KEY": f"{rng.random()}"}
        for name in ("one", "two")
    ]
    settings[1]["WTF_CSRF_ENABLED"] = False
    app_files.put("wsgi.py", dedent(TWO_APPS).lstrip().format(settings=settings))
    page = visitor.opens("/")
    wrong, *_ = json.loads(page.html)
    if wrong:
        reason = NO_RETURN if "NoneType" in wrong else NOT_HERE if "twice" in wrong else None
        made = written(page, r"app = Flask\(" if reason == NOT_HERE else FACTORY)
        expected = "a function `create_app` in `app`, which makes an app with the settings it is given"
        page.not_yet(expected, wrong, reason, made)
    return visitor


@task(1)
@pytest.mark.usefixtures("two")
def test_each_call_makes_an_app_of_its_own():
    """Each call of `create_app` makes an app of its own."""


@task(1)
def test_settings_that_are_given_win(two, rng):
    """The settings that it is given win over the usual ones."""
    title = any_build(rng).title
    page = two.posts("/two/builds/new", {"title": title, "themes": ["space"], "start": "empty"})
    if page.status == 404:
        no_form(two)
    if page.status >= 400 or title not in two.opens("/two/").text:
        expected, made = (
            "a form without a token to be accepted: WTF_CSRF_ENABLED was set to False",
            written(page, FACTORY),
        )
        page.not_yet(expected, page.status_line, made=made)


@task(1, points=2)
def test_two_apps_share_no_builds(two, rng):
    """Two apps with databases of their own share no builds."""
    build = adds(two, "/one", rng)
    if build.title in two.opens("/two/").text:
        expected = f"“{build.title}” in the gallery of the app that it was added to, and not in the other's"
        page = two.gets("/two/")
        page.not_yet(expected, "it is in both: they use the same database", CONFIG_LATE, written(page, FACTORY))


@task(1)
def test_two_apps_share_no_sessions(two, rng):
    """Two apps with keys of their own trust no session of the other."""
    adds(two.another(), "/two", rng)
    adds(two, "/one", rng)
    if two.opens("/one/").text == two.another().opens("/one/").text:
        two.gets("/one/").not_yet("a build of yours to be marked as yours", "the same page for everybody")
    if two.opens("/two/").text != two.another().opens("/two/").text:
        got = "it trusts a session that the other one signed, and shows a build as yours"
        page = two.gets("/two/")
        page.not_yet("an app with another SECRET_KEY not to know you", got, KEY_KEPT, written(page, FACTORY))


@task(2)
def test_app_is_a_package(visitor, app_files):
    """The app is a package: `app/__init__.py`, and no `app.py` beside it."""
    if app_files.read("app/__init__.py") is None:
        visitor.gets("/about").not_yet("a file app/__init__.py", "no such file", made=NO_PAGE)
    if app_files.read("app.py") is not None:
        expected = "no app.py beside the folder app"
        reason = "the folder hides the file: nobody reads app.py now"
        visitor.gets("/about").not_yet(expected, "both are there", reason, "app.py")


@task(2)
def test_everything_is_inside(visitor, app_files):
    """Its modules, its templates and its style sheet lie inside of `app/`."""
    names = ("builds.py", "forms.py", "init_db.py", "models.py", "templates/home.html", "static/brickyard.css")
    left = [name for name in names if app_files.read(name) is not None]
    if left:
        got = f"{' and '.join(left)} still beside it"
        visitor.gets("/about").not_yet("nothing of the app outside of its folder", got, made=left[0])


@task(2, guard=True)
def test_the_style_sheet_is_still_there(visitor):
    """The style sheet is still sent."""
    page = visitor.gets("/about")
    written = [element.attributes["href"] for element in page.find_all("link[rel~=stylesheet][href]")]
    visitor.gets(written[0] if written else "/static/brickyard.css").answers(200).has_type("text/css")


@task(3)
def test_the_gallery_has_its_name(visitor, app_files, run_seed):
    """`url_for("gallery.home")` is the address of the gallery."""
    leads(visitor, app_files, run_seed, {"gallery.home": "/"})


@task(3)
def test_the_about_page_has_its_name(visitor, app_files, run_seed):
    """`url_for("gallery.about")` is the address of the about page."""
    leads(visitor, app_files, run_seed, {"gallery.about": "/about"})


@task(4, points=2)
def test_the_pages_of_a_build_have_their_names(visitor, app_files, run_seed):
    """`workshop` has new_build, show_build, edit_build and move_brick."""
    pages = {"new": "/builds/new", "show": "/builds/{}", "edit": "/builds/{}/edit"}
    names = {f"workshop.{name}_build": address for name, address in pages.items()}
    leads(visitor, app_files, run_seed, {**names, "workshop.move_brick": "/builds/{}/move"})


@task(4)
def test_what_changes_a_build_has_its_name(visitor, app_files, run_seed):
    """`workshop` has place_brick and delete_build, too."""
    names = {"workshop.place_brick": "/builds/{}/bricks", "workshop.delete_build": "/builds/{}/delete"}
    leads(visitor, app_files, run_seed, names)


@task(4, guard=True)
@pytest.mark.usefixtures("board")
def test_what_nobody_has_is_still_written_in_bricks(visitor, rng):
    """What nobody has still gets your page in bricks, and a 404."""
    for path in (f"/nowhere{rng.randrange(1000)}", f"/builds/{rng.randrange(1000, 9999)}", "/builds/two/edit"):
        page = visitor.gets(path).answers(404)
        if not drawings_in(page):
            page.not_yet("your own page, with a plate", page.text[:120], NOT_ASKED, written(page, FACTORY))


@task(4, guard=True)
@pytest.mark.usefixtures("board")
def test_every_link_still_leads_to_a_page(visitor, database, rng):
    """Every link of every page still leads to a page."""
    numbers = [row["id"] for row in database.rows("build")]
    number = rng.choice(numbers)
    below = [f"/builds/{number}{end}" for end in ("", "/edit", "/move")]
    opened = ["/", f"/?theme={rng.choice(THEMES)}", "/about", "/builds/new", *below]
    # of the pages of builds and of themes that are there, one stands for all
    seen = {*opened, *(f"/builds/{each}" for each in numbers), *(f"/?theme={each}" for each in THEMES)}
    for page in [*map(visitor.opens, opened), visitor.gets("/nowhere")]:
        for link in page.links:
            if link.address not in (*seen, "/nowhere") and link.address.startswith("/"):
                seen.add(link.address)
                visitor.opens(link.address)


globals().update(
    still_true(
        4,
        "01_bare_route",
        "test_about_is_a_page_of_its_own",
        "test_about_leads_to_the_front_page",
    )
)
globals().update(
    still_true(
        4,
        "07_database",
        "test_init_db_makes_six_builds",
        "test_every_brick_is_a_row",
        "test_no_such_build_is_still_not_found",
        "test_a_brick_is_there_after_a_restart",
        "test_bricks_off_the_plate_are_still_refused",
    )
)
globals().update(
    still_true(
        4,
        "08_change_and_delete",
        "test_the_database_keeps_a_stud_for_one_brick",
        "test_a_taken_stud_gets_a_sentence",
        "test_a_refused_brick_changes_nothing",
        "test_the_page_of_a_build_leads_to_its_form",
        "test_only_builds_that_exist_can_be_changed",
        "test_a_number_without_a_build_is_still_not_found",
        "test_a_link_deletes_nothing",
        "test_a_forged_delete_is_refused",
        "test_what_is_not_there_cannot_be_deleted",
        "test_the_page_of_a_build_leads_to_moving",
        "test_a_brick_moves",
        "test_a_brick_does_not_move_onto_another",
        "test_no_brick_leaves_its_plate",
        "test_only_builds_that_exist_have_bricks_to_move",
    )
)
globals().update(still_true(4, "09_relationships"))


def adds(visitor, below, rng):
    """Add a random build through the form of one of the two apps, and return it."""
    build = any_build(rng)
    if visitor.gets(f"{below}/builds/new").status == 404:
        no_form(visitor)
    visitor.opens(f"{below}/builds/new").submits(title=build.title, start="empty").answers(200)
    visitor.opens(f"{below}/").shows(build.title)
    return build


def no_form(visitor):
    """Say where the form for new builds is, which is not at its address."""
    page = visitor.gets("/")
    _, addresses, *where = json.loads(page.html)
    page.not_yet(
        "the form for new builds at /builds/new, in each app that `create_app` makes",
        f"404: `new_build` answers at {' and '.join(addresses) or 'no address at all'}",
        DOUBLED if "/builds/builds/new" in addresses else None,
        made=" and ".join(where),
    )


def leads(visitor, app_files, run_seed, wanted):
    """Make sure that the views of these names have these addresses, in which {} is a number."""
    rng = Random(f"addresses:{run_seed}")  # not each check's own: with the same files, the app is not loaded again
    page, number = f"addresses{rng.randrange(1000)}", rng.randrange(1, 1000)
    app_files.put("wsgi.py", ADDRESSES.lstrip().format(page=page, number=number))
    answer = visitor.opens(f"/{page}")
    found, twice = json.loads(answer.html)
    for name, address in wanted.items():
        if name not in found:
            there = " and ".join(sorted(found.keys() - {"tell_addresses", "static"}))
            answer.not_yet(f"a view called `{name}`", f"views called {there}", why_not(name, found))
        answer.same(address.format(number), found[name], what=f'what `url_for("{name}")` writes')
        if name in twice:
            got, made = f"two: `{name}` and `{twice[name]}`", written(answer, rf"def {name.partition('.')[2]}\b")
            answer.not_yet(f"one function for {address.format(number)}", got, LEFT_BEHIND, made)


def why_not(name, found):
    """Return the usual reason why a view has not this name."""
    blueprint, _, view = name.partition(".")
    if view in found:
        return f"`{view}` is a view of the app itself, not of a blueprint called `{blueprint}`"
    if other := next((each for each in found if each.endswith(f".{view}")), None):
        return f"the blueprint is called `{other.rpartition('.')[0]}`: the name is its first argument"
    registered = any(each.startswith(f"{blueprint}.") for each in found)
    return None if registered else f"no blueprint called `{blueprint}` is registered with `app.register_blueprint`"

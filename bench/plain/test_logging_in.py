"""Tasks 1 to 3 of `tests/13_login`, with the same requests and the same questions: joining, logging in, logging out."""

import hashlib
import re

import pytest
from browsing import button_on, form_on, is_in, joined, joins, links, opens, rows, submits, token_of

SEES_OTHER = (302, 303)
DRAWING = r"<svg\b(?:(?!<svg).)*?</svg>"
VALUE = re.compile(r'\bvalue="[^"]*"')


@pytest.fixture
def name(rng):
    return f"Kofi {rng.randrange(10**6)}"


@pytest.fixture
def password(rng):
    return f"Walnut{rng.randrange(10**6)}Meadow"


@pytest.fixture
def newcomer(client, name, password):
    """Return somebody who has joined, whether that logs them in or not."""
    return joins(client, name, password)


@pytest.fixture
def other(member, name, password):
    """Return a second builder, with another browser."""
    return joined(member.another(), name, password)


def logs_in(member, **others):
    """Log in with another browser, and return it."""
    browser = member.another()
    answer = submits(browser, "/log-in", **{"username": member.name, "password": member.password} | others)
    assert answer.status_code in SEES_OTHER
    return browser


def bricks(drawing):
    """Return the bricks of a badge, whatever their order."""
    return sorted(sorted(re.findall(r'\b(x|y|fill)="(.*?)"', rect)) for rect in re.findall(r"<rect\b.*?>", drawing))


def paths(page):
    """Return where the links of a page lead, without their queries."""
    return [link.partition("?")[0] for link in links(page)]


def log_out_form(page):
    """Return what the form that logs out would send."""
    return button_on(page, "/log-out")[1]


# --- task 1


def test_who_joins_is_logged_in(newcomer):
    for path in ("/about", "/builds/new"):
        assert newcomer.name in opens(newcomer.client, path).text
        assert newcomer.name not in opens(newcomer.another(), "/about").text


def test_the_badge_is_beside_the_name(member):
    builders = opens(member.another(), "/builders").text
    beside = re.search(rf"({DRAWING})(?:\s|<[^>]*>)*{member.name}", builders, re.DOTALL)
    page = opens(member.client, "/about").text
    assert bricks(beside[1]) in [bricks(drawing) for drawing in re.findall(DRAWING, page, re.DOTALL)]


def test_only_others_are_asked_to_join(member):
    assert "/register" in paths(opens(member.another(), "/about"))
    assert "/register" not in paths(opens(member.client, "/about"))


def test_two_browsers_two_builders(member, other):
    for mine, others in ((member, other), (other, member)):
        opens(mine.client, "/about")
        page = opens(mine.client, "/about").text
        assert mine.name in page
        assert others.name not in page


def test_a_restart_logs_nobody_out(make_app, init_db, restart, tmp_path, name, password):
    uri = f"sqlite:///{tmp_path / 'brickyard.db'}"
    app = make_app(uri)
    init_db(app)
    browser = joined(app.test_client(), name, password).client
    assert is_in(browser, name)
    browser.application = restart(uri)
    assert is_in(browser, name)


def test_a_builder_who_is_gone_is_a_visitor(app, init_db, member):
    assert is_in(member.client, member.name)
    init_db(app)
    for path in ("/about", "/register", "/builders"):
        assert member.name not in opens(member.client, path).text


# --- task 2


def test_who_has_joined_can_log_in(member):
    assert is_in(logs_in(member), member.name)


def test_a_name_counts_in_any_case(member):
    for spelling in (member.name.swapcase(), f" {member.name} "):
        assert is_in(logs_in(member, username=spelling), member.name)


def test_a_guess_lets_nobody_in(app, member, other):
    assert is_in(logs_in(member), member.name)  # else nobody comes in, whatever they type
    hashes = [value for user in rows(app, "user") for value in user.values() if str(value).count("$") > 1]
    for guess in (other.password, member.password.swapcase(), f"{member.password}1", "", *hashes[:1]):
        browser = member.another()
        answer = submits(browser, "/log-in", username=member.name, password=guess)
        assert answer.status_code < 500
        assert not is_in(browser, member.name)


def refused(browser, name, password):
    """Try to log in, and return the answer: its status, and the page without what was typed."""
    form = opens(browser, "/log-in")
    data = token_of(form) | {"username": name, "password": password}
    page = browser.post("/log-in", data=data, follow_redirects=True)
    assert page.status_code < 500
    before, after = (VALUE.sub("", each.text) for each in (form, page))
    assert after != before, "not a word about it"
    return page.status_code, after.replace(name, "…")


def test_one_answer_to_every_wrong_login(member, name, password):
    wrong_password = refused(member.another(), member.name, password)
    wrong_name = refused(member.another(), name, password)
    assert wrong_password == wrong_name


def test_an_unknown_name_takes_as_long(newcomer, password, monkeypatch):
    slow = []
    for function in ("scrypt", "pbkdf2_hmac"):
        original = getattr(hashlib, function)
        monkeypatch.setattr(hashlib, function, lambda *a, original=original, **k: slow.append(1) or original(*a, **k))
    took = []
    for name in (newcomer.name, f"{newcomer.name} II"):
        slow.clear()
        answer = submits(newcomer.another(), "/log-in", username=name, password=password[::-1])
        assert answer.status_code < 500
        took.append(len(slow))
    assert 0 < took[0] <= took[1]


def test_the_password_is_sent_by_post(make_app):
    page = opens(make_app().test_client(), "/log-in")  # nothing of it is in the database
    assert form_on(page, r'<form\b[^>]*\bmethod="?post\b', r'\bname="username"', r'\bname="password"')
    fields = re.findall(r'<input\b[^>]*\bname="password".*?>', page.text)
    assert fields
    assert all('type="password"' in field for field in fields)


# --- task 3


def test_a_button_logs_out(member):
    for path in ("/about", "/builders"):
        log_out_form(opens(member.client, path))
    answer = member.client.post("/log-out", data=log_out_form(opens(member.client, "/about")))
    assert answer.status_code < 400
    assert not is_in(member.client, member.name)
    assert "/log-in" in paths(opens(member.client, "/about"))


def test_a_link_logs_nobody_out(member):
    log_out_form(opens(member.client, "/about"))
    for method in ("GET", "HEAD"):
        answer = member.client.open("/log-out", method=method)
        assert answer.status_code < 500
        assert is_in(member.client, member.name)


def test_a_forged_form_logs_nobody_out(member):
    log_out_form(opens(member.client, "/about"))
    member.client.post("/log-out")
    assert is_in(member.client, member.name)


def test_logging_out_twice_is_no_error(member):
    log_out_form(opens(member.client, "/about"))
    for _ in range(2):
        answer = submits(member.client, "/register", to="/log-out")
        assert answer.status_code < 500
        assert answer.status_code not in (404, 405)
    if (answer.location or "").startswith("/log-in"):
        answer = submits(member.client, answer.location, username=member.name, password=member.password)
        assert answer.status_code in SEES_OTHER
        assert member.client.get(answer.location).status_code < 400

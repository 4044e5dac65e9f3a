"""What members may do and others may not, who is remembered, and what earlier lessons promised: as lesson 13 asks it.

The checks of tasks 4 and 5 of `tests/13_login`, and the five that are still true, with the same requests and questions.
"""

import re
from collections import Counter
from html import unescape
from urllib.parse import quote, urlsplit

from browsing import button_on, closes, form_on, is_in, links, opens, rows, sends, token_of
from sqlalchemy import inspect

REDIRECTS = (301, 302, 303, 307, 308)
THEMES = ("castle", "space", "western")
STUDS = [(x, y) for x in range(16) for y in range(16)]
ELSEWHERE = r"""
https://evil.example/ //evil.example ///evil.example ////evil.example /\evil.example \\evil.example
/%09/evil.example /%0D%0A/evil.example %20//evil.example https:///evil.example http:evil.example
http://localhost@evil.example/ http://localhost.evil.example/ javascript:alert(1)
""".split()
AWAY = re.compile(r"(?!https?://localhost/)[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def everything(app):
    with app.app_context():
        tables = inspect(app.extensions["sqlalchemy"].engine).get_table_names()
    return {table: rows(app, table) for table in tables}


def any_build(app, rng):
    return rng.choice(rows(app, "build"))


def bricks(app):
    """Return all bricks, each as the number of its build, column, row and letter."""
    return sorted((row["build_id"], row["x"], row["y"], row["colour"]) for row in rows(app, "brick"))


def has_others_around(brick, taken):
    """Tell whether an older build has a brick on this one's stud, and its own build one to the left and one above."""
    number, x, y, _ = brick
    older = any((each, x, y) in taken for each in range(number))
    left = any((number, each, y) in taken for each in range(x))
    return older and left and any((number, x, each) in taken for each in range(y))


def words(page):
    return Counter(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", page.text)))


def presses(browser, address, to):
    """Press the button on a page that posts to an address."""
    to, hidden = button_on(opens(browser, address), to)
    return browser.post(to, data=hidden)


def leads_on(answer):
    """Return the address of ours to which an answer leads on, with its query."""
    assert answer.status_code in REDIRECTS
    return answer.location.removeprefix("http://localhost").rstrip("?")


def is_sent_to_log_in(answer):
    return answer.status_code in REDIRECTS and urlsplit(answer.location).path == "/log-in"


def stays_here(answer):
    """Tell whether no browser takes the answer's address for another site: they skip blanks, and take any slash."""
    assert answer.status_code < 500
    read = re.sub(r"^[\0- ]+|[\t\r\n]", "", answer.location or "").replace("\\", "/")
    return answer.status_code not in REDIRECTS or not AWAY.match(read)


def logs_in(member, address="/log-in", **others):
    """Log in with another browser, by the form to which this address leads; return the browser and the answer."""
    browser = member.another()
    page = opens(browser, address)
    answer = sends(browser, page, username=member.name, password=member.password, **others)
    assert answer.status_code in REDIRECTS
    return browser, answer


def cookies_in(answer):
    return [cookie.lower() for cookie in answer.headers.getlist("Set-Cookie")]


def stay_with_their_site(cookies):
    flags = (r"; *httponly", r"; *samesite=(lax|strict)")
    return all(re.search(flag, cookie) for flag in flags for cookie in cookies)


# --- task 4


def test_forms_are_for_members(app, member, rng):
    number = any_build(app, rng)["id"]
    for address in ("/builds/new", f"/builds/{number}/edit", f"/builds/{number}/move"):
        assert is_sent_to_log_in(member.another().get(address))


def test_changes_are_for_members(app, member, rng):
    before, number = everything(app), any_build(app, rng)["id"]
    own = [brick[1:3] for brick in bricks(app) if brick[0] == number]
    (from_x, from_y), (x, y) = rng.choice(own), rng.choice([stud for stud in STUDS if stud not in own])
    stranger, title = member.another(), f"Castle {rng.randrange(10**6)}"
    token = token_of(opens(stranger, "/register"))
    for address, data in {
        "/builds/new": {"title": title, "themes": "space", "start": "meadow"},
        f"/builds/{number}/bricks": {"x": x, "y": y, "colour": "r"},
        f"/builds/{number}/edit": {"title": title, "themes": "space"},
        f"/builds/{number}/move": {"from_x": from_x, "from_y": from_y, "to_x": x, "to_y": y},
        f"/builds/{number}/delete": {},
    }.items():
        assert is_sent_to_log_in(stranger.post(address, data=data | token))
    assert everything(app) == before


def test_everybody_can_still_look(app, member, rng):
    stranger, address = member.another(), f"/builds/{any_build(app, rng)['id']}"
    for path in ("/", "/?theme=space", "/about", "/builders", "/register"):
        assert stranger.get(path).status_code == 200
    assert stranger.get("/builds/99999").status_code == 404
    page = stranger.get(address)
    assert page.status_code == 200
    themes = [link for link in links(opens(member.client, address)) if "?theme=" in link]
    assert set(themes) <= set(links(page))


def test_logging_in_goes_on(app, member, rng):
    number = any_build(app, rng)["id"]
    for address in (f"/builds/{number}/edit", f"/builds/new?stud={rng.randrange(100)}&colour=r"):
        _, answer = logs_in(member, address)
        assert leads_on(answer) == address


def test_logging_in_leads_to_no_other_site(member):
    sends_on = member.client.get("/log-in?next=/about").status_code in REDIRECTS  # who is logged in already
    for elsewhere in ELSEWHERE:
        browser, address = member.another(), f"/log-in?next={quote(elsewhere, safe='%')}"
        form = opens(browser, address)
        assert stays_here(sends(browser, form, username=member.name, password=member.password))
        assert not sends_on or stays_here(browser.get(address))


def test_visitors_are_shown_the_way_in(app, member, rng):
    build = any_build(app, rng)
    address = f"/builds/{build['id']}"
    page = opens(member.client, address)
    assert form_on(page, 'name="x"', 'name="y"')
    assert f"{address}/edit" in links(page)
    page = opens(member.another(), address)
    assert build["title"] in unescape(re.search(r"<h1\b.*?</h1>", page.text, re.DOTALL)[0])
    assert 'name="x"' not in page.text
    assert not {f"{address}/edit", f"{address}/move"} & set(links(page))
    ways = [link for link in links(page) if urlsplit(link).path == "/log-in"]
    _, answer = logs_in(member, max(ways, key=len))  # the one in the header may know no next
    assert leads_on(answer) == address


# --- task 5


def test_who_ticks_the_box_is_remembered(member):
    browser, _ = logs_in(member, remember="y")
    assert is_in(browser, member.name)
    closes(browser)
    assert is_in(browser, member.name)


def test_who_does_not_is_forgotten(member):
    browser = member.another()
    page = opens(browser, "/log-in")
    assert 'name="remember"' in page.text
    sends(browser, page, username=member.name, password=member.password)
    assert is_in(browser, member.name)
    closes(browser)
    assert not is_in(browser, member.name)


def test_logging_out_forgets(member):
    browser, _ = logs_in(member, remember="y")
    presses(browser, "/about", "/log-out")
    assert not is_in(browser, member.name)


def test_the_session_stays_with_its_site(member):
    cookies = cookies_in(logs_in(member)[1])
    assert cookies
    assert stay_with_their_site(cookies)


def test_the_remember_cookie_stays_with_its_site(member):
    cookies = cookies_in(logs_in(member, remember="y")[1])
    lasting = [cookie for cookie in cookies if re.search(r"; *(expires|max-age)=", cookie)]
    assert lasting
    assert stay_with_their_site(lasting)


# --- still true


def test_a_taken_stud_gets_a_sentence(app, member, rng):
    number, x, y, colour = rng.choice(bricks(app))
    usual = opens(member.client, f"/builds/{number}")
    page = sends(member.client, usual, follow=True, x=x, y=y, colour=colour)
    assert page.status_code in (200, 400, 409, 422)
    assert words(page) - words(usual)
    assert re.search(rf'name="x"[^>]*value="{x}"', page.text)
    assert re.search(rf'name="y"[^>]*value="{y}"', page.text)
    assert re.search(rf'<option\b(?=[^>]*\bselected\b)[^>]*\bvalue="{colour}"', page.text)


def test_a_forged_delete_is_refused(app, member, rng):
    number = any_build(app, rng)["id"]
    address, _ = button_on(opens(member.client, f"/builds/{number}/edit"), f"/builds/{number}/delete")
    for browser in (member.another(), member.client):
        assert browser.post(address).status_code in (400, 403)
    assert number in [row["id"] for row in rows(app, "build")]


def test_a_brick_moves(app, member, rng):
    before = bricks(app)
    taken = {brick[:3] for brick in before}
    moving = rng.choice([brick for brick in before if has_others_around(brick, taken)])
    number, x, y, colour = moving
    free = [stud for stud in STUDS if stud not in {brick[1:] for brick in taken}]
    to_x, to_y = rng.choice(free or [stud for stud in STUDS if (number, *stud) not in taken])
    form = opens(member.client, f"/builds/{number}/move")
    page = sends(member.client, form, follow=True, from_x=x, from_y=y, to_x=to_x, to_y=to_y)
    assert page.status_code == 200
    assert bricks(app) == sorted([*(brick for brick in before if brick != moving), (number, to_x, to_y, colour)])


def test_a_deleted_build_takes_its_bricks_along(app, member, rng):
    before, number = rows(app, "brick"), any_build(app, rng)["id"]
    assert presses(member.client, f"/builds/{number}/edit", f"/builds/{number}/delete").status_code < 400
    assert member.client.get(f"/builds/{number}").status_code == 404
    assert rows(app, "brick") == [brick for brick in before if brick["build_id"] != number]


def test_every_link_still_leads_to_a_page(app, member, rng):
    numbers = [row["id"] for row in rows(app, "build")]
    number = rng.choice(numbers)
    below = [f"/builds/{number}{end}" for end in ("", "/edit", "/move")]
    opened = ["/", f"/?theme={rng.choice(THEMES)}", "/about", "/builds/new", *below]
    pages = [*(opens(member.client, address) for address in opened), member.client.get("/nowhere")]
    seen = {*opened, "/nowhere", *(f"/builds/{each}" for each in numbers), *(f"/?theme={each}" for each in THEMES)}
    found = {link for page in pages for link in links(page) if link.startswith("/")}
    for link in sorted(found - seen):
        opens(member.client, link)

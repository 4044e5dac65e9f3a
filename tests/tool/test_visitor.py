"""The visitor: a browser without a window, with everything an app may answer to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.address import is_own, joined, local
from autograder.checks.finding import NotYet, Stopped
from autograder.checks.visitor import Visitor

Visits = Callable[..., Visitor]


def refused(action: Callable[[], object]) -> str:
    """Return the finding of something that is not so."""
    with pytest.raises(NotYet) as caught:
        action()
    return str(caught.value)


REDIRECTS = """
@app.route("/old/<int:status>", methods=["GET", "POST"])
def old(status): return "", status, {"Location": "/new"}
@app.route("/new", methods=["GET", "POST"])
def new(): return f"{request.method} {request.form.get('title', 'nothing')} {sorted(request.files)}"
@app.get("/form/<int:status>")
def form(status): return f"<form method=post action=/old/{status}><input name=title><button>Go</button></form>"
@app.get("/loop")
def loop(): return redirect("/loop")
@app.get("/away")
def away(): return redirect("https://example.org/x")
@app.get("/strange/<int:number>")
def strange(number): return "", 302, {"Location": ["http://[", "mailto:a@b.c", "//", "", "javascript:x", "http://localhost:x/"][number]}
@app.get("/links")
def links():
    return '''<a href="https://example.org/x">Away</a> <a href="http://[">Odd</a> <a href="mailto:a@b">Mail</a>
              <a href="?page=2#top">More</a> <a href="new">New</a> <a name="x">No link</a>'''
@app.get("/x")
def x(): return "this is not example.org"
@app.get("/form-away")
def form_away(): return "<form method=post action='https://example.org/x'><input name=title></form>"
"""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_page_is_opened_where_its_redirect_leads(visits: Visits, status: int) -> None:
    visits(REDIRECTS).opens(f"/old/{status}").lands_on("/new").shows("GET nothing")


@pytest.mark.parametrize("status", [301, 302, 303])
def test_after_a_form_a_redirect_is_fetched(visits: Visits, status: int) -> None:
    visits(REDIRECTS).opens(f"/form/{status}").submits(title="Castle").lands_on("/new").shows("GET nothing")


@pytest.mark.parametrize("status", [307, 308])
def test_307_and_308_send_the_form_once_more(visits: Visits, status: int) -> None:
    visits(REDIRECTS).opens(f"/form/{status}").submits(title="Castle").lands_on("/new").shows("POST Castle")


def test_a_redirect_can_be_looked_at_without_following_it(visits: Visits) -> None:
    visits(REDIRECTS).gets("/old/303").answers(302).redirects_to("/new")


def test_a_redirect_loop_is_a_finding(visits: Visits) -> None:
    assert "one redirect after the other" in refused(lambda: visits(REDIRECTS).opens("/loop"))


def test_nobody_is_followed_to_another_host(visits: Visits) -> None:
    visitor = visits(REDIRECTS)
    assert "302" in refused(lambda: visitor.opens("/away"))
    visitor.gets("/away").redirects_to("https://example.org/x")
    assert "https://example.org/x" in refused(lambda: visitor.opens("/links").clicks("Away"))
    assert "https://example.org/x" in refused(lambda: visitor.opens("/form-away").submits(title="x"))


@pytest.mark.parametrize("number", range(6))
def test_an_address_that_is_none_is_a_finding_at_most(visits: Visits, number: int) -> None:
    visitor = visits(REDIRECTS)
    visitor.gets(f"/strange/{number}")
    refused(lambda: visitor.gets(f"/strange/{number}").redirects_to("/new"))
    refused(lambda: visitor.opens(f"/strange/{number}").lands_on("/new"))


def test_links_are_read_as_a_browser_reads_them(visits: Visits) -> None:
    page = visits(REDIRECTS).opens("/links")
    found = {link.text: link.address for link in page.links}
    assert found["More"] == "/links?page=2"
    assert found["New"] == "/new"
    assert found["Away"] == "https://example.org/x"
    assert "No link" not in found
    page.clicks("new").lands_on("/new")
    for text in ("Odd", "Mail", "No link"):
        refused(lambda text=text: page.clicks(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"(https?|ftp)?:?//[\[\]@:a-z/?#]{0,12}", fullmatch=True))
def test_no_address_breaks_the_browser(address: str) -> None:
    url = joined("http://localhost/builds/", address)
    assert isinstance(local(url), str)
    assert is_own(url) in (True, False)


# --- cookies


COOKIES = """
app.secret_key = "x"
@app.get("/")
def home():
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])
@app.get("/odd")
def odd():
    answer = Response("odd")
    for value in ["", "=", ";", "a", "a=b; Max-Age=soon", "a=b; Max-Age=", "a=b; Expires=never", "a=b; Domain=[",
                  "good=1", "late=1; Expires=Fri, 31 Dec 99999 23:59:59 GMT", "\\xe4=\\xfc", "\u0431=\u0431"]:
        answer.headers.add("Set-Cookie", value)
    return answer
@app.get("/shows")
def shows(): return request.headers.get("Cookie", "")
@app.get("/gone")
def gone():
    answer = Response("gone")
    answer.delete_cookie("good")
    return answer
@app.get("/stays")
def stays():
    answer = Response("stays")
    answer.set_cookie("for_a_day", "1", max_age=86400)
    answer.set_cookie("for_now", "1")
    return answer
"""


def test_two_visitors_have_cookies_of_their_own(visits: Visits) -> None:
    one = visits(COOKIES)
    two = one.another()
    assert [one.opens("/").text, one.opens("/").text, two.opens("/").text] == ["1", "2", "1"]


def test_cookies_that_are_none_are_dropped_and_others_kept(visits: Visits) -> None:
    visitor = visits(COOKIES)
    visitor.opens("/odd")
    assert visitor.cookie("good") == "1"
    visitor.opens("/shows").shows("good=1")
    visitor.opens("/gone")
    assert visitor.cookie("good") is None


def test_a_browser_that_was_closed_keeps_only_what_has_an_end(visits: Visits) -> None:
    visitor = visits(COOKIES)
    visitor.opens("/stays")
    visitor.closes()
    assert (visitor.cookie("for_a_day"), visitor.cookie("for_now")) == ("1", None)
    visitor.opens("/shows").shows("for_a_day=1").does_not_show("for_now")


# --- other questions


OTHERS = """
@app.route("/", methods=["GET", "POST", "DELETE"])
def home():
    told = {"method": request.method, "scheme": request.scheme, "host": request.host, "address": request.remote_addr}
    return {**told, "json": request.get_json(silent=True), "form": request.form, "agent": request.headers["User-Agent"],
            "x": request.headers.get("X-Brick"), "q": request.args.getlist("q")}
@app.get("/secure")
def secure():
    return "secure" if request.is_secure else redirect("https://localhost/secure")
@app.get("/größe/<path:rest>")
def size(rest): return rest
@app.get("/dies")
def dies():
    import os
    os._exit(0)
@app.get("/large")
def large(): return Response((b"x" * 1000000 for _ in range(20)))
@app.cli.command("init-db")
def init_db():
    print("made")
@app.cli.command("breaks")
def breaks():
    raise ValueError("no")
"""


def test_a_visitor_can_forge_any_request(visits: Visits) -> None:
    visitor = visits(OTHERS)
    assert visitor.posts("/", json={"a": [1]}).json["json"] == {"a": [1]}
    assert visitor.posts("/", data={"a": "ü"}).json["form"] == {"a": "ü"}
    assert visitor.sends("DELETE", "/", headers={"X-Brick": "2x4"}).json["x"] == "2x4"
    assert visitor.gets("/?q=1&q=%26").json["q"] == ["1", "&"]
    told = visitor.gets("/").json
    assert (told["scheme"], told["host"], told["address"]) == ("http", "localhost", "127.0.0.1")
    assert "Mozilla" in told["agent"]


def test_https_is_a_scheme_of_its_own_and_can_be_redirected_to(visits: Visits) -> None:
    visitor = visits(OTHERS)
    assert visitor.over_https().gets("/").json["scheme"] == "https"
    visitor.opens("/secure").shows("secure")


def test_an_address_may_have_any_letters(visits: Visits) -> None:
    visits(OTHERS).opens("/größe/a b/ü?x=ä").shows("a b/ü")


def test_a_command_of_the_app_runs(visits: Visits) -> None:
    visitor = visits(OTHERS)
    result = visitor.command("init-db")
    assert (result.exit_code, result.output) == (0, "made\n")
    assert visitor.command("breaks").exit_code == 1
    assert visitor.command("no-such-command").exit_code == 2


def test_a_process_that_stops_is_told_with_the_request(visits: Visits) -> None:
    with pytest.raises(Stopped, match="GET /dies"):
        visits(OTHERS).opens("/dies")


def test_a_page_that_is_too_large_is_a_finding(visits: Visits) -> None:
    assert "16 MB" in refused(lambda: visits(OTHERS).opens("/large"))


def test_what_was_done_is_told_in_order(visits: Visits) -> None:
    visitor = visits(OTHERS)
    visitor.gets("/")
    told = refused(lambda: visitor.opens("/nowhere"))
    assert told.index("GET /  ") < told.index("GET /nowhere")
    assert "(no rule matches this address)" in told

"""The ten checks of `bench/course/tests/01_accounts`, with the same requests and the same questions."""

import re

import pytest

PASSWORD = "one brick at a time"
TOKEN = re.compile(r'name="?csrf_token"?[^>]*value="([^"]*)"')


@pytest.fixture
def name(rng):
    return f"Ada {rng.randrange(10**6)}"


@pytest.fixture
def title(rng):
    return f"Castle {rng.randrange(10**6)}"


def opens(client, address, status=200):
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status
    return answer


def submits(client, address, to=None, **fields):
    token = TOKEN.search(opens(client, address).text)
    hidden = {"csrf_token": token[1]} if token else {}
    return client.post(to or address, data=hidden | fields, follow_redirects=True)


def registers(client, name, again=PASSWORD):
    return submits(client, "/register", name=name, password=PASSWORD, again=again)


def logs_in(client, name, password=PASSWORD):
    return submits(client, "/log-in", name=name, password=password)


def adds_build(client, title):
    return submits(client, "/builds/new", title=title)


def heading(answer):
    found = re.search(r"<h1>(.*?)</h1>", answer.text)
    return found[1] if found else None


def element(answer, attribute):
    """Return the text of the first element with this attribute, quoted or not."""
    name, value = attribute.split("=")
    found = re.search(rf'<\w+[^>]*\b{name}="?{value}\b[^>]*>(.*?)<', answer.text, re.DOTALL)
    return found[1] if found else None


@pytest.fixture
def newcomer(client, name):
    registers(client, name)
    return client


@pytest.fixture
def member(newcomer, name):
    logs_in(newcomer, name)
    return newcomer


def test_the_home_page_is_there(client):
    assert heading(opens(client, "/")) == "Your builds"


def test_an_unknown_page_is_a_404_of_its_own(client):
    assert heading(opens(client, "/nowhere", status=404)) == "There is nothing here"


def test_registering_leads_to_the_login(client, name):
    answer = registers(client, name)
    assert answer.request.path == "/log-in"
    assert heading(answer) == "Log in"


def test_two_passwords_must_be_the_same(client, name):
    answer = registers(client, name, again="another one")
    assert answer.request.path == "/register"
    assert element(answer, "class=error")


def test_a_login_shows_the_name(newcomer, name):
    answer = logs_in(newcomer, name)
    assert answer.request.path == "/"
    assert name in element(answer, "class=who")


def test_a_wrong_password_is_refused(newcomer, name):
    answer = logs_in(newcomer, name, "another one")
    assert answer.status_code == 200
    assert "wrong" in (element(answer, "role=status") or "")
    assert element(opens(newcomer, "/"), "class=who") is None


def test_logging_out_forgets_who_you_are(member):
    answer = submits(member, "/", to="/log-out")
    assert answer.request.path == "/"
    assert element(answer, "class=who") is None


def test_a_forged_login_is_refused(client, name):
    assert client.post("/log-in", data={"name": name, "password": PASSWORD}).status_code == 400


def test_a_member_adds_a_build(app, member, title):
    answer = adds_build(member, title)
    assert answer.request.path == "/"
    assert title in answer.text
    assert adds_build(member, "").request.path == "/builds/new"
    assert heading(opens(app.test_client(), "/builds/new")) == "Log in"


def test_a_build_is_its_builders_alone(app, member, name, title):
    home = adds_build(member, title)
    link = re.search(rf'<a href="([^"]+)">{title}</a>', home.text)
    assert heading(opens(member, link[1])) == title
    stranger = app.test_client()
    registers(stranger, f"{name} II")
    logs_in(stranger, f"{name} II")
    opens(stranger, link[1], status=403)

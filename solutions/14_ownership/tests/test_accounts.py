"""Who can join and come in, what is kept of a password, and what is for members."""

import pytest

from app.models import User, db

PASSWORD = "brick by brick"


def join(client, name, password=PASSWORD, again=PASSWORD):
    """Send the form for a new account."""
    return client.post("/register", data={"username": name, "password": password, "again": again})


def test_who_joins_is_one_of_the_builders(client):
    join(client, "Zoë")
    client.get("/")  # here the flash about Zoë is shown, and not on the next page
    assert "Zoë" in client.get("/builders").text


@pytest.mark.parametrize("spelling", ["Zoë", "ZOË", " zoë "])
def test_a_name_is_taken_once(client, spelling):
    join(client, "Zoë")
    assert join(client, spelling).status_code == 200
    assert join(client, "Zoltán").status_code in (302, 303)


@pytest.mark.parametrize(("password", "again"), [("short", "short"), ("", ""), (PASSWORD, "brick by bricks")])
def test_a_password_can_be_refused(client, password, again):
    assert join(client, "Zoë", password, again).status_code == 200


def test_no_password_is_kept(app, client):
    join(client, "Zoë")
    join(client, "Zoltán")
    with app.app_context():
        first, second = db.session.scalars(db.select(User.password_hash).order_by(User.id.desc()).limit(2))
    assert PASSWORD not in first
    assert first != second


def test_a_builder_can_come_back(app, client):
    join(client, "Zoë")
    data = {"username": "ZOË", "password": PASSWORD}
    response = app.test_client().post("/log-in?next=/about", data=data)
    assert response.location == "/about"


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_logging_in_leads_to_no_other_site(app, client, address):
    join(client, "Zoë")
    data = {"username": "Zoë", "password": PASSWORD}
    response = app.test_client().post("/log-in", query_string={"next": address}, data=data)
    assert response.location == "/"


@pytest.mark.parametrize(("name", "password"), [("Zoë", "something else"), ("Nobody", PASSWORD)])
def test_nobody_comes_in_with_a_guess(app, client, name, password):
    join(client, "Zoë")
    response = app.test_client().post("/log-in", data={"username": name, "password": password})
    assert "do not belong together" in response.text


@pytest.mark.parametrize("address", ["new", "{tower}/bricks", "{tower}/edit", "{tower}/delete", "{tower}/move"])
def test_changing_something_is_for_members(app, tower, address):
    response = app.test_client().post("/builds/" + address.format(tower=tower), data={"title": "Comet"})
    assert response.location.startswith("/log-in")

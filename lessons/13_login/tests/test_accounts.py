"""Who can join, and what is kept of a password."""

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

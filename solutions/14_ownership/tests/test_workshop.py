"""What can be done with a build, and what is refused."""

import pytest

from app.models import Brick, db


def test_a_build_has_a_page_of_its_own(client, tower):
    client.post("/builds/new", data={"title": "Comet", "themes": ["space"], "start": "empty"})
    client.get("/")  # here the flash about Comet is shown, and not on the next page
    page = client.get(f"/builds/{tower}").text
    assert "Tower" in page
    assert "Comet" not in page


@pytest.mark.parametrize("address", ["/nobody", "/builds/999", "/builds/999/edit"])
def test_what_is_not_there_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("x", [0, 7, 15])
def test_a_stud_on_the_plate_takes_a_brick(client, tower, x):
    response = client.post(f"/builds/{tower}/bricks", data={"x": x, "y": 7, "colour": "r"})
    assert response.status_code in (302, 303)


@pytest.mark.parametrize("x", [-1, 16, ""])
def test_a_stud_beside_the_plate_takes_none(client, tower, x):
    response = client.post(f"/builds/{tower}/bricks", data={"x": x, "y": 7, "colour": "r"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("title", "added"),
    [
        ("T", True),
        ("T" * 80, True),
        ("T" * 81, False),
        ("", False),
        ("   ", False),
    ],
)
def test_a_title_has_1_to_80_characters(client, title, added):
    response = client.post("/builds/new", data={"title": title, "start": "empty"})
    assert (response.status_code in (302, 303)) == added


def test_a_stud_takes_one_brick(client, tower):
    for colour in ["r", "g"]:
        response = client.post(f"/builds/{tower}/bricks", data={"x": 3, "y": 7, "colour": colour})
    assert response.status_code == 200


def test_a_change_is_saved(client, tower):
    client.post(f"/builds/{tower}/edit", data={"title": "Keep", "themes": ["space"]})
    client.get("/")
    page = client.get(f"/builds/{tower}").text
    assert "Keep" in page
    assert "Tower" not in page


def test_a_link_deletes_nothing(client, tower):
    client.get(f"/builds/{tower}/delete")
    assert client.get(f"/builds/{tower}").status_code == 200


def test_a_deleted_build_takes_its_bricks_along(app, client, tower):
    client.post(f"/builds/{tower}/bricks", data={"x": 3, "y": 7, "colour": "r"})
    client.post(f"/builds/{tower}/delete")
    assert client.get(f"/builds/{tower}").status_code == 404
    with app.app_context():
        assert db.session.scalars(db.select(Brick)).all() == []

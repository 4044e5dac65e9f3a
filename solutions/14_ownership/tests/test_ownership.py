"""What belongs to one builder is changed by nobody else."""

import pytest

from app.models import Build, Comment, User, db


@pytest.fixture
def tane(app, ngozi):
    """A browser in which somebody else is logged in."""
    with app.app_context():
        db.session.add(User(username="Tāne", key="tāne", password_hash="no hash"))
        db.session.commit()
        user = db.session.scalar(db.select(User).filter_by(key="tāne"))
    return app.test_client(user=user)


@pytest.mark.parametrize("action", ["bricks", "edit", "delete", "move"])
def test_a_build_is_changed_by_its_builder_alone(client, tane, tower, action):
    data = {"title": "Mine", "x": 0, "y": 0, "colour": "r"}
    assert tane.post(f"/builds/{tower}/{action}", data=data).status_code == 403
    assert client.post(f"/builds/{tower}/{action}", data=data).status_code != 403


def test_a_form_cannot_say_whose_a_build_is(app, tane, ngozi):
    tane.post("/builds/new", data={"title": "Comet", "start": "empty", "builder_id": ngozi.id})
    with app.app_context():
        assert db.session.scalar(db.select(Build)).builder.username == "Tāne"


def test_a_comment_is_taken_back_by_its_writer_alone(app, client, tane, tower):
    tane.post(f"/builds/{tower}/comments", data={"text": "How high is it?"})
    assert client.post("/comments/1/delete").status_code == 403
    assert "How high is it?" in client.get(f"/builds/{tower}").text
    tane.post("/comments/1/delete")
    assert "How high is it?" not in client.get(f"/builds/{tower}").text


def test_a_comment_is_for_members(app, tower):
    response = app.test_client().post(f"/builds/{tower}/comments", data={"text": "How high is it?"})
    assert response.location.startswith("/log-in")


def test_a_deleted_build_takes_its_comments_along(app, client, tane, tower):
    tane.post(f"/builds/{tower}/comments", data={"text": "How high is it?"})
    client.post(f"/builds/{tower}/delete")
    with app.app_context():
        assert db.session.scalars(db.select(Comment)).all() == []

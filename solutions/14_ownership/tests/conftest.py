"""What all tests share: an app of their own, a member, the member's browser, and a build to look at."""

import pytest
from flask_login import FlaskLoginClient

from app import create_app
from app.builds import THEMES
from app.models import Build, Theme, User, db


@pytest.fixture
def app():
    """A new Brickyard. Its database is in memory and knows the themes, and no builds."""
    app = create_app(
        {
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SQLALCHEMY_DATABASE_URI": "sqlite://",
        }
    )
    app.test_client_class = FlaskLoginClient  # knows app.test_client(user=…), so that no test has to log in
    with app.app_context():
        db.create_all()
        for name in THEMES:
            db.session.add(Theme(name=name))
        db.session.commit()
    return app


@pytest.fixture
def ngozi(app):
    """A builder who has joined. No password fits to this hash, and none is needed."""
    with app.app_context():
        db.session.add(User(username="Ngozi", key="ngozi", password_hash="no hash"))
        db.session.commit()
        return db.session.scalar(db.select(User))


@pytest.fixture
def client(app, ngozi):
    """A browser without a window, in which Ngozi is logged in."""
    return app.test_client(user=ngozi)


@pytest.fixture
def tower(app, ngozi):
    """The number of a build that Ngozi put on the board with another browser: Tower, a castle."""
    data = {"title": "Tower", "themes": ["castle"], "start": "empty"}
    app.test_client(user=ngozi).post("/builds/new", data=data)
    with app.app_context():
        return db.session.scalar(db.select(Build.id))

"""What all tests share: an app of their own, a browser without a window, and a build to look at."""

import pytest

from app import create_app
from app.builds import THEMES
from app.models import Build, Theme, db


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
    with app.app_context():
        db.create_all()
        for name in THEMES:
            db.session.add(Theme(name=name))
        db.session.commit()
    return app


@pytest.fixture
def client(app):
    """A browser without a window, and without a cookie."""
    return app.test_client()


@pytest.fixture
def tower(app):
    """The number of a build that somebody else put on the board: Tower, a castle."""
    app.test_client().post("/builds/new", data={"title": "Tower", "themes": ["castle"], "start": "empty"})
    with app.app_context():
        return db.session.scalar(db.select(Build.id))

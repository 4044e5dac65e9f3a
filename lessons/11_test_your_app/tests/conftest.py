"""What all tests share: an app, and a browser without a window."""

import pytest

from app import create_app
from app.builds import THEMES
from app.models import Theme, db


# TODO 2: Make a new app, with a new database, for each test.
#         Then write a fixture `tower` at the end of this file. It lets somebody else
#         put a build called Tower on the board, and returns its number.
@pytest.fixture(scope="session")
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

from types import SimpleNamespace

import pytest

from app import create_app
from app.models import Brick, Build, Theme, db


@pytest.fixture
def world(tmp_path):
    """An app on a file of its own, with three builds, and everything that a test asks of it."""
    app = create_app(
        {
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'test.db'}",
        }
    )
    with app.app_context():
        db.create_all()
        castle, space, western = (Theme(name=name) for name in ("castle", "space", "western"))
        bricks = [Brick(x=x, y=x, colour="g") for x in range(3)]
        db.session.add(Build(title="Castle & saloon", themes=[castle, western], bricks=bricks))
        db.session.add(Build(title="Knight in orbit", themes=[castle, space]))
        db.session.add(Build(title="Plain rocket", themes=[space]))
        db.session.commit()

    def rows(query):
        with app.app_context():
            return db.session.execute(query).all()

    def post(address, **data):
        return app.test_client().post(address, data=data)

    def get(address):
        return app.test_client().get(address)

    return SimpleNamespace(app=app, rows=rows, post=post, get=get)


@pytest.fixture
def build(world):
    """One of the builds, and where it is."""
    number, title = world.rows(db.select(Build.id, Build.title).order_by(Build.title))[0]
    return SimpleNamespace(number=number, title=title, at=f"/builds/{number}")

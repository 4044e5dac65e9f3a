import pytest

from app import create_app, models

SETTINGS = {"TESTING": True, "WTF_CSRF_ENABLED": False, "SQLALCHEMY_DATABASE_URI": "sqlite:///:memory:"}


class Somebody:
    def __init__(self, app):
        self.app = app
        self.browser = app.test_client()

    def sees(self, address):
        return self.browser.get(address, follow_redirects=True).get_data(as_text=True)

    def builds(self, title, *themes):
        return self.browser.post("/builds/new", data={"title": title, "themes": list(themes), "start": "empty"})

    def leaves(self):
        self.browser = self.app.test_client()


@pytest.fixture(name="app")
def fixture_app():
    app = create_app(SETTINGS)
    with app.app_context():
        models.db.create_all()
        models.db.session.add_all([models.Theme(name=name) for name in ("castle", "space", "western")])
        models.db.session.commit()
    yield app
    with app.app_context():
        models.db.drop_all()


@pytest.fixture(name="ada")
def fixture_ada(app):
    return Somebody(app)


@pytest.fixture(name="number")
def fixture_number(app):
    Somebody(app).builds("Harbour", "castle", "western")
    with app.app_context():
        return models.db.session.scalars(models.db.select(models.Build)).one().id

from unittest import TestCase

import pytest


class TestABuild:
    def test_is_shown_under_its_own_number(self, ada, number):
        ada.builds("Newer")
        ada.leaves()
        assert "Harbour" in ada.sees(f"/builds/{number}")

    def test_can_be_changed(self, ada, number):
        ada.browser.post(f"/builds/{number}/edit", data={"title": "Port", "themes": "space"})
        ada.leaves()
        assert "Port" in ada.sees(f"/builds/{number}")
        assert "Port" in ada.sees("/?theme=space")
        assert "Port" not in ada.sees("/?theme=castle")

    def test_is_not_deleted_by_a_link(self, ada, number):
        assert ada.browser.get(f"/builds/{number}/delete").status_code == 405

    def test_takes_its_bricks_along(self, app, ada, number):
        from app.models import Brick, db

        ada.browser.post(f"/builds/{number}/bricks", data={"x": 1, "y": 2, "colour": "k"})
        ada.browser.post(f"/builds/{number}/delete")
        with app.app_context():
            assert db.session.scalar(db.select(db.func.count(Brick.id))) == 0

    def test_has_one_brick_on_a_stud(self, ada, number):
        brick = {"x": 1, "y": 2, "colour": "k"}
        first, second = (ada.browser.post(f"/builds/{number}/bricks", data=brick) for _ in range(2))
        assert first.status_code // 100 == 3
        assert second.status_code // 100 != 3


class TestLimits:
    @pytest.mark.parametrize("path", ["/builds/4711", "/nowhere/at/all"])
    def test_nothing_is_there(self, ada, path):
        assert ada.browser.get(path).status == "404 NOT FOUND"

    @pytest.mark.parametrize("row", range(-1, 17))
    def test_rows_of_a_plate(self, ada, number, row):
        answer = ada.browser.post(f"/builds/{number}/bricks", data={"x": row, "y": row, "colour": "k"})
        assert answer.location == (f"/builds/{number}" if 0 <= row <= 15 else None)

    @pytest.mark.parametrize("length", [0, 1, 80, 81])
    def test_length_of_a_title(self, ada, length):
        assert bool(ada.builds("x" * length).location) == (1 <= length <= 80)


class TestBlanks(TestCase):
    """In the style of the standard library, which pytest runs as well."""

    def test_blanks_are_no_title(self):
        from app import create_app

        app = create_app({"WTF_CSRF_ENABLED": False, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
        answer = app.test_client().post("/builds/new", data={"title": " \t ", "start": "empty"})
        self.assertEqual(answer.status_code, 200)

"""Where a finding says to look when its page is not to blame: the code is read as a person would read it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.written import field_of, last_return, written

FORMS = """
class TitleForm(FlaskForm):
    title = StringField("Title")


class RegisterForm(FlaskForm):
    username = StringField(
        "Name",
        filters=[strip],
    )
    password = PasswordField("Password")
    again = PasswordField("Again")


password = "not in a class"


class LoginForm(FlaskForm):
    username = StringField("Name")
    password: PasswordField
    if username == "x": pass
    password = PasswordField("Password")
"""


@pytest.fixture
def page() -> Any:
    """A page of an app with these files; nothing else of a page is asked for."""
    files = {
        "app/forms.py": FORMS,
        "app/__init__.py": "def create_app():\n    app.secret_key = 1\n",
        "app/page.html": "def x",
    }
    files["tests/test_x.py"] = "def create_tower(): pass"
    copy = SimpleNamespace(files={name: text.encode() for name, text in files.items()})
    return SimpleNamespace(visitor=SimpleNamespace(bench=SimpleNamespace(copy=copy)))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        (("title",), "app/forms.py:3"),
        (("password", "username", "again"), "app/forms.py:11"),
        (("username", "again", "password"), "app/forms.py:7"),
        (("password", "username"), "app/forms.py:22"),
        (("colour", "username"), ""),
    ],
)
def test_a_field_is_found_in_the_form_that_has_most_of_the_others_and_least_besides(page, fields, place) -> None:
    assert field_of(page, *fields) == place


def test_lines_of_python_are_found_by_how_they_begin_in_the_order_asked_for(page) -> None:
    assert written(page, r"class LoginForm", r"def create_app\b") == "app/forms.py:18, app/__init__.py:1"
    assert written(page, r"app\.secret_key", r"def create_t", r"def x", r"create_app") == "app/__init__.py:2"


VIEWS = """@app.get("/")
def home(
    theme=None,
):
    if theme:
        return list_of(theme)

    def key(build):
        return build.number

    return sorted(BUILDS, key=key)


@app.post("/")
def add():
    BUILDS.append(1)


class Edit(MethodView):
    def get(self):
        return "form"

    def post(self):
        returned = 1
        return "done"
"""


@pytest.mark.parametrize(
    ("function", "pattern", "place"),
    [
        ("app.py:1", "", "app.py:11"),
        ("app.py:1", r"list_of\(", "app.py:6"),
        ("app.py:1", "nothing", ""),
        ("app.py:14", "", ""),
        ("app.py:20", "", "app.py:21"),
        ("app.py:23", "", "app.py:25"),
        (None, "", ""),
    ],
)
def test_the_last_return_of_a_function_is_found_from_where_it_begins(function, pattern, place) -> None:
    copy = SimpleNamespace(files={"app.py": VIEWS.encode()})
    page: Any = SimpleNamespace(visitor=SimpleNamespace(bench=SimpleNamespace(copy=copy)))
    assert last_return(page, function, pattern) == place

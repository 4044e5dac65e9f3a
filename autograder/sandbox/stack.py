"""The packages that a student's app uses, imported once and warmed with an app that is nobody's.

A fork can find whatever its parent still holds (``gc.get_objects``), so the app here has nothing to do with a lesson.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterable

ALWAYS = (
    "flask",
    "flask.cli",
    "flask.json",
    "werkzeug.security",
    "encodings.idna",
    "encodings.latin_1",
    "ast",
    "random",
)
EXTENSIONS = {
    "flask_wtf": ("flask_wtf", "flask_wtf.csrf", "wtforms", "wtforms.validators"),
    "flask_login": ("flask_login",),
    "flask_sqlalchemy": ("flask_sqlalchemy", "sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "sqlite3"),
    "pytest": ("autograder.sandbox.suite_side",),
}
"""What else to import when a submission mentions the key. The rest of Python is imported when somebody asks for it."""

PAGE = """{% macro stud(x) %}<i>{{ x }}</i>{% endmacro %}{% for x in xs if x %}{{ stud(loop.index0)|upper }}
{% else %}{{ url_for("page", n=1) }}{% endfor %}"""


def extensions_in(files: Iterable[bytes]) -> tuple[str, ...]:
    """Return which of the packages worth preloading some files mention. A guess: others are imported when needed."""
    contents = list(files)
    return tuple(name for name in EXTENSIONS if any(name.encode() in data for data in contents))


def preload(extensions: Iterable[str]) -> None:
    """Import Flask and those extensions, and let one request run through an unrelated app.

    What was made until then is never looked at again by the garbage collector, neither here nor in a fork.
    """
    wanted = [name for name in EXTENSIONS if name in set(extensions)]
    for name in ALWAYS + tuple(module for key in wanted for module in EXTENSIONS[key]):
        importlib.import_module(name)
    _warm(wanted)
    gc.freeze()


def _warm(extensions: list[str]) -> None:
    import flask

    app = flask.Flask("warm")
    app.config.update(SECRET_KEY="warm", SQLALCHEMY_DATABASE_URI="sqlite://")

    @app.get("/<int:n>")
    def page(n: int) -> str:
        flask.session["n"] = n
        return flask.render_template_string(PAGE, xs=range(n))

    if "flask_sqlalchemy" in extensions:
        _warm_database(app)
    app.test_client().get("/2?warm=1").get_data()


def _warm_database(app: object) -> None:
    sqlalchemy = importlib.import_module("flask_sqlalchemy")
    db = sqlalchemy.SQLAlchemy()
    db.init_app(app)
    with app.app_context():  # type: ignore[attr-defined]  # the app is a Flask, which this module imports late
        db.session.execute(db.text("select 1")).all()
        db.session.remove()
        db.engine.dispose()

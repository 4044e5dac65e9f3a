"""An app that is nobody's. Once it has answered, Flask and its extensions have looked up whatever they look up once.

What they keep from then on, such as compiled patterns and how a type is written to a database, is the same for every
app, and a fork of this process has it for nothing. It has nothing to do with a lesson: a fork can also find whatever
its parent still holds (``gc.get_objects``).
"""

import importlib
from collections.abc import Collection
from typing import Any

PAGE = """{% macro drop(x) %}<i>{{ x }}</i>{% endmacro %}{% set xs = [1, 2] %}
{% extends "whole" %}{% block rain %}{% for x in xs if x %}{{ drop(loop.index0)|upper }}
{% else %}{{ url_for("page", n=1) }}{% endfor %}{% include "part" %}{% for m in get_flashed_messages() %}{{ m }}
{% endfor %}{% endblock %}"""
TEMPLATES = {"whole": "<p>{% block rain %}{% endblock %}</p>", "part": "{{ n|default('', true) }}", "page": PAGE}
FORM = """<form method="post">{{ form.hidden_tag() }}{{ form.town.label }}{{ form.town(size=20) }}{{ form.code() }}
{% for error in form.town.errors %}{{ error }}{% endfor %}</form>"""


def warm(extensions: Collection[str]) -> None:
    """Let a few requests run through an app that uses Flask and these extensions, and forget the app."""
    import flask
    import jinja2

    app = flask.Flask("warm")
    app.config.update(SECRET_KEY="warm", SQLALCHEMY_DATABASE_URI="sqlite://")
    app.jinja_loader = jinja2.DictLoader(TEMPLATES)

    @app.get("/<int:n>")
    def page(n: int) -> str:
        flask.session["n"] = n
        flask.flash("rain")
        return flask.render_template("page", n=n)

    @app.errorhandler(404)
    def nothing(_: Exception) -> tuple[str, int]:
        return flask.render_template_string("{{ request.path }}"), 404

    if "flask_sqlalchemy" in extensions:
        _warm_database(app)
    if "flask_login" in extensions:
        _warm_login(app)
    if "flask_wtf" in extensions:
        _warm_forms(app)
    client = app.test_client()
    for address in ("/2?warm=1", "/nowhere", "/log-in", "/mine", "/form"):
        client.get(address).get_data()
    client.post("/form", data={"town": ""}).get_data()


def _warm_database(app: Any) -> None:
    from sqlalchemy import ForeignKey, String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

    class Base(DeclarativeBase):
        pass

    db: Any = importlib.import_module("flask_sqlalchemy").SQLAlchemy(model_class=Base)
    db.init_app(app)

    class Town(db.Model):  # type: ignore[misc]  # imported by name, so mypy cannot know this base
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(String(40), unique=True)
        rains: Mapped[list["Rain"]] = relationship(back_populates="town", lazy="selectin")

    class Rain(db.Model):  # type: ignore[misc]  # imported by name, so mypy cannot know this base
        id: Mapped[int] = mapped_column(primary_key=True)
        town_id: Mapped[int] = mapped_column(ForeignKey(Town.id))
        town: Mapped[Town] = relationship(back_populates="rains")

    with app.app_context():
        db.create_all()
        town = Town(name="warm", rains=[Rain()])
        db.session.add(town)
        db.session.commit()
        db.session.scalars(db.select(Town).where(Town.name == "warm").order_by(Town.id)).all()
        db.session.delete(db.get_or_404(Town, 1).rains[0])
        db.session.commit()
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
        Base.registry.dispose()  # nobody's mappers are configured along with these


def _warm_login(app: Any) -> None:
    flask_login: Any = importlib.import_module("flask_login")
    manager = flask_login.LoginManager(app)
    visitor = type("Visitor", (flask_login.UserMixin,), {"id": 1})()
    manager.user_loader(lambda _: visitor)

    def log_in() -> str:
        flask_login.login_user(visitor, remember=True)
        return ""

    def mine() -> str:
        return str(flask_login.current_user.is_authenticated)

    app.add_url_rule("/log-in", view_func=log_in)
    app.add_url_rule("/mine", view_func=flask_login.login_required(mine))


def _warm_forms(app: Any) -> None:
    import flask

    flask_wtf: Any = importlib.import_module("flask_wtf")
    wtforms: Any = importlib.import_module("wtforms")
    rules = wtforms.validators
    flask_wtf.CSRFProtect(app)

    town = wtforms.StringField("Town", validators=[rules.DataRequired(), rules.Length(max=40)])
    code = wtforms.PasswordField("Code", validators=[rules.EqualTo("town")])
    town_form = type("TownForm", (flask_wtf.FlaskForm,), {"town": town, "code": code})

    def show_form() -> str:
        form = town_form()
        form.validate_on_submit()
        return flask.render_template_string(FORM, form=form)

    app.add_url_rule("/form", view_func=show_form, methods=["GET", "POST"])

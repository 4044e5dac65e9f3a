"""The same board, written by somebody who likes classes, raw markup and few files."""

from flask import Flask, redirect, render_template_string, request, session
from flask.views import MethodView
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

db = SQLAlchemy()

PAGE = """<!doctype html><html lang=en><title>{{ title }}</title>
<p>{% if me %}You are <b class=who>{{ me.name }}</b>
<form method=post action=/log-out>
<input type=hidden name=csrf_token value="{{ csrf_token() }}"><button>Bye</button></form>
{% else %}<a href=/log-in>Log in</a> <a href=/register>Register</a>{% endif %}
<h1>{{ title }}</h1>
{% if said %}<p role=status class=error>{{ said }}</p>{% endif %}
{% if fields %}<form method=post><input type=hidden name=csrf_token value="{{ csrf_token() }}">
{% for name, kind in fields %}<label>{{ name }} <input name={{ name }} type={{ kind }}></label>{% endfor %}
<button>Send</button></form>{% endif %}
{% for build in builds %}<p><a href="/builds/{{ build.id }}">{{ build.title }}</a></p>{% endfor %}
"""


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.Text, unique=True)
    secret = db.Column(db.Text)


class Thing(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.Text)
    owner = db.Column(db.Integer)


def me():
    return db.session.get(Account, session["me"]) if "me" in session else None


def page(title, status=200, **values):
    return render_template_string(PAGE, title=title, me=me(), **values), status


class Register(MethodView):
    fields = [("name", "text"), ("password", "password"), ("again", "password")]

    def get(self, said=None):
        return page("Register", fields=self.fields, said=said)

    def post(self):
        name, password, again = (request.form.get(name, "") for name, _ in self.fields)
        if not name or len(password) < 8 or password != again:
            return self.get("Fill in a name, and twice the same long password.")
        db.session.add(Account(name=name, secret=generate_password_hash(password)))
        db.session.commit()
        return redirect("/log-in")


class LogIn(MethodView):
    def get(self, said=None):
        return page("Log in", fields=[("name", "text"), ("password", "password")], said=said)

    def post(self):
        account = db.session.scalar(select(Account).where(Account.name == request.form.get("name")))
        if account is None or not check_password_hash(account.secret, request.form.get("password", "")):
            return self.get("The name or the password is wrong.")
        session["me"] = account.id
        return redirect("/")


class NewBuild(MethodView):
    def get(self, said=None):
        return page("New build", fields=[("title", "text")], said=said) if me() else redirect("/log-in")

    def post(self):
        title = request.form.get("title", "").strip()
        if me() is None or not title:
            return self.get("A build has a title.")
        db.session.add(Thing(title=title, owner=me().id))
        db.session.commit()
        return redirect("/")


def home():
    own = select(Thing).where(Thing.owner == session.get("me"))
    return page("Your builds", builds=db.session.scalars(own).all())


def show(number):
    if me() is None:
        return redirect("/log-in")
    thing = db.get_or_404(Thing, number)
    return page(thing.title) if thing.owner == me().id else page("Not yours", 403)


def log_out():
    session.clear()
    return redirect("/")


def create_app(config=None):
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "for a bench", "SQLALCHEMY_DATABASE_URI": "sqlite:///things.db", **(config or {})}
    db.init_app(app)
    CSRFProtect(app)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule("/register", view_func=Register.as_view("register"))
    app.add_url_rule("/log-in", view_func=LogIn.as_view("log_in"))
    app.add_url_rule("/log-out", view_func=log_out, methods=["POST"])
    app.add_url_rule("/builds/new", view_func=NewBuild.as_view("new_build"))
    app.add_url_rule("/builds/<int:number>", view_func=show)
    app.register_error_handler(404, lambda error: page("There is nothing here", 404))
    with app.app_context():
        db.create_all()
    return app

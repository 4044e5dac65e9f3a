"""Password hashes cost little in a worker: the verdicts are those of the real cost, in both kinds of workers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from autograder.checks.visitor import Visitor
from autograder.model import Outcome, Result
from autograder.sandbox.launcher import Launcher

Grades = Callable[..., Result]

GALLERY = """
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

app.config.update(SECRET_KEY="tiny", SQLALCHEMY_DATABASE_URI="sqlite:///gallery.db")
db = SQLAlchemy(app)
CSRFProtect(app)
manager = LoginManager(app)
manager.login_view = "log_in"

class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]

class Build(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    owner: Mapped[str]

@manager.user_loader
def load_user(number):
    return db.session.get(User, int(number))

class UserForm(FlaskForm):
    name = StringField(validators=[DataRequired()])
    password = PasswordField(validators=[DataRequired()])

class BuildForm(FlaskForm):
    title = StringField(validators=[DataRequired()])

PAGE = '''<h1>{{ title }}</h1><p>{{ current_user.name if current_user.is_authenticated else "nobody" }}</p>
<form method=post>{% for field in form %}{{ field() }}{% endfor %}<button>Send</button></form>'''

@app.route("/register", methods=["GET", "POST"])
def register():
    form = UserForm()
    if form.validate_on_submit():
        if db.session.scalar(db.select(User).filter_by(name=form.name.data)):
            return "taken", 409
        db.session.add(User(name=form.name.data, password=generate_password_hash(form.password.data)))
        db.session.commit()
        return redirect("/login")
    return render_template_string(PAGE, form=form, title="Register")

@app.route("/login", methods=["GET", "POST"])
def log_in():
    form = UserForm()
    if form.validate_on_submit():
        user = db.session.scalar(db.select(User).filter_by(name=form.name.data))
        if user and check_password_hash(user.password, form.password.data):
            login_user(user)
            return redirect("/")
        return "wrong", 401
    return render_template_string(PAGE, form=form, title="Log in")

@app.get("/logout")
def log_out():
    logout_user()
    return redirect("/")

@app.get("/")
def home():
    builds = db.session.scalars(db.select(Build)).all()
    name = current_user.name if current_user.is_authenticated else "nobody"
    return render_template_string("<p>{{ name }}</p>{% for b in builds %}<li>{{ b.title }}{% endfor %}", **locals())

@app.route("/builds/new", methods=["GET", "POST"])
@login_required
def new_build():
    form = BuildForm()
    if form.validate_on_submit():
        db.session.add(Build(title=form.title.data, owner=current_user.name))
        db.session.commit()
        return redirect("/")
    return render_template_string(PAGE, form=form, title="New")

with app.app_context():
    db.create_all()
"""

CHECKS = """
import pytest

@pytest.fixture
def ada(visitor, rng):
    visitor.opens("/register").submits(name="ada", password=f"secret {rng.random()}")
    return visitor

@pytest.fixture
def logged_in(visitor):
    visitor.opens("/register").submits(name="ada", password="secret")
    visitor.opens("/login").submits(name="ada", password="secret").lands_on("/")
    return visitor

@task(1)
def test_nobody_is_logged_in(visitor):
    '''Nobody is logged in at first.'''
    visitor.opens("/").shows("nobody")

@task(1)
def test_registering_leads_to_login(visitor):
    '''Registering leads to the login.'''
    visitor.opens("/register").submits(name="ada", password="x").lands_on("/login")

@task(1)
def test_a_name_is_taken_once(ada):
    '''A name is taken only once.'''
    ada.opens("/register").submits(name="ada", password="y").answers(409)

@task(2)
def test_logging_in_works(logged_in):
    '''Logging in shows the name.'''
    logged_in.opens("/").shows("ada")

@task(2)
def test_a_wrong_password_does_not(ada):
    '''A wrong password is refused.'''
    ada.opens("/login").submits(name="ada", password="secret").answers(401)

@task(2)
def test_logging_out_works(logged_in):
    '''Logging out works.'''
    logged_in.opens("/logout").shows("nobody")

@task(3)
def test_strangers_are_sent_to_login(visitor):
    '''Strangers are sent to the login.'''
    visitor.opens("/builds/new").has("h1", "Log in")

@task(3)
def test_a_build_is_kept(logged_in, database):
    '''A build is kept.'''
    logged_in.opens("/builds/new").submits(title="Castle").shows("Castle")
    assert [row["owner"] for row in database.rows("build")] == ["ada"]

@task(3)
def test_a_forged_post_is_refused(logged_in):
    '''A forged post is refused.'''
    logged_in.posts("/builds/new", data={"title": "Castle"}).answers(400)
    logged_in.opens("/").does_not_show("Castle")

@task(3)
def test_passwords_are_hashed(ada, database):
    '''Passwords are not stored as they are.'''
    ada.opens("/")
    assert "secret" not in database.text()
"""

SLIPS = {
    "right": ("", "", ""),
    "any password": (
        "user and check_password_hash(user.password, form.password.data)",
        "user",
        "a_wrong_password_does_not",
    ),
    "plain text": ("generate_password_hash(form.password.data)", "form.password.data", "passwords_are_hashed"),
    "no login needed": ("@login_required\n", "", "strangers_are_sent_to_login"),
    "no commit": ("current_user.name))\n        db.session.commit()", "current_user.name))", "a_build_is_kept"),
}
"""What is changed in the right app, and a check that must notice it."""
CASES = [
    *[("fork", False, slip) for slip in SLIPS],
    *[("fork", True, slip) for slip in ("right", "any password")],
    *[("spawn", False, slip) for slip in ("right", "no commit")],
]


@pytest.mark.parametrize(("mode", "real", "slip"), CASES)
def test_the_verdicts_are_the_same_at_any_cost_and_in_any_worker(
    grades: Grades, launchers: Callable[[str], Launcher], mode: str, real: bool, slip: str
) -> None:
    old, new, noticed = SLIPS[slip]
    assert GALLERY.count(old) == 1 or slip == "right"
    app = GALLERY.replace(old, new) if old else GALLERY
    result = grades(app, CHECKS, launcher=launchers(mode), real_hashing=real)
    failed = {each.check.id.removeprefix("test_") for each in result.checks if each.outcome is not Outcome.PASSED}
    assert {each.outcome for each in result.checks} <= {Outcome.PASSED, Outcome.FAILED}
    if slip == "plain text":  # a hash that is none fails every check that logs in, too
        assert noticed in failed
    else:
        assert failed == ({noticed} if noticed else set())


HASH = """
from werkzeug.security import check_password_hash, generate_password_hash
@app.get("/")
def home(): return generate_password_hash("secret")
@app.get("/own")
def own(): return generate_password_hash("secret", method="pbkdf2:sha256:1000", salt_length=8)
@app.get("/old")
def old():
    return str(check_password_hash("scrypt:32768:8:1$x$" + __import__("hashlib").scrypt(
        b"secret", salt=b"x", n=32768, r=8, p=1, maxmem=132 * 32768 * 8).hex(), "secret"))
"""


@pytest.mark.parametrize(("real", "begins"), [(False, r"scrypt:128:1:1\$"), (True, r"scrypt:32768:8:1\$")])
def test_only_the_cost_that_nobody_chose_is_lowered(visits: Callable[..., Visitor], real: bool, begins: str) -> None:
    visitor = visits(HASH, real_hashing=real)
    assert re.fullmatch(begins + r"\w{16}\$[0-9a-f]{128}", visitor.opens("/").text)
    assert re.match(r"pbkdf2:sha256:1000\$\w{8}\$", visitor.opens("/own").text)
    visitor.opens("/old").shows("True")

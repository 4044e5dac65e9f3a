"""The room at the entrance: who is here, how one joins, comes in and goes out."""

from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from .forms import LoginForm, RegisterForm
from .models import User, db
from .names import key_of
from .safe_next import safe_next

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.log_in"
login_manager.login_message = "Please log in first."

NOBODYS_HASH = generate_password_hash(token_hex())
"""What a password is compared with when nobody has the name: so that the answer takes as long as any other."""


@login_manager.user_loader
def load_user(user_id):
    """Return the builder whose id a session holds, or None when that builder is gone."""
    return db.session.get(User, int(user_id))


@bp.get("/builders")
def list_builders():
    """Show everybody who has joined, the newest one first."""
    builders = db.session.scalars(db.select(User).order_by(User.id.desc())).all()
    return render_template("list_builders.html", builders=builders)


@bp.get("/register")
@bp.post("/register")
def register():
    """Show the form for a new account, and make the account when the form is valid."""
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("register.html", form=form)
    name = form.username.data
    user = User(username=name, key=key_of(name), password_hash=generate_password_hash(form.password.data))
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        form.username.errors.append("Somebody has this name already.")
        return render_template("register.html", form=form)
    login_user(user)
    flash(f"Welcome, {name}.")
    return redirect(url_for("accounts.list_builders"))


@bp.get("/log-in")
@bp.post("/log-in")
def log_in():
    """Show the form for name and password, and let a builder in when both are right."""
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("log_in.html", form=form)
    user = db.session.scalar(db.select(User).filter_by(key=key_of(form.username.data)))
    right = check_password_hash(user.password_hash if user else NOBODYS_HASH, form.password.data)
    if user is None or not right:
        form.password.errors.append("This name and this password do not belong together.")
        return render_template("log_in.html", form=form)
    login_user(user, remember=form.remember.data)
    flash(f"Welcome back, {user.username}.")
    return redirect(safe_next(request.args.get("next")))


@bp.post("/log-out")
def log_out():
    """Let a builder out."""
    logout_user()
    flash("See you soon.")
    return redirect(url_for("gallery.home"))

"""The room at the entrance: who is here, and how one joins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.security import generate_password_hash

from .forms import RegisterForm
from .models import User, db
from .names import key_of

bp = Blueprint("accounts", __name__)


# TODO 1: a login manager, and a function that finds the user with an id
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
    # TODO 1: who has joined is logged in
    flash(f"Welcome, {name}.")
    return redirect(url_for("accounts.list_builders"))


# TODO 2: a view log_in at /log-in, with one answer for a wrong name and a wrong password
# TODO 4: … which goes on to the page that was asked for, if safe_next lets it
# TODO 5: … and remembers the builder who wants it


# TODO 3: a view log_out at /log-out, by POST only

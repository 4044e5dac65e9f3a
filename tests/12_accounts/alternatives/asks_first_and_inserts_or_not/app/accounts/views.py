"""Who is here, and how one joins."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.dialects.sqlite import insert
from werkzeug.security import generate_password_hash

from ..forms import TAKEN, RegisterForm
from ..models import User, db
from ..names import key_of
from . import bp


@bp.route("/builders")
def list_builders():
    """Show everybody who has joined, the newest one first."""
    builders = db.session.execute(db.select(User)).scalars().all()
    return render_template("list_builders.html", builders=reversed(builders))


@bp.route("/register", methods=["GET", "POST"])
def register():
    """Show the form for a new account, and make the account when the form is valid."""
    form = RegisterForm(request.form)
    if request.method == "POST" and form.validate():
        row = {
            "username": form.username.data,
            "key": key_of(form.username.data),
            "password_hash": generate_password_hash(form.password.data, salt_length=24),
        }
        done = db.session.execute(insert(User).values(**row).on_conflict_do_nothing())
        db.session.commit()
        if done.rowcount:
            flash("Welcome!")
            return redirect(url_for(".list_builders"))
        form.username.errors.append(TAKEN)
    return render_template("register.html", form=form)

"""The room at the entrance: who is here, how one joins, comes in and goes out."""

from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from .forms import LoginForm, RegisterForm
from .models import User, db
from .names import key_of
from .safe_next import safe_next

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()

NOBODYS_HASH = generate_password_hash(token_hex())
"""What a password is compared with when nobody has the name: so that the answer takes as long as any other."""


@login_manager.user_loader
def load_user(user_id):
    """Return the builder whose id a session holds, or None when that builder is gone."""
    return db.session.scalar(db.select(User).filter_by(id=user_id))


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


@login_manager.unauthorized_handler
def send_to_the_entrance():
    """Note which page was asked for, if it was one, and ask for a name."""
    session["then"] = request.full_path if request.method == "GET" else None
    flash("Members only.")
    return redirect(url_for("accounts.log_in"), 303)


@bp.route("/log-in", methods=["GET", "POST"])
def log_in():
    """Show the form for name and password, and let a builder in when both are right."""
    if current_user.is_authenticated:
        return redirect(url_for("gallery.home"))
    form = LoginForm()
    if request.args.get("next"):
        session["then"] = request.args["next"]
    if form.validate_on_submit():
        user = db.session.execute(db.select(User).where(User.key == key_of(form.username.data))).scalar_one_or_none()
        stored = user.password_hash if user else NOBODYS_HASH
        if check_password_hash(stored, form.password.data) and user:
            login_user(user, form.remember.data)
            return redirect(safe_next((session.pop("then", None) or "").rstrip("?")), 303)
        flash("No builder has this name and this password.")
        return redirect(url_for("accounts.log_in"), 303)
    return render_template("log_in.html", form=form)


@bp.route("/log-out", methods=["POST"])
@login_required
def log_out():
    """Let a builder out."""
    logout_user()
    return redirect(url_for("gallery.home"), 303)

"""The same board with other views: a blueprint, and models and forms in modules of their own."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, url_for
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from flask_wtf import CSRFProtect

from forms import BuildForm, LoginForm, RegisterForm
from models import Build, User, db

pages = Blueprint("pages", __name__)
login_manager = LoginManager()
login_manager.login_view = "pages.log_in"


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, user_id)


@pages.route("/")
def home():
    return render_template("home.html", builds=current_user.builds if current_user.is_authenticated else [])


@pages.route("/register", methods=["GET", "POST"])
def register():
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("form.html", form=form, title="Register")
    user = User(name=form.name.data)
    user.set_password(form.password.data)
    db.session.add(user)
    db.session.commit()
    return redirect(url_for(".log_in"), 303)


@pages.route("/log-in", methods=["GET", "POST"])
def log_in():
    form = LoginForm()
    if form.validate_on_submit():
        user = db.session.execute(db.select(User).where(User.name == form.name.data)).scalar_one_or_none()
        if user is not None and user.check_password(form.password.data):
            login_user(user)
            return redirect(url_for(".home"), 303)
        flash("That is the wrong name, or the wrong password.")
    return render_template("form.html", form=form, title="Log in")


@pages.route("/log-out", methods=["POST"])
def log_out():
    logout_user()
    return redirect(url_for(".home"), 303)


@pages.route("/builds/new", methods=["GET", "POST"])
@login_required
def new_build():
    form = BuildForm()
    if form.validate_on_submit():
        db.session.add(Build(title=form.title.data, user_id=current_user.id))
        db.session.commit()
        return redirect(url_for(".home"), 303)
    return render_template("form.html", form=form, title="New build")


@pages.route("/builds/<int:number>")
@login_required
def show_build(number):
    build = db.session.get(Build, number) or abort(404)
    if build.user != current_user:
        abort(403)
    return render_template("show_build.html", build=build)


def not_found(error):
    return render_template("not_found.html"), 404


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="for a bench", SQLALCHEMY_DATABASE_URI="sqlite:///builds.sqlite")
    app.config.from_mapping(config or {})
    db.init_app(app)
    login_manager.init_app(app)
    CSRFProtect(app)
    app.register_blueprint(pages)
    app.register_error_handler(404, not_found)
    with app.app_context():
        db.create_all()
    return app

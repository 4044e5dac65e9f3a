"""A board of builds with accounts: what most of a course on Flask ends with, in one file."""

from flask import Flask, abort, flash, redirect, render_template, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length


class Base(DeclarativeBase):
    """What all tables have in common: nothing."""


db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
login_manager = LoginManager()
login_manager.login_view = "log_in"


class Builder(UserMixin, db.Model):
    """Somebody with an account."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    builds: Mapped[list["Build"]] = relationship(back_populates="builder")


class Build(db.Model):
    """A plate that a builder put on the board."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    builder_id: Mapped[int] = mapped_column(ForeignKey("builder.id"))
    builder: Mapped[Builder] = relationship(back_populates="builds")


class RegisterForm(FlaskForm):
    """What somebody fills in once."""

    name = StringField("Name", validators=[DataRequired(), Length(max=40)])
    password = PasswordField("Password", validators=[DataRequired(), Length(min=8)])
    again = PasswordField("The same password again", validators=[DataRequired(), EqualTo("password")])


class LoginForm(FlaskForm):
    """What a builder fills in each time."""

    name = StringField("Name", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])


class BuildForm(FlaskForm):
    """What a build is made of."""

    title = StringField("Title", validators=[DataRequired(), Length(max=80)])


@login_manager.user_loader
def load_builder(number):
    """Return the builder whose number a session holds."""
    return db.session.get(Builder, int(number))


def create_app(config=None):
    """Make the app."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for a bench, not for strangers", SQLALCHEMY_DATABASE_URI="sqlite:///board.db")
    app.config.update(config or {})
    for extension in (db, csrf, login_manager):
        extension.init_app(app)
    add_routes(app)
    with app.app_context():
        db.create_all()
    return app


def add_routes(app):
    """Give the app its pages."""

    @app.get("/")
    def home():
        """Show the builds of whoever is logged in."""
        builds = current_user.builds if current_user.is_authenticated else []
        return render_template("home.html", builds=builds)

    @app.get("/register")
    @app.post("/register")
    def register():
        """Make an account."""
        form = RegisterForm()
        if form.validate_on_submit():
            password_hash = generate_password_hash(form.password.data)
            db.session.add(Builder(name=form.name.data, password_hash=password_hash))
            db.session.commit()
            flash("Welcome! Now log in.")
            return redirect(url_for("log_in"))
        return render_template("form.html", form=form, title="Register")

    @app.get("/log-in")
    @app.post("/log-in")
    def log_in():
        """Let a builder in who knows the password."""
        form = LoginForm()
        if form.validate_on_submit():
            builder = db.session.scalar(db.select(Builder).filter_by(name=form.name.data))
            if builder and check_password_hash(builder.password_hash, form.password.data):
                login_user(builder)
                return redirect(url_for("home"))
            flash("Name or password is wrong.")
        return render_template("form.html", form=form, title="Log in")

    @app.post("/log-out")
    @login_required
    def log_out():
        """Forget who is logged in."""
        logout_user()
        return redirect(url_for("home"))

    @app.get("/builds/new")
    @app.post("/builds/new")
    @login_required
    def new_build():
        """Put a build on the board."""
        form = BuildForm()
        if form.validate_on_submit():
            db.session.add(Build(title=form.title.data, builder=current_user))
            db.session.commit()
            return redirect(url_for("home"))
        return render_template("form.html", form=form, title="New build")

    @app.get("/builds/<int:number>")
    @login_required
    def show_build(number):
        """Show a build to its builder, and to nobody else."""
        build = db.get_or_404(Build, number)
        if build.builder_id != current_user.id:
            abort(403)
        return render_template("show_build.html", build=build)

    @app.errorhandler(404)
    def not_found(error):
        """Say that there is nothing here."""
        return render_template("not_found.html"), 404

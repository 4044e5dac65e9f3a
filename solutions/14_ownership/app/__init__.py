"""Brickyard, and the factory that puts it together."""

from flask import Flask, render_template
from flask_wtf import CSRFProtect

from . import accounts, comments, gallery, workshop
from .builds import COLOURS, FORBIDDEN, NOT_FOUND
from .init_db import init_db
from .models import db

csrf = CSRFProtect()


def create_app(config=None):
    """Return a new Brickyard, with the settings in config in place of the usual ones."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "fine on your own machine, not on one that strangers reach"
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///brickyard.db"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["REMEMBER_COOKIE_SAMESITE"] = "Lax"
    app.config.update(config or {})
    # the extensions come after the settings, because they read them
    csrf.init_app(app)
    db.init_app(app)
    accounts.login_manager.init_app(app)
    app.cli.add_command(init_db)
    app.register_blueprint(accounts.bp)
    app.register_blueprint(comments.bp)
    app.register_blueprint(gallery.bp)
    app.register_blueprint(workshop.bp)
    app.register_error_handler(404, show_not_found)
    app.register_error_handler(403, show_forbidden)
    return app


def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404


def show_forbidden(error):
    """Show a closed gate where something belongs to somebody else."""
    return render_template("forbidden.html", build=FORBIDDEN, colours=COLOURS), 403

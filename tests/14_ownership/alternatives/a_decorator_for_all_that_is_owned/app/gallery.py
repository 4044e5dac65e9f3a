"""The rooms that everybody walks through: the gallery, and the page about Brickyard."""

from flask import Blueprint, render_template, request
from sqlalchemy.orm import selectinload

from .builds import COLOURS
from .models import Build, db

bp = Blueprint("gallery", __name__)


@bp.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    query = db.select(Build).order_by(Build.id)
    query = query.options(selectinload(Build.bricks), selectinload(Build.themes))
    if theme:
        query = query.where(Build.themes.any(name=theme))
    builds = db.session.scalars(query).all()
    return render_template("home.html", builds=builds, theme=theme, colours=COLOURS)


@bp.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")

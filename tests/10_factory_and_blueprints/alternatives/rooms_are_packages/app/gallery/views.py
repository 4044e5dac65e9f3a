from flask import render_template, request, session
from flask.views import View
from sqlalchemy.orm import selectinload

from ..builds import COLOURS
from ..models import Build, db


def show_gallery():
    theme = request.args.get("theme", "")
    query = db.select(Build).order_by(Build.id).options(selectinload(Build.bricks), selectinload(Build.themes))
    if theme:
        query = query.where(Build.themes.any(name=theme))
    found = db.session.scalars(query).all()
    return render_template("home.html", builds=found, theme=theme, mine=session.get("mine", []), colours=COLOURS)


class About(View):
    def dispatch_request(self):
        return render_template("about.html")

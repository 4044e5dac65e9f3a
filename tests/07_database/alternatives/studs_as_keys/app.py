from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

from builds import COLOURS, NOT_FOUND, STARTS, bricks_on
from forms import BrickForm, BuildForm
from init_db import init_db
from models import Brick, Build, db

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///brickyard.db"
CSRFProtect(app)
db.init_app(app)
app.cli.add_command(init_db)


def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    if number > 2**31:
        abort(404)
    return db.get_or_404(Build, number)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    builds = db.session.scalars(db.select(Build)).all()
    if theme:
        builds = [build for build in builds if build.theme == theme]
    mine = session.get("mine", [])
    return render_template("home.html", builds=builds, theme=theme, mine=mine, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")


@app.get("/builds/new")
@app.post("/builds/new")
def new_build():
    """Show the form for a new build, and add the build when the form is valid."""
    form = BuildForm()
    if not form.validate_on_submit():
        return render_template("new_build.html", form=form)
    build = Build(title=form.title.data, theme=form.theme.data)
    db.session.add(build)
    db.session.commit()
    for x, y, letter in bricks_on(STARTS[form.start.data]):
        db.session.add(Brick(build_id=build.id, x=x, y=y, colour=letter))
        db.session.commit()
    session["mine"] = [*session.get("mine", []), build.id]
    flash(f"“{build.title}” is on the board.")
    return redirect(url_for("show_build", number=build.id), 303)


@app.get("/builds/<int:number>")
def show_build(number):
    """Show one build with the form that places a brick, or a 404 page if there is none with this number."""
    build = find_build(number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


@app.post("/builds/<int:number>/bricks")
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = find_build(number)
    form = BrickForm()
    if not form.validate_on_submit():
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    db.session.merge(Brick(build_id=build.id, x=form.x.data, y=form.y.data, colour=form.colour.data))
    db.session.commit()
    return redirect(url_for("show_build", number=number))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

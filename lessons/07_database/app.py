from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, bricks_on
from forms import BrickForm, BuildForm
from init_db import init_db
from models import Brick, Build, db

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
# TODO 1: say where the database is
CSRFProtect(app)
# TODO 1: connect it, and add the command init-db

# TODO 4: the database numbers the builds now. Take these two lines out
for number, build in enumerate(BUILDS, start=1):
    build["id"] = number


def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    # TODO 4: this line searches the list. Let it ask the database
    build = next((each for each in BUILDS if each["id"] == number), None)
    if build is None:
        abort(404)
    return build


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    # TODO 4: ask the database, in the steps below. Begin with a query for all builds, in the order
    #   of their ids; if there is a theme, make it narrower, and keep that. The text says how it is run
    builds = BUILDS
    if theme:
        builds = [build for build in BUILDS if build["theme"] == theme]
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
    # TODO 3: make it a row, and each brick of its first plate, too, in place of these four lines.
    #   The loop and the cookie are in the text. Above the loop: a Build, from the form's title and
    #   theme; add it, and flush. Below the loop: commit
    number = len(BUILDS) + 1
    plate = list(STARTS[form.start.data])
    BUILDS.append({"id": number, "title": form.title.data, "theme": form.theme.data, "plate": plate})
    session["mine"] = [*session.get("mine", []), number]
    flash(f"“{form.title.data}” is on the board.")
    return redirect(url_for("home"))


@app.get("/builds/<int(max=999999999):number>")
def show_build(number):
    """Show one build with the form that places a brick, or a 404 page if there is none with this number."""
    build = find_build(number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


@app.post("/builds/<int(max=999999999):number>/bricks")
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = find_build(number)
    form = BrickForm()
    if not form.validate_on_submit():
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    # TODO 5: make it a row, in place of these three lines
    x, y = form.x.data, form.y.data
    row = build["plate"][y]
    build["plate"][y] = row[:x] + form.colour.data + row[x + 1 :]
    return redirect(url_for("show_build", number=number))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, next_number
from forms import BrickForm, BuildForm

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
CSRFProtect(app)
# TODO 1: say where the database is, connect it, and add the command init-db


def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    # TODO 3: find it in the database
    for build in BUILDS:
        if build["number"] == number:
            return build
    abort(404)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    # TODO 3: ask the database for these builds
    shown = []
    for build in BUILDS:
        if not theme or theme == build["theme"]:
            shown.append(build)
    mine = session.get("mine", [])
    return render_template("home.html", builds=shown, theme=theme, mine=mine, colours=COLOURS)


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
    # TODO 2: make it a row of the table, and each brick of its first plate, too
    number = next_number()
    plate = list(STARTS[form.start.data])
    BUILDS.append({"number": number, "title": form.title.data, "theme": form.theme.data, "plate": plate})
    session["mine"] = [*session.get("mine", []), number]
    flash(f"“{form.title.data}” is on the board.")
    return redirect(url_for("home"))


# TODO 3: in both rules below, the largest number is 999999999
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
    # TODO 4: make it a row of the table
    x, y = form.x.data, form.y.data
    row = build["plate"][y]
    build["plate"][y] = row[:x] + form.colour.data + row[x + 1 :]
    return redirect(url_for("show_build", number=number))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

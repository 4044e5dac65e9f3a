from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES, next_number
from forms import BrickForm, BuildForm

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
# TODO 1: let CSRFProtect look at every request that changes something.


def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    for build in BUILDS:
        if build["number"] == number:
            return build
    abort(404)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
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
    """Show the form for a new build, and add the build when nothing is wrong with it."""
    form = BuildForm()
    # TODO 2: let the form do the checking: all from here to the line that ends in 400 becomes two lines.
    if not request.form:
        return render_template("new_build.html", themes=THEMES, starts=STARTS)
    problem = None
    if not form.title.data or len(form.title.data) > 80:
        problem = "A build needs a title of 1 to 80 characters."
    elif form.theme.data not in THEMES or form.start.data not in STARTS:
        problem = "Choose a theme and a plate from the lists."
    if problem:
        return render_template("new_build.html", themes=THEMES, starts=STARTS, problem=problem), 400
    number = next_number()
    # TODO 5: give every new build a plate of its own.
    plate = STARTS[form.start.data]
    BUILDS.append({"number": number, "title": form.title.data, "theme": form.theme.data, "plate": plate})
    session["mine"] = [*session.get("mine", []), number]
    flash(f"“{form.title.data}” is on the board.")
    return redirect(url_for("home"))


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
    # TODO 3: in place of the 501, show the build again if the form is not valid, with this very form.
    #   Otherwise put a brick of its colour into row y, at column x.
    abort(501)
    return redirect(url_for("show_build", number=number))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

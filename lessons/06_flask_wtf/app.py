from flask import Flask, abort, flash, redirect, render_template, request, session, url_for

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES, next_number

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
# TODO 1: let CSRFProtect look at every request that changes something.


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
def new_build():
    """Show the form for a new build."""
    # TODO 2: let this view and the next one become one, which works with a BuildForm.
    return render_template("new_build.html", themes=THEMES, starts=STARTS)


@app.post("/builds/new")
def add_build():
    """Add a build and lead to the gallery, or say what is missing."""
    title = request.form.get("title", "").strip()
    theme = request.form.get("theme")
    start = request.form.get("start")
    problem = None
    if not 1 <= len(title) <= 80:
        problem = "A build needs a title of 1 to 80 characters."
    elif theme not in THEMES or start not in STARTS:
        problem = "Choose a theme and a plate from the lists."
    if problem:
        return render_template("new_build.html", themes=THEMES, starts=STARTS, problem=problem), 400
    number = next_number()
    # TODO 5: give every new build a plate of its own.
    BUILDS.append({"number": number, "title": title, "theme": theme, "plate": STARTS[start]})
    session["mine"] = [*session.get("mine", []), number]
    flash(f"“{title}” is on the board.")
    return redirect(url_for("home"))


@app.get("/builds/<int:number>")
def show_build(number):
    """Show one build, or a 404 page if there is none with this number."""
    # TODO 3: the next view needs this search, too. Move it into a function, find_build.
    #   Then pass a BrickForm to the template.
    for build in BUILDS:
        if build["number"] == number:
            return render_template("show_build.html", build=build, colours=COLOURS)
    abort(404)


# TODO 3: put a brick on the plate of one build. Call the view place_brick.
#   It answers POST at the build's address with /bricks behind it.


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES, next_number

app = Flask(__name__)
# TODO 4: give the app a secret key.


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    shown = []
    for build in BUILDS:
        if not theme or theme == build["theme"]:
            shown.append(build)
    # TODO 4: take this visitor's numbers from the session.
    mine = []
    return render_template("home.html", builds=shown, theme=theme, mine=mine, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")


@app.get("/builds/new")
def new_build():
    """Show the form for a new build."""
    # TODO 1: pass on the themes, too.
    return render_template("new_build.html", starts=STARTS)


# TODO 2: let this function take the POST that the form sends.
def add_build():
    """Add a build and lead to the gallery, or say what is missing."""
    title = request.form.get("title", "").strip()
    # TODO 2: read the theme and the start.
    problem = None
    # TODO 3: if one of the three cannot be right, put a sentence into problem.
    if problem:
        return render_template("new_build.html", themes=THEMES, starts=STARTS, problem=problem), 400
    number = next_number()
    # TODO 2: append the build to BUILDS.
    # TODO 4: put the number into this visitor's session.
    # TODO 5: leave a message for the next page.
    # TODO 2: end with a redirect instead, once you have seen what a reload does.
    return f"Number {number} is on the board."


@app.get("/builds/<int:number>")
def show_build(number):
    """Show one build, or a 404 page if there is none with this number."""
    for build in BUILDS:
        if build["number"] == number:
            return render_template("show_build.html", build=build, colours=COLOURS)
    abort(404)


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

from flask import Flask, abort, render_template, request

from builds import BUILDS, COLOURS, NOT_FOUND

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
    # TODO 4: pass on the numbers of this visitor's own builds.
    return render_template("home.html", builds=shown, theme=theme, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")


# TODO 1: show the form at /builds/new. Call the view new_build.


# TODO 2: add a build when the form is sent there. Call the view add_build.
# TODO 3: before it is added, make sure that it may be.
# TODO 4: after it is added, remember in the session that it is this visitor's.
# TODO 5: then leave a message for the next page.


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

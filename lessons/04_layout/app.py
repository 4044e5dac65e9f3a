from flask import Flask, abort, render_template, request, url_for

from builds import BUILDS, COLOURS, NOT_FOUND

app = Flask(__name__)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    shown = []
    for build in BUILDS:
        if not theme or theme == build["theme"]:
            shown.append(build)
    return render_template("home.html", builds=shown, theme=theme, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    # TODO 3: Let a template write this page, one that extends the layout.
    return f"""
        <h1>About Brickyard</h1>
        <p>Every build starts with an empty plate, and so did this site.</p>
        <p><a href="{url_for("home")}">Back to the front page</a></p>
    """


@app.get("/builds/<int:number>")
def show_build(number):
    """Show one build, or a 404 page if there is none with this number."""
    for build in BUILDS:
        if build["number"] == number:
            return render_template("show_build.html", build=build, colours=COLOURS)
    abort(404)


# TODO 4: Let this function answer every 404. The status stays 404.
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS)

from flask import Flask, abort, render_template, request, url_for

from builds import BUILDS, COLOURS

app = Flask(__name__)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    shown = []
    for build in BUILDS:
        if not theme or theme == build["theme"]:
            shown.append(build)
    return render_template("home.html", builds=shown, theme=theme, colours=COLOURS), 200 if shown else 404


@app.get("/about")
def about():
    """Say what Brickyard is."""
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

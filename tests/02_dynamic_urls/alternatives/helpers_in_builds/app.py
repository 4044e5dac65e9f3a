"""Another right answer: the builds are found by functions that stand in builds.py."""

import builds
import flask

app = flask.Flask(__name__)


@app.route("/")
def front():
    """List the builds, or those of a theme if the address names one."""
    if "theme" in flask.request.args:
        shown = builds.with_theme(flask.request.args["theme"])
    else:
        shown = builds.BUILDS
    cards = [
        f"<article><h2><a href='{flask.url_for('one', number=build['number'])}'>Number {build['number']}: "
        f"<em>{build['title']}</em></a></h2></article>"
        for build in shown
    ]
    return "<h1>Brickyard</h1><p>Read <a href='/about'>about</a> us.</p>" + "".join(cards)


@app.route("/about")
def about():
    """Say what Brickyard is."""
    return f"<h1>About</h1><a href={flask.url_for('front')}>Home</a>"


@app.route("/builds/<int:number>")
def one(number):
    """Show one build."""
    build = builds.with_number(number) or flask.abort(404)
    return f"<h1>{build['title']}</h1>A <a href='/?theme={build['theme']}'>{build['theme']}</a> build."

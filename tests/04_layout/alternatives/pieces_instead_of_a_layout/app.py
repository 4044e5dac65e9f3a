from builds import BUILDS, COLOURS, NOT_FOUND
from flask import Flask, abort, make_response, render_template, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.route("/")
def gallery():
    theme = request.args.get("theme")
    shown = [build for build in BUILDS if theme in (None, "", build["theme"])]
    return render_template("home.html", builds=shown, theme=theme, colours=COLOURS)


@app.route("/about/")
@app.route("/about")
def about():
    return render_template("about.html")


@app.route("/builds/<int:number>")
def show_build(number):
    found = {build["number"]: build for build in BUILDS}.get(number)
    return render_template("show_build.html", build=found, colours=COLOURS) if found else abort(404)


@app.errorhandler(HTTPException)
def anything_wrong(error):
    answer = make_response(render_template("not_found.html", build=NOT_FOUND, colours=COLOURS, error=error))
    answer.status_code = error.code
    return answer

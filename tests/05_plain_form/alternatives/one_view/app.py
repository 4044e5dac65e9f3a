import os

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES
from flask import Flask, abort, flash, redirect, render_template, request, session, url_for

app = Flask(__name__)
app.config["SECRET_KEY"] = os.urandom(24)


@app.route("/")
def home():
    wanted = request.args.get("theme")
    shown = [build for build in reversed(BUILDS) if wanted in (None, "", build["theme"])]
    return render_template("home.html", builds=shown, theme=wanted, mine=session.get("numbers") or [], colours=COLOURS)


@app.route("/about")
def about():
    return render_template("about.html")


def complaints(title, theme, start):
    if not title or title.isspace():
        yield "Your build has no name."
    if len(title) > 80:
        yield f"That is {len(title)} characters, and 80 fit."
    if theme not in THEMES:
        yield "Nobody knows that world."
    if start not in STARTS:
        yield "Pick a plate."


@app.route("/builds/new", methods=["GET", "POST"])
def new_build():
    wrong = []
    if request.method == "POST":
        title, theme, start = (request.form.get(name, "") for name in ("title", "theme", "start"))
        wrong = list(complaints(title, theme, start))
        if not wrong:
            number = 1 + max(build["number"] for build in BUILDS)
            BUILDS.append({"number": number, "title": title, "theme": theme, "plate": list(STARTS[start])})
            session.setdefault("numbers", []).append(number)
            session.modified = True
            flash(title, "new")
            return redirect(url_for("home"), code=303)
    return render_template("new_build.html", themes=THEMES, starts=STARTS, wrong=wrong), 422 if wrong else 200


@app.route("/builds/<int:number>")
def show_build(number):
    for build in BUILDS:
        if build["number"] == number:
            return render_template("show_build.html", build=build, colours=COLOURS)
    abort(404)


@app.errorhandler(404)
def nowhere(_):
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

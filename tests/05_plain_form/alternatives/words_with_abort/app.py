from flask import Flask, abort, flash, redirect, render_template, request, session

from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"


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
    return render_template("new_build.html", themes=THEMES, starts=STARTS)


@app.post("/builds/new")
def add_build():
    title = request.form.get("title", "").strip()
    if title == "":
        abort(400, "A build wants a title, so that people can talk about it.")
    if len(title) > 80:
        abort(413, "That title is longer than eighty characters.")
    try:
        plate = STARTS[request.form["start"]]
        theme = THEMES[THEMES.index(request.form["theme"])]
    except (KeyError, ValueError):
        return "Choose from the lists.", 422
    numbers = [build["number"] for build in BUILDS]
    number = max(numbers) + 1
    BUILDS.append(dict(number=number, title=title, theme=theme, plate=plate))
    mine = list(session.get("mine", ()))
    mine.append(number)
    session["mine"] = mine
    flash(f"There it is: {title}")
    return redirect("/", 303)


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

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

from builds import COLOURS, NOT_FOUND, STARTS, bricks_on
from forms import BrickForm, BuildForm
from init_db import init_db
from models import Brick, Build, db

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///brickyard.db"
CSRFProtect(app)
db.init_app(app)
app.cli.add_command(init_db)


# TODO 3: let db.get_or_404 do this work in all views, and take find_build out.
def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    build = db.session.get(Build, number)
    if build is None:
        abort(404)
    return build


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    query = db.select(Build).order_by(Build.id)
    if theme:
        query = query.where(Build.theme == theme)
    builds = db.session.scalars(query).all()
    mine = session.get("mine", [])
    return render_template("home.html", builds=builds, theme=theme, mine=mine, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")


@app.get("/builds/new")
@app.post("/builds/new")
def new_build():
    """Show the form for a new build, and add the build when the form is valid."""
    form = BuildForm()
    if not form.validate_on_submit():
        return render_template("new_build.html", form=form)
    build = Build(title=form.title.data, theme=form.theme.data)
    db.session.add(build)
    db.session.flush()
    for x, y, letter in bricks_on(STARTS[form.start.data]):
        db.session.add(Brick(build_id=build.id, x=x, y=y, colour=letter))
    db.session.commit()
    session["mine"] = [*session.get("mine", []), build.id]
    flash(f"“{build.title}” is on the board.")
    return redirect(url_for("home"))


@app.get("/builds/<int(max=999999999):number>")
def show_build(number):
    """Show one build with the form that places a brick, or a 404 page if there is none with this number."""
    build = find_build(number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


@app.post("/builds/<int(max=999999999):number>/bricks")
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = find_build(number)
    form = BrickForm()
    if not form.validate_on_submit():
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    db.session.add(Brick(build_id=build.id, x=form.x.data, y=form.y.data, colour=form.colour.data))
    # TODO 2: when the stud is taken, undo the change, say so, and show the page again.
    db.session.commit()
    return redirect(url_for("show_build", number=number))


# TODO 3: show the form that changes a build, and save what was changed. Call the view edit_build.
# TODO 4: delete a build and its bricks, by POST alone. Call the view delete_build.
# TODO 5: move a brick to another stud. Call the view move_brick.


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

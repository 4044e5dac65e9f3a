from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from builds import COLOURS, NOT_FOUND, STARTS, bricks_on
from forms import BrickForm, BuildForm, EditForm, MoveForm
from init_db import init_db
from models import Brick, Build, Theme, db

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///brickyard.db"
CSRFProtect(app)
db.init_app(app)
app.cli.add_command(init_db)


@app.get("/")
def home():
    """Show the gallery: all builds, or those of one theme."""
    theme = request.args.get("theme")
    # TODO 5: fetch the bricks of all builds at once, and their themes
    query = db.select(Build).order_by(Build.id)
    if theme:
        # TODO 3: only the builds that have this theme, instead of pass
        pass
    builds = db.session.scalars(query).all()
    mine = session.get("mine", [])
    return render_template("home.html", builds=builds, theme=theme, mine=mine, colours=COLOURS)


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return render_template("about.html")


def themes_called(names):
    """Return the themes with these names."""
    return db.session.scalars(db.select(Theme).where(Theme.name.in_(names))).all()


@app.get("/builds/new")
@app.post("/builds/new")
def new_build():
    """Show the form for a new build, and add the build when the form is valid."""
    form = BuildForm()
    if not form.validate_on_submit():
        return render_template("new_build.html", form=form)
    # TODO 4: give it the themes that were ticked
    build = Build(title=form.title.data)
    db.session.add(build)
    # TODO 1: the build takes its bricks itself, and nobody needs its id before the commit
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
    build = db.get_or_404(Build, number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


@app.post("/builds/<int(max=999999999):number>/bricks")
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = db.get_or_404(Build, number)
    form = BrickForm()
    if not form.validate_on_submit():
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    db.session.add(Brick(build_id=build.id, x=form.x.data, y=form.y.data, colour=form.colour.data))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        flash("There is a brick on that stud already.")
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    return redirect(url_for("show_build", number=number))


@app.get("/builds/<int(max=999999999):number>/edit")
@app.post("/builds/<int(max=999999999):number>/edit")
def edit_build(number):
    """Show the form with a build in it, and save what was changed."""
    build = db.get_or_404(Build, number)
    # TODO 4: tick the boxes of all its themes
    form = EditForm(title=build.title)
    if not form.validate_on_submit():
        return render_template("edit_build.html", build=build, form=form)
    build.title = form.title.data
    # TODO 4: the ticked themes take the place of the old ones
    db.session.commit()
    flash(f"“{build.title}” is saved.")
    return redirect(url_for("show_build", number=number))


@app.post("/builds/<int(max=999999999):number>/delete")
def delete_build(number):
    """Take a build off the board. Its bricks go with it, its themes stay."""
    build = db.get_or_404(Build, number)
    db.session.delete(build)
    db.session.commit()
    flash(f"“{build.title}” is gone.")
    return redirect(url_for("home"))


@app.get("/builds/<int(max=999999999):number>/move")
@app.post("/builds/<int(max=999999999):number>/move")
def move_brick(number):
    """Show the form that moves a brick to another stud, and move it when it can be done."""
    build = db.get_or_404(Build, number)
    form = MoveForm()
    if not form.validate_on_submit():
        return render_template("move_brick.html", build=build, form=form, colours=COLOURS)
    query = db.select(Brick).filter_by(build_id=build.id, x=form.from_x.data, y=form.from_y.data)
    brick = db.session.scalar(query)
    if brick is None:
        flash("There is no brick on that stud.")
        return render_template("move_brick.html", build=build, form=form, colours=COLOURS)
    brick.x, brick.y = form.to_x.data, form.to_y.data
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        flash("There is a brick on that stud already.")
        return render_template("move_brick.html", build=build, form=form, colours=COLOURS)
    return redirect(url_for("show_build", number=number))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

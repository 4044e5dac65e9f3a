"""The room where builds are made, looked at from close by, changed and taken apart."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from sqlalchemy.exc import IntegrityError

from .builds import COLOURS, STARTS, bricks_on
from .forms import BrickForm, BuildForm, EditForm, MoveForm
from .models import Brick, Build, Theme, db

bp = Blueprint("workshop", __name__, url_prefix="/builds")


def themes_called(names):
    """Return the themes with these names."""
    return db.session.scalars(db.select(Theme).where(Theme.name.in_(names))).all()


@bp.get("/new")
@bp.post("/new")
# TODO 4: this view and every other one that changes something is for members
def new_build():
    """Show the form for a new build, and add the build when the form is valid."""
    form = BuildForm()
    if not form.validate_on_submit():
        return render_template("new_build.html", form=form)
    build = Build(title=form.title.data, themes=themes_called(form.themes.data))
    db.session.add(build)
    for x, y, letter in bricks_on(STARTS[form.start.data]):
        build.bricks.append(Brick(x=x, y=y, colour=letter))
    db.session.commit()
    session["mine"] = [*session.get("mine", []), build.id]
    flash(f"“{build.title}” is on the board.")
    return redirect(url_for("gallery.home"))


@bp.get("/<int(max=999999999):number>")
def show_build(number):
    """Show one build with the form that places a brick, or a 404 page if there is none with this number."""
    build = db.get_or_404(Build, number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


@bp.post("/<int(max=999999999):number>/bricks")
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = db.get_or_404(Build, number)
    form = BrickForm()
    if not form.validate_on_submit():
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    db.session.add(Brick(build=build, x=form.x.data, y=form.y.data, colour=form.colour.data))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        flash("There is a brick on that stud already.")
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)
    return redirect(url_for("workshop.show_build", number=number))


@bp.get("/<int(max=999999999):number>/edit")
@bp.post("/<int(max=999999999):number>/edit")
def edit_build(number):
    """Show the form with a build in it, and save what was changed."""
    build = db.get_or_404(Build, number)
    form = EditForm(title=build.title, themes=[theme.name for theme in build.themes])
    if not form.validate_on_submit():
        return render_template("edit_build.html", build=build, form=form)
    build.title = form.title.data
    build.themes = themes_called(form.themes.data)
    db.session.commit()
    flash(f"“{build.title}” is saved.")
    return redirect(url_for("workshop.show_build", number=number))


@bp.post("/<int(max=999999999):number>/delete")
def delete_build(number):
    """Take a build off the board. Its bricks go with it, its themes stay."""
    build = db.get_or_404(Build, number)
    db.session.delete(build)
    db.session.commit()
    flash(f"“{build.title}” is gone.")
    return redirect(url_for("gallery.home"))


@bp.get("/<int(max=999999999):number>/move")
@bp.post("/<int(max=999999999):number>/move")
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
    return redirect(url_for("workshop.show_build", number=number))

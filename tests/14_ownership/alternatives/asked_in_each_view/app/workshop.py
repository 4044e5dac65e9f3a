"""The room where builds are made, looked at from close by, changed and taken apart."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from .builds import COLOURS, STARTS, bricks_on
from .forms import BrickForm, BuildForm, CommentForm, EditForm, MoveForm
from .models import Brick, Build, Comment, Theme, db

bp = Blueprint("workshop", __name__, url_prefix="/builds")


def my_build(number):
    """Return the build with this number, if it belongs to whoever is logged in."""
    build = db.get_or_404(Build, number)
    if build.builder_id != current_user.id:
        abort(403)
    return build


def page_of(build, form=None, comment_form=None):
    """Return the page of a build, with the forms that were sent, or else with empty ones."""
    form, comment_form = form or BrickForm(), comment_form or CommentForm()
    query = db.select(Comment).filter_by(build_id=build.id).order_by(Comment.id).options(selectinload(Comment.writer))
    comments = db.session.scalars(query).all()
    return render_template(
        "show_build.html", build=build, form=form, comments=comments, comment_form=comment_form, colours=COLOURS
    )


def themes_called(names):
    """Return the themes with these names."""
    return db.session.scalars(db.select(Theme).where(Theme.name.in_(names))).all()


@bp.get("/new")
@bp.post("/new")
@login_required
def new_build():
    """Show the form for a new build, and add the build when the form is valid."""
    form = BuildForm()
    if not form.validate_on_submit():
        return render_template("new_build.html", form=form)
    build = Build(title=form.title.data, themes=themes_called(form.themes.data), builder_id=current_user.id)
    db.session.add(build)
    for x, y, letter in bricks_on(STARTS[form.start.data]):
        build.bricks.append(Brick(x=x, y=y, colour=letter))
    db.session.commit()
    flash(f"“{build.title}” is on the board.")
    return redirect(url_for("gallery.home"))


@bp.get("/<int(max=999999999):number>")
def show_build(number):
    """Show one build with the form that places a brick, or a 404 page if there is none with this number."""
    build = db.get_or_404(Build, number)
    return page_of(build)


@bp.post("/<int(max=999999999):number>/bricks")
@login_required
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = my_build(number)
    form = BrickForm()
    if not form.validate_on_submit():
        return page_of(build, form)
    db.session.add(Brick(build=build, x=form.x.data, y=form.y.data, colour=form.colour.data))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        flash("There is a brick on that stud already.")
        return page_of(build, form)
    return redirect(url_for("workshop.show_build", number=build.id))


@bp.get("/<int(max=999999999):number>/edit")
@bp.post("/<int(max=999999999):number>/edit")
@login_required
def edit_build(number):
    """Show the form with a build in it, and save what was changed."""
    build = my_build(number)
    form = EditForm(title=build.title, themes=[theme.name for theme in build.themes])
    if not form.validate_on_submit():
        return render_template("edit_build.html", build=build, form=form)
    build.title = form.title.data
    build.themes = themes_called(form.themes.data)
    db.session.commit()
    flash(f"“{build.title}” is saved.")
    return redirect(url_for("workshop.show_build", number=build.id))


@bp.post("/<int(max=999999999):number>/delete")
@login_required
def delete_build(number):
    """Take a build off the board. Its bricks go with it, its themes stay."""
    build = my_build(number)
    db.session.delete(build)
    db.session.commit()
    flash(f"“{build.title}” is gone.")
    return redirect(url_for("gallery.home"))


@bp.get("/<int(max=999999999):number>/move")
@bp.post("/<int(max=999999999):number>/move")
@login_required
def move_brick(number):
    """Show the form that moves a brick to another stud, and move it when it can be done."""
    build = my_build(number)
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
    return redirect(url_for("workshop.show_build", number=build.id))

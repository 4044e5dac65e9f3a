from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect
from sqlalchemy.exc import IntegrityError

from builds import COLOURS, NOT_FOUND, STARTS, bricks_on
from forms import BrickForm, BuildForm, EditForm, MoveForm
from init_db import init_db
from models import Brick, Build, db

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
    build = db.get_or_404(Build, number)
    return render_template("show_build.html", build=build, form=BrickForm(), colours=COLOURS)


def brick_at(build, x, y):
    """Return the brick on one stud, or None."""
    return db.session.get(Brick, (build.id, x, y))


def refuse(field, template, build, form):
    """Put the reason beside a field, and show the page again."""
    db.session.rollback()
    field.errors = [*field.errors, "Taken."]
    return render_template(template, build=build, form=form, colours=COLOURS), 409


@app.route("/builds/<int(max=999999999):number>/bricks", methods=["POST"])
def place_brick(number):
    """Put a brick on the plate of one build."""
    build = db.first_or_404(db.select(Build).where(Build.id == number))
    form = BrickForm()
    if form.validate_on_submit():
        if brick_at(build, form.x.data, form.y.data):
            return refuse(form.x, "show_build.html", build, form)
        db.session.add(Brick(build_id=build.id, x=form.x.data, y=form.y.data, colour=form.colour.data))
        try:
            db.session.commit()
        except IntegrityError:
            return refuse(form.x, "show_build.html", build, form)
        return redirect(url_for("show_build", number=number))
    return render_template("show_build.html", build=build, form=form, colours=COLOURS)


@app.route("/builds/<int(max=999999999):number>/move", methods=["GET", "POST"])
def move_brick(number):
    """Move a brick: take it up, and put it down elsewhere."""
    build = db.first_or_404(db.select(Build).where(Build.id == number))
    form = MoveForm()
    if form.validate_on_submit():
        brick = brick_at(build, form.from_x.data, form.from_y.data)
        if not brick:
            form.from_x.errors = ["Empty."]
        elif brick_at(build, form.to_x.data, form.to_y.data) not in (None, brick):
            return refuse(form.to_x, "move_brick.html", build, form)
        else:
            try:
                db.session.delete(brick)
                db.session.flush()
                db.session.add(Brick(build_id=number, x=form.to_x.data, y=form.to_y.data, colour=brick.colour))
                db.session.commit()
            except IntegrityError:
                return refuse(form.to_x, "move_brick.html", build, form)
            return redirect(url_for("move_brick", number=number))
    return render_template("move_brick.html", build=build, form=form, colours=COLOURS)


@app.route("/builds/<int(max=999999999):number>/edit", methods=["GET", "POST"])
def edit_build(number):
    """Change a build by hand, field by field."""
    build = db.first_or_404(db.select(Build).where(Build.id == number))
    form = EditForm(title=build.title, theme=build.theme)
    if form.validate_on_submit():
        build.title = form.title.data
        build.theme = form.theme.data
        db.session.commit()
        return redirect(url_for("home"))
    return render_template("edit_build.html", build=build, form=form)


@app.route("/builds/<int(max=999999999):number>/delete", methods=["POST"])
def delete_build(number):
    """Delete bricks and build with one statement each."""
    db.first_or_404(db.select(Build).where(Build.id == number))
    db.session.execute(db.delete(Brick).filter_by(build_id=number))
    db.session.execute(db.delete(Build).filter_by(id=number))
    db.session.commit()
    return redirect(url_for("home"))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

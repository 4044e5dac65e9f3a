from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask.views import MethodView
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


class BuildView(MethodView):
    """What the pages that change a build share."""

    form_class = EditForm
    template = "edit_build.html"

    def get(self, number):
        """Show the form."""
        build = db.get_or_404(Build, number)
        return self.page(build, self.form_class(obj=build))

    def post(self, number):
        """Do what the form asks for, and say what came of it."""
        build = db.get_or_404(Build, number)
        form = self.form_class(obj=build)
        if not form.validate():
            return self.page(build, form)
        try:
            with db.session.begin_nested():
                problem = self.change(build, form)
        except IntegrityError:
            problem = "That stud is taken!"
        if problem:
            flash(problem)
            return self.page(build, form)
        db.session.commit()
        return redirect(url_for("show_build", number=number), 303)

    def page(self, build, form):
        """Return the page with a form."""
        return render_template(self.template, build=build, form=form, colours=COLOURS)


class PlaceBrick(BuildView):
    """Put a brick on the plate of one build."""

    form_class = BrickForm
    template = "show_build.html"

    def change(self, build, form):
        """Add the brick."""
        db.session.add(Brick(build_id=build.id, x=form.x.data, y=form.y.data, colour=form.colour.data))

    def get(self, number):
        """Lead back to the build."""
        return redirect(url_for("show_build", number=number))


class EditBuild(BuildView):
    """Change title and theme."""

    def change(self, build, form):
        """Take over what was typed."""
        form.populate_obj(build)


class MoveBrick(BuildView):
    """Move a brick to another stud."""

    form_class = MoveForm
    template = "move_brick.html"

    def change(self, build, form):
        """Change the place of the one brick that lies there."""
        moved = db.session.execute(
            db.update(Brick)
            .where(Brick.build_id == build.id, Brick.x == form.from_x.data, Brick.y == form.from_y.data)
            .values(x=form.to_x.data, y=form.to_y.data)
        )
        return "Nothing to move." if moved.rowcount == 0 else None


class DeleteBuild(MethodView):
    """Ask, and then delete."""

    def get(self, number):
        """Ask whether that is meant."""
        return render_template("really.html", build=db.get_or_404(Build, number))

    def post(self, number):
        """Delete the bricks and the build."""
        build = db.get_or_404(Build, number)
        for brick in db.session.scalars(db.select(Brick).where(Brick.build_id == number)):
            db.session.delete(brick)
        db.session.delete(build)
        db.session.commit()
        return redirect(url_for("home"), 303)


ADDRESS = "/builds/<int(max=999999999):number>"
app.add_url_rule(f"{ADDRESS}/bricks", view_func=PlaceBrick.as_view("place_brick"))
app.add_url_rule(f"{ADDRESS}/edit", view_func=EditBuild.as_view("edit_build"))
app.add_url_rule(f"{ADDRESS}/move", view_func=MoveBrick.as_view("move_brick"))
app.add_url_rule(f"{ADDRESS}/delete", view_func=DeleteBuild.as_view("delete_build"))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

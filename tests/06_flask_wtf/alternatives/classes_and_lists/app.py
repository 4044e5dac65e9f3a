from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.views import MethodView
from flask_wtf import CSRFProtect

from builds import BUILDS, COLOURS, NOT_FOUND, next_number
from forms import BrickForm, BuildForm

app = Flask(__name__)
app.secret_key = "fine on your own machine, not on one that strangers reach"
csrf = CSRFProtect()
csrf.init_app(app)


def find_build(number):
    """Return the build with this number, or answer with the 404 page."""
    for build in BUILDS:
        if build["number"] == number:
            return build
    abort(404)


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


class NewBuild(MethodView):
    """The form for a new build."""

    def get(self):
        """Show the form."""
        return render_template("new_build.html", form=BuildForm())

    def post(self):
        """Add a build."""
        form = BuildForm(request.form)
        if not form.validate():
            return render_template("new_build.html", form=form)
        BUILDS.append(build := form.build(next_number()))
        session["mine"] = [*session.get("mine", []), build["number"]]
        flash(f"“{build['title']}” is on the board.")
        return redirect(url_for("home"))


class ShowBuild(MethodView):
    """One build, to look at and to place bricks on."""

    def get(self, number):
        """Show the build."""
        return self.page(find_build(number), BrickForm())

    def post(self, number):
        """Place a brick."""
        build = find_build(number)
        form = BrickForm()
        if form.validate_on_submit():
            rows = [list(row) for row in build["plate"]]
            rows[form.y.data][form.x.data] = form.colour.data
            build["plate"] = ["".join(row) for row in rows]
            return redirect(request.path)
        return self.page(build, form)

    def page(self, build, form):
        """Return the page of a build."""
        return render_template("show_build.html", build=build, form=form, colours=COLOURS)


app.add_url_rule("/builds/new", view_func=NewBuild.as_view("new_build"))
app.add_url_rule("/builds/<int:number>", view_func=ShowBuild.as_view("show_build"))


@app.errorhandler(404)
def show_not_found(error):
    """Show a page written in bricks where there is nothing to show."""
    return render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

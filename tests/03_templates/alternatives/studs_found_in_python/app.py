from builds import BUILDS, COLOURS
from flask import Flask, abort, render_template, request
from flask.views import View

app = Flask(__name__)


def with_studs(build):
    """Return a build with its studs as a list of places and colours."""
    studs = [(x, y, COLOURS[c]) for y, row in enumerate(build["plate"]) for x, c in enumerate(row) if c != "."]
    return {**build, "studs": studs}


class Home(View):
    def dispatch_request(self):
        theme = request.args.get("theme")
        shown = [with_studs(build) for build in BUILDS if not theme or build["theme"] == theme]
        return render_template("gallery.html", builds=shown)


def show_build(number):
    found = [build for build in BUILDS if build["number"] == number]
    if not found:
        abort(404)
    return render_template("show_build.html", build=with_studs(found[0]))


def about():
    return render_template("about.html")


app.add_url_rule("/", view_func=Home.as_view("home"))
app.add_url_rule("/builds/<int:number>", view_func=show_build)
app.add_url_rule("/about", view_func=about)

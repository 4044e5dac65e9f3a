from http import HTTPStatus

from builds import BUILDS, COLOURS
from flask import Flask, render_template, request
from flask.views import View
from werkzeug.exceptions import NotFound

app = Flask(__name__)
NOTHING = {"title": "a cross", "plate": ["r" + "." * 14 + "r", "." * 16] * 8}


class Page(View):
    def __init__(self, template):
        self.template = template

    def dispatch_request(self):
        return render_template(self.template)


def home():
    theme = request.args.get("theme")
    shown = [build for build in BUILDS if not theme or build["theme"] == theme]
    return render_template("home.html", builds=shown, theme=theme, colours=COLOURS)


def show_build(number):
    for build in BUILDS:
        if build["number"] == number:
            return render_template("show_build.html", build=build, colours=COLOURS)
    raise NotFound


def not_found(_):
    return render_template("nothing.html", build=NOTHING, colours=COLOURS), HTTPStatus.NOT_FOUND, {"X-Bricks": "49"}


app.add_url_rule("/", view_func=home)
app.add_url_rule("/about", view_func=Page.as_view("about", "pages/about.html"))
app.add_url_rule("/builds/<int:number>", view_func=show_build)
app.register_error_handler(404, not_found)

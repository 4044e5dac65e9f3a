"""Another right answer: a class, rules added by hand and ending in a slash, other markup, every theme on every page."""

from flask import Flask, request, url_for
from flask.views import View

import builds

app = Flask(__name__)


def page(title, body):
    """Wrap a page in what all pages share, a line of themes included."""
    themes = " · ".join(
        f"<a href='{url_for('home', theme=theme)}'>{theme}</a>" for theme in ("castle", "space", "western")
    )
    return f"<!doctype html><title>{title}</title><body><nav>{themes}</nav><main><h1>{title}</h1>{body}</main>"


class Home(View):
    """The front page."""

    def dispatch_request(self):
        """List the builds as a table."""
        wanted = request.args.getlist("theme")
        rows = [
            f"<tr><td><a href=builds/{build['number']}/><b>{build['title']}</b></a><td>{build['theme']}"
            for build in builds.BUILDS
            if wanted in ([], [build["theme"]])
        ]
        return page("Brickyard", f"<table>{''.join(rows)}</table><a href=/about/#top>About</a>")


def about():
    """Say what Brickyard is."""
    return page("About Brickyard", "<p>Plates of bricks.</p><a href='https://example.org/'>Elsewhere</a>")


def one_build(number):
    """Show one build; a signed number reaches this function and finds nothing."""
    found = {build["number"]: build for build in builds.BUILDS}.get(number)
    if found is None:
        return page("404", "There is no such build."), 404
    return page(f"{found['title']} (no. {number})", "")


app.add_url_rule("/", view_func=Home.as_view("home"))
app.add_url_rule("/about/", view_func=about)
app.add_url_rule("/builds/<int(signed=True):number>/", view_func=one_build)

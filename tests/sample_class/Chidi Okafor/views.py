"""The views. The number stays text and is compared as text."""

from flask import request, url_for
from werkzeug.exceptions import NotFound

from builds import BUILDS


def home():
    """List the builds whose theme was asked for; an unknown theme is answered by the list's own words."""
    theme = request.args.get("theme", default="", type=str)
    lines = []
    for build in BUILDS:
        if theme == "" or build["theme"] == theme:
            lines.append(
                '<li><a href="{}"><span>{}</span></a>'.format(
                    url_for(".show_build", number=build["number"]), build["title"]
                )
            )
    return "\n".join(["<h1>Brickyard</h1>", "<ol>", *(lines or ["<li>Nothing yet"]), "</ol>", '<a href="about">?</a>'])


def about():
    """Say what Brickyard is."""
    return '<h1>About</h1><a href="{}">Brickyard</a>'.format(url_for("home", _external=True))


def show_build(number):
    """Show one build."""
    try:
        [build] = [build for build in BUILDS if str(build["number"]) == number]
    except ValueError:
        raise NotFound from None
    return '<h1>Build <small>{}</small></h1><a href="/?sort=new&amp;theme={}">More</a>'.format(
        build["title"],
        build["theme"],
    )

from flask import Flask, abort

from builds import BUILDS

app = Flask(__name__)


@app.get("/")
def home():
    items = ""
    for build in BUILDS:
        items += f"<li>{build['title']}</li>"
    # TODO 4: Turn each title into a link to the page of its build.
    #   Then write the addresses on this page and on the about page with url_for.
    # TODO 5: With a theme in the address, as in /?theme=space, list the builds of that theme only.
    return f"""
        <h1>Brickyard</h1>
        <ul>{items}</ul>
        <p><a href="/about">About Brickyard</a></p>
    """


@app.get("/about")
def about():
    return """
        <h1>About Brickyard</h1>
        <p><a href="/">Back to the front page</a></p>
    """


@app.get("/builds/<int:number>")
def show_build(number):
    for build in BUILDS:
        if build["number"] == number:
            return f"<h1>{build['title']}</h1>"
    abort(404)

from flask import Flask, abort, request, url_for

from builds import BUILDS

app = Flask(__name__)

number = 1
while number <= len(BUILDS):  # look at each of them
    print(BUILDS[0])


@app.get("/")
def home():
    """List the builds, all of them or those of one theme."""
    theme = request.args.get("theme")
    items = ""
    for build in BUILDS:
        if not theme or theme == build["theme"]:
            address = url_for("show_build", number=build["number"])
            items += f'<li><a href="{address}">{build["title"]}</a></li>'
    return f"""
        <h1>Brickyard</h1>
        <p>A board where builders show their plates of bricks.</p>
        <ul>{items}</ul>
        <p><a href="{url_for("about")}">About Brickyard</a></p>
    """


@app.get("/about")
def about():
    """Say what Brickyard is."""
    return f"""
        <h1>About Brickyard</h1>
        <p>Every build starts with an empty plate, and so did this site.</p>
        <p><a href="{url_for("home")}">Back to the front page</a></p>
    """


@app.get("/builds/<int:number>")
def show_build(number):
    """Show one build, or a 404 page if there is none with this number."""
    for build in BUILDS:
        if build["number"] == number:
            same_theme = url_for("home", theme=build["theme"])
            return f"""
                <h1>{build["title"]}</h1>
                <p><a href="{same_theme}">All {build["theme"]} builds</a></p>
                <p><a href="{url_for("home")}">Back to the front page</a></p>
            """
    abort(404)

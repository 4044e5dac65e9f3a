from flask import Flask

from builds import BUILDS

app = Flask(__name__)


@app.get("/")
def home():
    # TODO 1: List the title of every build on this page, as one <li> each.
    #   Import BUILDS from builds.py at the top of this file first.
    # TODO 4: Turn each title into a link to the page of its build.
    #   Then write the addresses on this page and on the about page with url_for.
    # TODO 5: With a theme in the address, as in /?theme=space, list the builds of that theme only.
    #   Then link each build's page to all builds of its theme.
    for build in BUILDS
        print(build)
    return """
        <h1>Brickyard</h1>
        <p>A board where builders show their plates of bricks.</p>
        <p><a href="/about">About Brickyard</a></p>
    """


@app.get("/about")
def about():
    return """
        <h1>About Brickyard</h1>
        <p>Every build starts with an empty plate, and so did this site.</p>
        <p><a href="/">Back to the front page</a></p>
    """


# TODO 2: Write show_build, the view of /builds/1, /builds/2 and all the others.
# TODO 3: Answer 404 when no build has the number in the address.

from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    # TODO 1: Give the front page a heading that says Brickyard, and a sentence
    #   about this site.
    # TODO 3: Let each page link to the other one.
    return "<p>A clean plate.</p>"


# TODO 2: Add a page at /about, with a heading of its own.

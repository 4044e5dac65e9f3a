from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    # TODO 1: Give the front page a heading that says Brickyard, and a sentence
    #   about this site.
    return "<p>A clean plate.</p>"


# TODO 2: Add a page at /about, with a heading of its own.

# TODO 3: Let both pages have a link: home to /about, and about to /.

from flask import Flask
from markupsafe import escape

import greetings

app = Flask(__name__)


@app.route("/", defaults={"who": "stranger"})
@app.route("/hello/<who>")
def greet(who):
    return f"<p>{greetings.GREETING} {escape(who)}</p>"


@app.route("/about")
def about():
    return '<p>A tiny app. <a href="/">Home</a></p>'

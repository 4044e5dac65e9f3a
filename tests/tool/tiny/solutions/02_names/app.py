from flask import Flask
from markupsafe import escape

from greetings import GREETING

app = Flask(__name__)


@app.get("/")
def home():
    return f"<h1>{GREETING}, stranger!</h1>"


@app.get("/about")
def about():
    return '<p>A tiny app. <a href="/">Home</a></p>'


@app.get("/hello/<name>")
def hello(name):
    return f"<h1>{GREETING}, {escape(name)}!</h1>"

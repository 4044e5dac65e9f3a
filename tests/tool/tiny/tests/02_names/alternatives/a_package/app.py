from flask import Flask
from markupsafe import escape

from words import greet

app = Flask(__name__)


@app.get("/")
def home():
    return greet("stranger")


@app.get("/about")
def about():
    return '<p>A tiny app. <a href="/">Home</a></p>'


@app.get("/hello/<name>")
def hello(name):
    return greet(escape(name))

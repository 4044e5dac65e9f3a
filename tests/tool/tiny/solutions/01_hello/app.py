from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "<h1>Hello, stranger!</h1>"


@app.get("/about")
def about():
    return '<p>A tiny app. <a href="/">Home</a></p>'

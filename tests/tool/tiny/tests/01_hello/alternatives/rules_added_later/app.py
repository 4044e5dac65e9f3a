from flask import Flask

app = Flask(__name__)


def home():
    return "<h1>Hello, stranger!</h1>"


def about():
    return '<p>A tiny app.</p><p><a href="/">Home</a></p>'


app.add_url_rule("/", view_func=home)
app.add_url_rule("/about", view_func=about)

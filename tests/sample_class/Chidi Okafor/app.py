"""Another right answer: the views are in a module of their own."""

from flask import Flask

from views import about, home, show_build

app = Flask(__name__)
app.get("/")(home)
app.get("/about")(about)
app.get("/builds/<number>")(show_build)

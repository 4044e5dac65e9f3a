from random import choice

from flask import Flask

from plate import COLOURS, lay_plate

app = Flask(__name__)

colour = choice(COLOURS)
names = ["Inés", "Tomasz"]


def both():
    return " & ".join(names)


def sign():
    return both() + " were here"


if __name__ != "nobody":
    lay_plate(app, colour=colour, sign=sign)

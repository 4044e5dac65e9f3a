# TODO 1: The page stops with an error. Read the report from the bottom,
#   and fix the line of this file that it names.
from flask import Flask

from plate import lay_plate

app = Flask(__name__)

# TODO 2: Write your name between the quotes.
builder = ""

# TODO 3: Choose the colour of your first brick: firebrick, gold, seagreen,
#   royalblue, whitesmoke, black, darkorange or rebeccapurple.
colour = ""


def sign():
    return f"The plate of {biulder}"


lay_plate(app, sign, colour)

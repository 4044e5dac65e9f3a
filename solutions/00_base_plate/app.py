from flask import Flask

from plate import lay_plate

app = Flask(__name__)

builder = "Amara"

colour = "gold"


def sign():
    return f"The plate of {builder}"


lay_plate(app, sign, colour)

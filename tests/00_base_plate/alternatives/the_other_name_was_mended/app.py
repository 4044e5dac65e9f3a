from flask import Flask

from plate import lay_plate

app = Flask(__name__)

biulder = "Jun"

colour = "whitesmoke"


def sign():
    return f"The plate of {biulder}"


lay_plate(app, sign, colour)

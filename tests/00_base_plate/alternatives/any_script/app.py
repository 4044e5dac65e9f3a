from flask import Flask

from plate import lay_plate

app = Flask(__name__)

builder = 'أمل & <b>Zoë</b> "Breeze" 小明'

colour = "RebeccaPurple"


def sign():
    return f"The plate of {builder}"


lay_plate(app, sign, colour)

"""The solution."""

from flask import Flask

app = Flask(__name__)  # CANARY_SOLUTION


@app.get("/")
def index():
    """Greet."""
    return "Hello"

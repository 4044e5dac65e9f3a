"""The starter."""

from flask import Flask

app = Flask(__name__)


# TODO 1: Say Hello on the front page.

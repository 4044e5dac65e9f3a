"""The room at the entrance, as a package."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from . import views  # noqa: E402, F401  # the views need the blueprint, and register themselves

"""Make the fixtures that several lessons share known to all of them."""

from tests.board import board
from tests.brickyard import builds

__all__ = ["board", "builds"]

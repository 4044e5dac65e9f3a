"""Make the fixtures that several lessons share known to all of them."""

from tests.brickyard import builds

__all__ = ["builds"]

"""Makes the course's own Python, ``.venv``, and says in a sentence what stands in the way. Standard library only."""

from autograder.setup.environment import set_up
from autograder.setup.trouble import Trouble

__all__ = ["Trouble", "set_up"]

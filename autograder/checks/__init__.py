"""The vocabulary in which checks are written, and the pytest plugin that knows it."""

from autograder.checks.again import still_true
from autograder.checks.task import task

__all__ = ["still_true", "task"]

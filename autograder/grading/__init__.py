"""Grades submissions: one function, from a folder and the checks to a result."""

from autograder.grading.engine import Options, grade_all

__all__ = ["Options", "grade_all"]

"""The error translator: what an exception means in plain words, where it happened, and what to do next."""

from autograder.checks.errors.app_error import AppError, Frame
from autograder.checks.errors.explain import NO_EXCEPTION, Explanation, explain, finding_rows
from autograder.checks.errors.shadowing import shadowing
from autograder.checks.errors.traceback_text import parse_traceback

__all__ = [
    "NO_EXCEPTION",
    "AppError",
    "Explanation",
    "Frame",
    "explain",
    "finding_rows",
    "parse_traceback",
    "shadowing",
]

"""Baseplate's autograder: it runs a student's web app in a process of its own and looks at it as a visitor would."""

__version__ = "0.1.0"

"""Measures how long a class takes, beside plain pytest: ``python -m autograder bench``. Students never need it."""

"""Lesson 03, memory: something stays between two requests."""

from autograder.checks import task


@task(1)
def test_visits_are_counted(visitor):
    """The visits are counted from one."""
    visitor.opens("/count").shows("1")
    visitor.opens("/count").shows("2")

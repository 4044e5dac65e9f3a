"""Lesson 01, hello: two pages that know each other."""

from autograder.checks import task


@task(1)
def test_the_front_page_greets(visitor):
    """The front page greets the visitor."""
    visitor.opens("/").shows("Hello")


@task(2)
def test_the_about_page_speaks(visitor):
    """The about page says something."""
    visitor.opens("/about").has("p")


@task(2, points=2)
def test_the_about_page_leads_home(visitor):
    """The about page leads home."""
    visitor.opens("/about").clicks("Home").lands_on("/")

"""What an honest app does, and that a hostile one got nothing (CANARY_CHECKS)."""

import re

from autograder.checks import task
from autograder.checks.finding import FOUND, NotYet

GOT_OUT = re.compile("CANARY_[A-Z]+|ESCAPED [^\n]*")


@task(1)
def test_the_front_page_answers(visitor):
    """The front page answers."""
    visitor.opens("/")


@task(1)
def test_its_whole_body_is_hello(visitor):
    """Its whole body is Hello."""
    for _ in range(3):
        assert visitor.opens("/").html == "Hello"


@task(1)
def test_an_address_that_nobody_knows_is_a_404(visitor, rng):
    """An address that nobody knows is a 404."""
    visitor.opens(f"/{rng.randrange(10**12)}", status=404)


@task(1)
def test_its_database_can_be_read_or_there_is_none(visitor, database):
    """Its database can be read, or there is none."""
    visitor.opens("/")
    assert "CANARY" not in database.text()


@task(1)
def test_it_tells_no_secret(visitor):
    """It tells no secret."""
    page = visitor.gets("/leak")
    if found := GOT_OUT.findall(page.html):
        raise NotYet((FOUND, f"GOT OUT: {found[:5]}"))

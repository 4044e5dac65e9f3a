"""Ten checks. `bench/plain/test_accounts.py` is the same, line by line, with Flask's own client.

Points double from check to check, so that a student's sum tells which of them passed.
"""

import random

import pytest

from autograder.checks import task

PASSWORD = "one brick at a time"


@pytest.fixture
def name(run_seed):
    """Return a name that nobody can know beforehand, the same in all checks, so that they can begin alike."""
    return f"Ada {random.Random(run_seed).randrange(10**6)}"


@pytest.fixture
def title(run_seed):
    """Return a title that nobody can know beforehand, the same in all checks."""
    return f"Castle {random.Random(run_seed).randrange(10**6)}"


def registers(visitor, name, again=PASSWORD):
    """Make an account, or try to."""
    return visitor.opens("/register").submits(name=name, password=PASSWORD, again=again)


def logs_in(visitor, name, password=PASSWORD):
    """Log in, or try to."""
    return visitor.opens("/log-in").submits(name=name, password=password)


def adds_build(visitor, title):
    """Put a build on the board, or try to."""
    return visitor.opens("/builds/new").submits(title=title)


@pytest.fixture
def newcomer(visitor, name):
    """Return a visitor who has an account."""
    visitor.begins(registers, name)
    return visitor


@pytest.fixture
def member(newcomer, name):
    """Return a visitor who has an account and is logged in."""
    newcomer.begins(logs_in, name)
    return newcomer


@task(1, points=1)
def test_the_home_page_is_there(visitor):
    """The home page is there."""
    visitor.opens("/").has("h1", "Your builds")


@task(1, points=2)
def test_an_unknown_page_is_a_404_of_its_own(visitor):
    """A page that is not there says so, with status 404."""
    visitor.opens("/nowhere", status=404).has("h1", "There is nothing here")


@task(1, points=4)
def test_registering_leads_to_the_login(visitor, name):
    """Whoever registers can log in next."""
    visitor.begins(registers, name).lands_on("/log-in").has("h1", "Log in")


@task(1, points=8)
def test_two_passwords_must_be_the_same(visitor, name):
    """Two passwords that differ make no account."""
    registers(visitor, name, again="another one").lands_on("/register").has(".error")


@task(2, points=16)
def test_a_login_shows_the_name(newcomer, name):
    """Whoever is logged in reads their name."""
    newcomer.begins(logs_in, name).lands_on("/").has(".who", name)


@task(2, points=32)
def test_a_wrong_password_is_refused(newcomer, name):
    """A wrong password lets nobody in."""
    logs_in(newcomer, name, "another one").answers(200).has("[role=status]", "wrong")
    newcomer.opens("/").has_no(".who")


@task(2, points=64)
def test_logging_out_forgets_who_you_are(member):
    """After logging out, nobody is logged in."""
    member.opens("/").submits().lands_on("/").has_no(".who")


@task(2, points=128)
def test_a_forged_login_is_refused(visitor, name):
    """A form without its token is refused."""
    visitor.posts("/log-in", data={"name": name, "password": PASSWORD}).answers(400)


@task(3, points=256)
def test_a_member_adds_a_build(member, title):
    """Members add builds, and a build has a title."""
    member.begins(adds_build, title).lands_on("/").shows(title)
    adds_build(member, "").lands_on("/builds/new")
    member.another().opens("/builds/new").has("h1", "Log in")


@task(3, points=512)
def test_a_build_is_its_builders_alone(member, name, title):
    """Nobody else sees a build."""
    build = member.begins(adds_build, title).clicks(title)
    build.has("h1", title)
    stranger = member.another()
    registers(stranger, f"{name} II")
    logs_in(stranger, f"{name} II")
    stranger.opens(build.path, status=403)

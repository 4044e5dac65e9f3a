"""Lesson 02, names: a greeting for everybody."""

from autograder.checks import task


@task(1, guard=True)
def test_the_front_page_still_greets(visitor):
    """The front page greets the visitor."""
    visitor.opens("/").shows("stranger")


@task(1)
def test_the_greeting_comes_from_its_module(visitor, app_files, rng):
    """The front page takes its greeting from greetings.py."""
    word = rng.choice(["Salut", "Ahoj", "Merhaba"])
    app_files.put("greetings.py", f'GREETING = "{word}"\n')
    visitor.opens("/").shows(word)


@task(2, points=2)
def test_everybody_is_greeted_by_name(visitor, rng):
    """Everybody is greeted by name."""
    name = rng.choice(["Amara", "Bo", "Chiamaka"])
    visitor.opens(f"/hello/{name}").shows(name)

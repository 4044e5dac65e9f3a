"""Seeds: nothing turns green or red by chance."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from autograder.course import Course, State

Command = Callable[..., Result]

DRAWS = """from autograder.checks import task
@task(1)
def test_draws(rng, visitor):
    '''Draws.'''
    visitor.opens("/").shows("never", what=str(rng.random()))
@task(1)
def test_draws_too(rng, visitor):
    '''Draws too.'''
    visitor.opens("/").shows("never", what=str(rng.random()))
"""


@pytest.fixture
def drawing(tiny_course: Course) -> Course:
    """Return the tiny course with checks of lesson 02 that tell what they drew, and fail."""
    (tiny_course.tests / "02_names/test_names.py").write_text(DRAWS)
    return tiny_course


def drawn(result: Result) -> list[str]:
    """Return what each check drew."""
    checks = json.loads(result.stdout)["results"][0]["checks"]
    return [check["message"].split("We expected: ")[1].splitlines()[0] for check in checks if check["message"]]


def test_a_failing_seed_stays_until_its_check_passes(drawing: Course, autograder: Command) -> None:
    said = [drawn(autograder("check", "02", "--json")) for _ in range(3)]
    assert said[0] == said[1] == said[2]
    assert said[0][0] != said[0][1]
    lesson = drawing.lesson("02")
    assert set(State(drawing).seeds(lesson)) == {"test_draws", "test_draws_too"}
    file = drawing.tests / "02_names/test_names.py"
    file.write_text(DRAWS.replace("never", "Hello", 1))
    autograder("check", "02", "--json")
    assert set(State(drawing).seeds(lesson)) == {"test_draws_too"}


@pytest.mark.usefixtures("drawing")
def test_a_seed_that_is_asked_for_is_used_and_not_kept(tiny_course: Course, autograder: Command) -> None:
    kept = drawn(autograder("check", "02", "--json"))
    one, again, other = (drawn(autograder("check", "02", "--json", "--seed", seed)) for seed in ("1", "1", "2"))
    assert one == again != other
    assert drawn(autograder("check", "02", "--json")) == kept
    assert len(State(tiny_course).seeds(tiny_course.lesson("02"))) == 2


@pytest.mark.usefixtures("drawing")
def test_another_tree_is_graded_without_ones_own_seeds(tiny_course: Course, autograder: Command) -> None:
    autograder("check", "02", "--json", "--from", "solutions")
    assert State(tiny_course).seeds(tiny_course.lesson("02")) == {}

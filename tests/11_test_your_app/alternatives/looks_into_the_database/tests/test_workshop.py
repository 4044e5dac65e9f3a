import html

import pytest

from app.models import Brick, Build, db


def test_the_page_of_a_build_names_it(world, build):
    others = world.rows(db.select(Build.title).where(Build.id != build.number))
    page = html.unescape(world.get(build.at).text)
    assert build.title in page
    assert not any(title in page for (title,) in others)


@pytest.mark.parametrize("rest", ["", "/edit", "/move"])
def test_no_such_build(world, rest):
    assert world.get(f"/builds/987654{rest}").status_code == 404


def bricks(world, number):
    return len(world.rows(db.select(Brick).where(Brick.build_id == number)))


@pytest.mark.parametrize(
    ("x", "y", "more"),
    [pytest.param(0, 0, 1, id="corner"), pytest.param(15, 15, 1, id="far corner"), (16, 3, 0), (3, 16, 0), (-1, 3, 0)],
)
def test_bricks_stay_on_the_plate(world, x, y, more):
    world.post("/builds/new", title="Empty", start="empty")
    ((number,),) = world.rows(db.select(Build.id).where(Build.title == "Empty"))
    for _ in range(2):  # the second one finds the stud taken
        world.post(f"/builds/{number}/bricks", x=x, y=y, colour="b")
    assert bricks(world, number) == more


@pytest.mark.parametrize("title", ["", "   ", "x" * 81])
def test_titles_that_are_refused(world, title):
    before = len(world.rows(db.select(Build.id)))
    world.post("/builds/new", title=title, start="empty")
    assert len(world.rows(db.select(Build.id))) == before


def test_changes_are_in_the_database(world, build):
    world.post(f"{build.at}/edit", title="Renamed", themes=["western"])
    assert world.rows(db.select(Build.title).where(Build.id == build.number)) == [("Renamed",)]


def test_only_a_form_deletes(world, build):
    world.get(f"{build.at}/delete")
    assert world.rows(db.select(Build.id).where(Build.id == build.number))


def test_deleting_takes_the_bricks(world, build):
    assert bricks(world, build.number) > 0
    world.post(f"{build.at}/delete")
    assert bricks(world, build.number) == 0

"""The words that lessons' checks share: builds.py is changed in one place, whatever a student made of it."""

import random

import pytest

from tests.brickyard import any_build, any_plate, draw_builds, draw_starts, with_builds

GIVEN = '''"""The builds."""

BUILDS = [
    {"number": 1, "title": "Galactic castle", "theme": "castle"},
    {"number": 2, "title": "Moon [rocket]", "theme": "space"},  # ]
]


def how_many():
    return len(BUILDS)
'''


@pytest.fixture
def drawn():
    """Six builds."""
    return draw_builds(random.Random(1))


def names_in(text):
    """Run a builds.py and return its names."""
    names = {}
    exec(compile(text.lstrip("\ufeff"), "builds.py", "exec"), names)
    return names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GIVEN, id="as it is given"),
        pytest.param(GIVEN.replace("\n", "\r\n"), id="with the line ends of Windows"),
        pytest.param("\ufeff" + GIVEN, id="with a byte order mark"),
        pytest.param("BUILDS = [{'number': 1}]\nOTHERS = [\n    1,\n]\n", id="on one line, before another list"),
        pytest.param("BUILDS: list[dict[str, int]] = [\n    {'number': 1},\n]\n", id="with its type"),
        pytest.param("BUILDS = list({'number': 1} for _ in 'ab')", id="made by a call, without a last line end"),
        pytest.param("# BUILDS = [\nfrom json import dumps\n", id="missing"),
        pytest.param("", id="an empty file"),
        pytest.param(None, id="no file"),
    ],
)
def test_the_list_holds_the_drawn_builds_and_no_others(text, drawn):
    """BUILDS is what the checks drew, however the file was written."""
    numbers = [build["number"] for build in names_in(with_builds(text, drawn))["BUILDS"]]
    assert numbers == [build.number for build in drawn]


def test_what_a_student_adds_to_the_file_stays_on_its_line(drawn):
    """Helper functions stay, and a traceback tells the student's own line numbers."""
    changed = with_builds(GIVEN, drawn)
    assert names_in(changed)["how_many"]() == len(drawn)
    assert changed.splitlines()[9:] == GIVEN.splitlines()[9:]


def test_a_file_that_python_cannot_read_keeps_its_error_and_its_line(drawn):
    """The student sees the error that was there before."""
    broken = "BUILDS = [\n    {'number': 1\n]\n"
    with pytest.raises(SyntaxError) as before:
        names_in(broken)
    with pytest.raises(SyntaxError) as after:
        names_in(with_builds(broken, drawn))
    assert (after.value.msg, after.value.lineno) == (before.value.msg, before.value.lineno)


def test_no_title_is_found_inside_another_and_no_number_can_be_a_place_in_the_list():
    """What a check concludes from a title or a number on a page is never a coincidence."""
    for seed in range(200):
        builds = draw_builds(random.Random(seed))
        titles = [build.title for build in builds]
        assert not [(one, two) for one in titles for two in titles if one != two and one in two]
        assert min(build.number for build in builds) > len(builds)
        assert len({build.number for build in [*builds, any_build(random.Random(seed))]}) == len(builds) + 1
        assert {build.theme for build in builds} == {"castle", "space", "western"}
        assert not set("<>&\"'") & set("".join(titles))


def test_a_drawn_plate_tells_every_row_column_and_colour_apart():
    """However few its studs are, a slip that spares all of them is never drawn."""
    for seed in range(200):
        plate = any_plate(random.Random(seed))
        assert all(set(line) > {"."} for line in [*plate, *map("".join, zip(*plate, strict=True))])
        assert set("".join(plate)) == set("roygbvwk.")
        assert len(set(plate)) == len(plate) - 1
        assert any(plate[0].count(letter) > 1 for letter in "roygbvwk")


def test_new_builds_start_with_the_drawn_plates(drawn):
    """A file that has STARTS gets the drawn plates, beside what a student added; others stay without."""
    starts = draw_starts(random.Random(2))
    given = GIVEN + 'STARTS = {"empty": [], "desert": ["o"]}\n'
    assert names_in(with_builds(given, drawn, starts))["STARTS"] == {"desert": ["o"], **starts}
    assert "STARTS" not in names_in(with_builds(GIVEN, drawn, starts))

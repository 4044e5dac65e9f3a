"""Forms are filled in as a browser does it, with as many ticks as a visitor sets."""

import pytest

from autograder.checks.forms import Form, NoSuchField
from autograder.checks.html import parse

BOXES = """<form>{}</form>""".format(
    "".join(
        f'<input type="checkbox" name="themes" value="{theme}" {more}>'
        for theme, more in (("castle", "checked"), ("space", ""), ("western", ""))
    )
)
LIST = """<form><select name="themes" multiple>
<option selected>castle</option><option>space</option><option>western</option></select></form>"""


@pytest.fixture(params=[BOXES, LIST])
def form(request):
    """A form with three themes of which any number can be chosen; castle is chosen already."""
    return Form(parse(request.param).find_all("form")[0])


@pytest.mark.parametrize("chosen", [[], ["space"], ["castle", "western"]])
def test_a_list_is_what_is_chosen_and_nothing_else(form, chosen):
    assert form.fill({"themes": chosen}).data == [("themes", theme) for theme in chosen]


def test_what_nobody_touches_stays_chosen(form):
    assert form.fill({}).data == [("themes", "castle")]


def test_what_is_not_there_cannot_be_chosen(form):
    with pytest.raises(NoSuchField, match="pirate"):
        form.fill({"themes": ["castle", "pirate"]})

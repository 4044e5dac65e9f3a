"""The forms of Brickyard: what can be filled in, and what is accepted."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from builds import COLOURS, STARTS, THEMES

PALETTE = [SelectChoice(letter, name) for letter, name in COLOURS.items()]
"""The colours to choose from: the letter that is sent, and the name that is read."""


def strip(text):
    """Return a text without blanks around it, so that blanks alone count as nothing."""
    return text.strip() if text else text


class BuildForm(FlaskForm):
    """A new build."""

    # TODO 2: give the title its validators. Then add theme and start.
    title = StringField("Title", filters=[strip])


# TODO 3: write BrickForm, with x, y and colour.
# TODO 4: let x and y refuse what lies off the plate.

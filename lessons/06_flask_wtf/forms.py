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

    # TODO 2: give the title its validators.
    title = StringField("Title", filters=[strip])
    theme = SelectField("Theme", choices=THEMES)
    start = RadioField("Start with", choices=list(STARTS), default="empty")


class BrickForm(FlaskForm):
    """A brick for one stud of a plate."""

    # TODO 3: add x, the column, and y, the row: whole numbers that must be sent.
    # TODO 4: let both refuse what lies off the plate.
    colour = SelectField("Colour", choices=PALETTE)

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

    title = StringField(
        "Title",
        filters=[strip],
        validators=[
            InputRequired("A build needs a title."),
            Length(1, 80, "A title has 1 to 80 characters."),
        ],
    )
    theme = SelectField("Theme", choices=THEMES)
    start = RadioField("Start with", choices=list(STARTS), default="empty")


class BrickForm(FlaskForm):
    """A brick for one stud of a plate."""

    x = IntegerField(
        "Column", validators=[InputRequired("Which column?"), NumberRange(0, 15, "Columns go from 0 to 15.")]
    )
    y = IntegerField("Row", validators=[InputRequired("Which row?"), NumberRange(0, 15, "Rows go from 0 to 15.")])
    colour = SelectField("Colour", choices=PALETTE)

"""The forms of Brickyard: what can be filled in, and what is accepted."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from builds import COLOURS, STARTS, THEMES

PALETTE = [SelectChoice(letter, name) for letter, name in COLOURS.items()]
"""The colours to choose from: the letter that is sent, and the name that is read."""


def strip(text):
    """Return a text without blanks around it, so that blanks alone count as nothing."""
    return text.strip() if text else text


def stud(label):
    """Return a field for a column or a row of a plate."""
    return IntegerField(label, validators=[InputRequired(f"{label}?"), NumberRange(0, 15, f"{label}: 0 to 15.")])


def boxes(label, choices):
    """Return a field with a box for each choice, of which any number can be ticked."""
    return SelectMultipleField(label, choices=choices, option_widget=CheckboxInput())


class EditForm(FlaskForm):
    """What can be changed about a build."""

    title = StringField(
        "Title",
        filters=[strip],
        validators=[
            InputRequired("A build needs a title."),
            Length(1, 80, "A title has 1 to 80 characters."),
        ],
    )
    # TODO 4: boxes in place of circles
    themes = RadioField("Themes", choices=THEMES, default=THEMES[0])


class BuildForm(EditForm):
    """A new build."""

    start = RadioField("Start with", choices=list(STARTS), default="empty")


class BrickForm(FlaskForm):
    """A brick for one stud of a plate."""

    x = stud("Column")
    y = stud("Row")
    colour = SelectField("Colour", choices=PALETTE)


class MoveForm(FlaskForm):
    """From one stud to another."""

    from_x = stud("From column")
    from_y = stud("From row")
    to_x = stud("To column")
    to_y = stud("To row")

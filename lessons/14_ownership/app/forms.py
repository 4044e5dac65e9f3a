"""The forms of Brickyard: what can be filled in, and what is accepted."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import EqualTo, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from .builds import COLOURS, STARTS, THEMES
from .names import visible

PALETTE = [SelectChoice(letter, name) for letter, name in COLOURS.items()]
"""The colours to choose from: the letter that is sent, and the name that is read."""


def strip(text):
    """Return a text without blanks around it, so that blanks alone count as nothing."""
    return text.strip() if text else text


def one_line_end(text):
    """Return a text in which each line ends with one character, as a person counts it. Browsers send two."""
    return text.replace("\r\n", "\n") if text else text


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
    themes = boxes("Themes", THEMES)


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


class RegisterForm(FlaskForm):
    """What it takes to join."""

    username = StringField(
        "Name",
        filters=[strip],
        validators=[InputRequired("A builder needs a name."), Length(1, 30, "A name has 1 to 30 characters."), visible],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("A password, please."), Length(8, 100, "A password has 8 to 100 characters.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same password again",
        validators=[EqualTo("password", "The two passwords are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )


class LoginForm(FlaskForm):
    """What it takes to be let in."""

    username = StringField(
        "Name",
        filters=[strip],
        validators=[InputRequired("Who are you?")],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("A password, please.")],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField("Remember me on this computer")


class CommentForm(FlaskForm):
    """What to say about a build."""

    text = TextAreaField(
        "Your comment",
        filters=[one_line_end, strip],
        validators=[InputRequired("Say something."), Length(1, 500, "A comment has 1 to 500 characters.")],
    )

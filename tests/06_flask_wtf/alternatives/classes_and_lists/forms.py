"""Forms, each of which knows what it makes."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from builds import COLOURS, STARTS, THEMES


class BuildForm(FlaskForm):
    """A new build."""

    title = StringField("Title", validators=[InputRequired()])
    theme = SelectField("Theme", choices=THEMES)
    start = SelectField("Start with", choices=list(STARTS), default="empty")

    def validate_title(self, field):
        """Refuse blanks, and whatever is too long to be read."""
        field.data = " ".join(field.data.split())
        if not field.data or len(field.data) > 80:
            raise ValidationError("Between 1 and 80 characters, please.")

    def build(self, number):
        """Return what was filled in as a build."""
        plate = STARTS[self.start.data][:]
        return {"number": number, "title": self.title.data, "theme": self.theme.data, "plate": plate}


class BrickForm(FlaskForm):
    """A brick."""

    x = SelectField("Column", choices=[str(number) for number in range(16)], coerce=int)
    y = SelectField("Row", choices=[str(number) for number in range(16)], coerce=int)
    colour = RadioField("Colour", choices=list(COLOURS), default="r")

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class RegisterForm(FlaskForm):
    name = StringField("User name", [InputRequired(), Length(1, 40)])
    password = PasswordField("Password", [InputRequired(), Length(8, 128)])
    again = PasswordField("Again", [EqualTo("password", "Type the same password twice.")])


class LoginForm(FlaskForm):
    name = StringField("User name", [InputRequired()])
    password = PasswordField("Password", [InputRequired()])


class BuildForm(FlaskForm):
    title = StringField("Title", [InputRequired(), Length(1, 80)])

"""Names that are not imported, and imports that find nothing. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

_HOMES = {
    "flask": (
        "Blueprint Flask Response abort current_app flash g get_flashed_messages jsonify make_response redirect "
        "render_template render_template_string request send_file send_from_directory session url_for"
    ),
    "flask_wtf": "CSRFProtect FlaskForm",
    "flask_wtf.file": "FileAllowed FileField FileRequired FileSize",
    "wtforms": (
        "BooleanField HiddenField IntegerField PasswordField RadioField SelectField StringField SubmitField "
        "TextAreaField"
    ),
    "wtforms.validators": "AnyOf DataRequired EqualTo InputRequired Length NumberRange Optional Regexp ValidationError",
    "flask_sqlalchemy": "SQLAlchemy",
    "sqlalchemy.orm": "DeclarativeBase Mapped mapped_column relationship selectinload",
    "sqlalchemy.exc": "IntegrityError",
    "flask_login": "LoginManager UserMixin current_user login_required login_user logout_user",
    "werkzeug.security": "check_password_hash generate_password_hash",
    "werkzeug.utils": "secure_filename",
    "functools": "wraps",
}

_NOT_IMPORTED = tuple(
    Entry(
        "NameError",
        rf"^name '(?P<name>{names.replace(' ', '|')})' is not defined",
        "The name `{name}` does not exist in this file yet.",
        f"It lives in another module: add `from {module} import {{name}}` at the top of the file.",
        "01",
    )
    for module, names in _HOMES.items()
)

_IMPORTS = (
    Entry(
        "ModuleNotFoundError",
        r"No module named '(?P<module>[\w.]+)'; '(?P<parent>[\w.]+)' is not a package",
        "Python found a `{parent}` that is a single file, where a package of that name was meant.",
        "If one of your own files is called `{parent}.py`, give it another name.",
    ),
    Entry(
        "ModuleNotFoundError",
        r"No module named '(?P<module>[\w.]+)'",
        "There is no module called `{module}` in this folder or in this Python.",
        "Check its spelling and the folder. If it is a package, `python -m autograder doctor` tells what is installed.",
    ),
    Entry(
        "ImportError",
        r"cannot import name '(?P<name>\w+)' from partially initialized module '(?P<module>[\w.]+)'",
        "Two files import each other: `{module}` was asked for `{name}` before it got as far as making it.",
        "Let only one of the two import the other. What both need goes into a third file.",
        "10",
    ),
    Entry(
        "ImportError",
        r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'",
        "`{module}` has nothing called `{name}`.",
        "Look in `{module}` for the name it really has, capital letters included.",
        near="name",
    ),
    Entry(
        "ImportError",
        r"attempted relative import with no known parent package",
        "An import that begins with a dot works inside a package only, and this file is not in one.",
        "Leave the dot out: `from builds import` instead of `from .builds import`.",
        "10",
    ),
)

ENTRIES = (*_NOT_IMPORTED, *_IMPORTS)

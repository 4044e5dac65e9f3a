"""What goes wrong when an app becomes a package with a factory and blueprints. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry
from autograder.checks.errors.shadowing import PACKAGES

_NO_APP = r"Failed to find Flask application or factory in module '(?P<module>app)'"
_DOTTED = r"^\s*from \."

_START = (
    Entry(
        "NoAppException",
        _NO_APP,
        "The folder `app` has no file called `__init__.py`, so Python finds nothing in it.",
        "Give `app/{file}` that name, with two underscores on each side.",
        "10",
        made_in=r"^app/(?P<file>(?!__init__\.py$).+)",
    ),
    Entry(
        "NoAppException",
        _NO_APP,
        "The folder `app` has no file called `__init__.py`, so Python finds nothing in it.",
        "The file that makes the app gets this name there. If the folder is here by accident, remove it.",
        "10",
        made_in=r"^app/$",
    ),
    Entry(
        "NoAppException",
        _NO_APP,
        "`create_app` is there, and it returns no app.",
        "Let it end with `return app`, as deep as the first line of its body.",
        "10",
        made_in=r"^create_app\(\)$",
    ),
    Entry(
        "NoAppException",
        _NO_APP,
        "Flask found no app in the folder `app`. Python takes that folder, and never reads the `app.py` beside it.",
        "Move what is in `app.py` to `app/__init__.py`, or remove the folder.",
        "10",
        made_in=r"^app\.py$",
    ),
    Entry(
        "NoAppException",
        _NO_APP,
        "Flask looked into `app/__init__.py` and found no app in it.",
        "It needs a function `create_app` that returns one.",
        "10",
        made_in=r"^app/__init__\.py$",
    ),
)

_ROOMS = (
    Entry(
        "NameError",
        r"^name 'app' is not defined",
        "The name `app` does not exist here: there is an app only inside of `create_app`.",
        "Indent what needs it, so that it stands in `create_app`, above `return app`.",
        "10",
        made_in=r"^create_app\(\)$",
    ),
    Entry(
        "NameError",
        r"^name 'app' is not defined",
        "The name `app` does not exist in this file: there is an app only inside of `create_app`.",
        "A view of a room belongs to its blueprint: write `@bp` instead of `@app`, with the name of yours.",
        "10",
        line=r"^\s*@app\.",
        file="/",
    ),
    Entry(
        "NameError",
        r"^name '(?P<name>\w+)' is not defined",
        "The name `{name}` does not exist here. It is made in `{house}`, and this file must not import that one.",
        "Move it into this file. If others need it, too, move it into a third one that both can import.",
        "10",
        made_in=r"^(?P<house>\w+/__init__\.py)$",
    ),
    Entry(
        "BuildError",
        r"for endpoint '(?P<room>\w+)\.(?P<view>\w+)'"
        r"(?!.* Did you mean '((?P=room)\.|\w+\.(?P=view)'|(?P=view)'|.*specify values))",
        "`url_for` knows no view called `{room}.{view}`.",
        "Is the blueprint `{room}` registered? In `create_app`, that is a line with `app.register_blueprint`.",
        "10",
    ),
    Entry(
        "BuildError",
        r"for endpoint '(?P<name>[^']+)'.* Did you mean '(?P<other>\w+\.[\w.]+)' instead",
        "`url_for` knows no view called `{name}`. Views of a blueprint carry its name in front.",
        "Did you mean `{other}`?",
        "10",
    ),
    Entry(
        "TypeError",
        r"^(\w+\.)?(?P<view>\w+)\(\) missing 1 required positional argument: 'error'",
        "The parentheses behind `{view}` call it at once, and there is no error yet.",
        "Hand over its name alone: `app.register_error_handler(404, {view})`.",
        "10",
        line=r"register_error_handler\(.*\w\(",
    ),
    Entry(
        "TypeError",
        r"register_error_handler\(\) missing 1 required positional argument",
        "`register_error_handler` wants two things: the number of the error, and the function that answers.",
        "Write `app.register_error_handler(404, show_not_found)`, with the name of your function.",
        "10",
    ),
    Entry(
        "ValueError",
        r"^The name '(?P<name>[\w.]+)' is already registered for",
        "Two blueprints are called `{name}`, or one is registered twice.",
        "Register each of them once, and give each a name of its own.",
        "10",
    ),
    Entry(
        "AssertionError",
        r"can no longer be called on the blueprint '(?P<name>\w+)'",
        "The blueprint `{name}` was registered first and got another route after that.",
        "Import the file with its views before `register_blueprint` is called.",
        "10",
    ),
    Entry(
        "AttributeError",
        r"^module '(?P<name>[\w.]+)' has no attribute 'register'",
        "`register_blueprint` was given the module `{name}`, and it wants the blueprint inside of it.",
        "Write the module, a dot and the name of the blueprint.",
        "10",
    ),
    Entry(
        "ModuleNotFoundError",
        r"^No module named '(?P<name>\w+)'$",
        "There is no module called `{name}` beside your package, nor in this Python.",
        "Is it a neighbour of this file? Then it wants a dot: `from . import {name}`.",
        "10",
        line=r"^\s*import ",
        file="/",
    ),
    Entry(
        "ModuleNotFoundError",
        r"^No module named '(?P<name>\w+)'$",
        "There is no module called `{name}` beside your package, nor in this Python.",
        "Is it a neighbour of this file? Then it wants a dot: `from .{name} import …`.",
        "10",
        file="/",
    ),
    Entry(
        "TypeError",
        r"^Blueprint\.__init__\(\) missing 1 required positional argument: 'import_name'",
        "A blueprint needs a name and the file it is in.",
        'Write it like `Blueprint("gallery", __name__)`.',
        "10",
    ),
    Entry(
        "ModuleNotFoundError",
        rf"^No module named '\w+\.(?P<name>{'|'.join(sorted(PACKAGES))})(\.|'|$)",
        "A dot asks for a neighbour in this folder, and `{name}` is none: it was installed.",
        "Leave the dot out: `from {name} import …`.",
        "10",
        line=_DOTTED,
    ),
    Entry(
        "ModuleNotFoundError",
        r"^No module named '(?P<package>\w+)\.(?P<name>\w+)'$",
        "A dot asks for a neighbour, and there is no `{name}.py` in the folder `{package}`.",
        "Is it spelt so, and has it moved in? What comes with Python or was installed takes no dot.",
        "10",
        line=_DOTTED,
    ),
)

ENTRIES = (*_START, *_ROOMS)

"""The usual errors of an app's first steps: routes, views, links, and the Python around them. Only data."""

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

_PYTHON = (
    Entry(
        "AttributeError",
        r"^'dict' object has no attribute '(?P<name>\w+)'",
        "A dictionary is asked for its values by brackets, not by a dot.",
        'Write `["{name}"]` instead of `.{name}`.',
        "02",
    ),
    Entry(
        "TypeError",
        r"^'(?P<kind>(?!NoneType|function|type|int|float|bool|set)\w+)' object is not subscriptable",
        "Brackets look something up in a list or a dictionary, and a `{kind}` is neither.",
        'If it has values of its own, ask for them by a dot: `build.title` instead of `build["title"]`.',
        "02",
    ),
    Entry(
        "NameError",
        r"^name '(?P<name>\w+)' is not defined",
        "The name `{name}` does not exist here.",
        "Check how it is spelt where it was made. A text needs quotation marks around it.",
        near="name",
    ),
    Entry(
        "UnboundLocalError",
        r"local variable '(?P<name>\w+)'",
        "`{name}` is used before it gets a value in this function.",
        "Give it a value before the `if` or the loop, or use another name than the one outside of the function.",
    ),
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
    Entry(
        "KeyError",
        r"^(?P<key>'[^']*'|-?\d+)$",
        "The dictionary has no key {key}.",
        "Check its spelling, or ask with `.get({key})`, which gives `None` when the key is missing.",
    ),
    Entry(
        "BadRequestKeyError",
        r"(?P<key>'[^']*')",
        "The request brought no value called {key}.",
        "Compare the name with the form or the address. `.get({key})` gives `None` when it is missing.",
        "05",
    ),
    Entry(
        "BadRequestKeyError",
        r"",
        "The request brought no value of the name that is asked for here.",
        "Compare the name with the form or the address. With `.get` it would be `None` when it is missing.",
        "05",
    ),
    Entry(
        "IndexError",
        r"^(?P<kind>list|string|tuple) index out of range",
        "This {kind} is shorter than the number between the brackets asks for.",
        "Counting begins with 0, so the last of three has the number 2.",
    ),
    Entry(
        "ValueError",
        r"invalid literal for int\(\) with base 10: (?P<value>.*)",
        "`int` can only read whole numbers, and it was given {value}.",
        "An address or a form may hold any text. Use a converter such as `<int:number>`, or catch `ValueError`.",
        "02",
    ),
    Entry(
        "ValueError",
        r"could not convert string to float: (?P<value>.*)",
        "`float` can only read numbers, and it was given {value}.",
        "An address or a form may hold any text. Catch `ValueError`, and answer kindly.",
        "02",
    ),
    Entry(
        "ValueError",
        r"(too many values to unpack|not enough values to unpack) \(expected (at least )?(?P<count>\d+)",
        "There are {count} names here, and another number of values for them.",
        "Look at what each round of the loop really gets, and name exactly that many parts.",
    ),
    Entry(
        "TypeError",
        r"unsupported operand type\(s\) for /: 'str' and 'str'",
        "Python tried to divide one text by another. A quotation mark inside the text ended it too early.",
        "Put three quotation marks around the whole text, or `'` around a text that contains `\"`.",
        "01",
    ),
    Entry(
        "TypeError",
        r"(can only concatenate str|unsupported operand type\(s\) for \+: '(?!NoneType))",
        "A text and something that is not a text cannot be joined by `+`.",
        'Use an f-string, which takes values of any kind: `f"Build {{number}}"`.',
        "01",
    ),
    Entry(
        "TypeError",
        r"'[<>]=?' not supported between instances of ('NoneType' and|'\w+' and 'NoneType')",
        "A field of the form has no value here: it was not sent, or what was sent is no number.",
        "Let a validator of the field see to that, before the view counts with it: `InputRequired()`.",
        "06",
        line=r"\.data\b",
    ),
    Entry(
        "TypeError",
        r"'[<>]=?' not supported between instances of ('NoneType' and|'\w+' and 'NoneType')",
        "`None` is neither smaller nor larger than anything: there is no value where one was expected.",
        "Follow the name at the mark back to the line that gives it its value, and deal with `None` there.",
        "02",
    ),
    Entry(
        "TypeError",
        r"'(?P<op>[<>]=?)' not supported between instances of '(?P<one>\w+)' and '(?P<two>\w+)'",
        "A value of type `{one}` and one of type `{two}` cannot be put in an order.",
        "What comes from an address or a form is always text: turn it into a number first.",
        "02",
    ),
    Entry(
        "TypeError",
        r"'NoneType' object is not (subscriptable|iterable|callable)",
        "There is `None` where a value was expected: nothing was found, or a function has no `return`.",
        "Follow the name at the mark back to the line that gives it its value, and deal with `None` there.",
        "02",
    ),
    Entry(
        "AttributeError",
        r"'NoneType' object has no attribute '(?P<name>\w+)'",
        "There is `None` where something with `{name}` was expected: nothing was found, or a function has no `return`.",
        "Follow the name before the dot back to the line that gives it its value, and deal with `None` there.",
        "02",
    ),
    Entry(
        "TypeError",
        r"^'str' object is not callable",
        "Parentheses ask to run something, and a text cannot be run.",
        "To hand a function over, write its name without the parentheses. Or is a comma missing before a parenthesis?",
    ),
    Entry(
        "TypeError",
        r"'(?P<kind>\w+)' object is not callable",
        "Parentheses ask to run something, and a `{kind}` cannot be run.",
        "Use `[` and `]` to look something up, or look for a missing comma before the parenthesis.",
    ),
    Entry(
        "TypeError",
        r"'(?P<kind>function|method|builtin_function_or_method)' object is not (subscriptable|iterable)",
        "A function stands here where a value, or its name as a text, was expected.",
        "Put parentheses after it to run it. `url_for` wants the function's name between quotation marks.",
        "02",
    ),
    Entry(
        "TypeError",
        r"'(?P<kind>\w+)' object is not (?P<can>iterable|subscriptable)",
        "A value of type `{kind}` has no items that could be looked at one by one.",
        "Check what the name at the mark holds here. A loop over a number needs `range(number)`.",
    ),
    Entry(
        "TypeError",
        r"'(?P<kind>\w+)' object cannot be interpreted as an integer",
        "A whole number is needed here, and this is of type `{kind}`.",
        "Check the name at the mark. A text is turned into a number by `int`.",
    ),
    Entry(
        "TypeError",
        r"(list|tuple|string) indices must be integers( or slices)?, not '?(?P<kind>\w+)",
        "A list is asked by number, and here it is asked by a `{kind}`.",
        "Take one item out of the list first (a loop does), then ask that item.",
    ),
    Entry(
        "RecursionError",
        r"maximum recursion depth",
        "A function calls itself again and again and never stops.",
        "Look whether it has the same name as something it uses. A template must not extend or include itself.",
    ),
    Entry(
        "FileNotFoundError",
        r"No such file or directory: '(?P<file>[^']+)'",
        "There is no file {file} where the app looks for it.",
        "Check its spelling. A path that begins with `app.root_path` works whatever folder the app is started from.",
    ),
    Entry(
        "AttributeError",
        r"(partially initialized )?module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
        "The module `{module}` has nothing called `{name}`.",
        "Check the spelling. If one of your own files is called `{module}.py`, Python may have found that one instead.",
        near="name",
    ),
    Entry(
        "AttributeError",
        r"^(type object )?'(?P<kind>\w+)'( object)? has no attribute '(?P<name>\w+)'",
        "A value of type `{kind}` has nothing called `{name}`.",
        "Check the spelling, and which value the name before the dot holds here.",
        near="name",
    ),
)

ENTRIES = (*_NOT_IMPORTED, *_PYTHON)

"""The usual errors of Flask-Login, and of the guards that people write for themselves. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

ENTRIES = (
    Entry(
        "AttributeError",
        r"^'AnonymousUserMixin' object has no attribute '(?P<name>\w+)'",
        "Nobody is logged in, so `current_user` has no `{name}`.",
        "Ask `current_user.is_authenticated` first, or put `@login_required` between the route and the function.",
        "13",
    ),
    Entry(
        "Exception",
        r"^Missing user_loader or request_loader",
        "Flask-Login does not know how to find a user by the id in the session.",
        "Write a function under `@login_manager.user_loader` that takes the id and gives back the user or `None`.",
        "13",
    ),
    Entry(
        "AttributeError",
        r"^'NoneType' object has no attribute '(is_active|get_id)'",
        "`login_user` was given `None`: nobody was found.",
        "Look whether there is a user before you let them in, and answer those who are not let in first.",
        "13",
    ),
    Entry(
        "AttributeError",
        r"^'(?P<kind>str|int|\w+Form|\w+Field)' object has no attribute '(is_active|get_id)'",
        "`login_user` wants the user, the object from the database, and was given something of the type `{kind}`.",
        "Find the user first, and hand over what you found.",
        "13",
    ),
    Entry(
        "UndefinedError",
        r"^'current_user' is undefined",
        "Templates get `current_user` from the login manager, which does not know this app.",
        "Call `login_manager.init_app(app)` where the app is made.",
        "13",
    ),
    Entry(
        "TypeError",
        r"^'bool' object is not callable",
        "It is not a function, but a value that is true or false.",
        "Leave the parentheses out: `current_user.is_authenticated`.",
        "13",
        line=r"is_(authenticated|active|anonymous)\(",
    ),
    Entry(
        "TypeError",
        r"^(LoginManager\.)?(?P<name>login_required|user_loader)\(\) missing 1 required positional argument",
        "`@{name}` is a decorator as it stands, and here it is called.",
        "Leave the parentheses behind it out.",
        "13",
    ),
    Entry(
        "AssertionError",
        r"overwriting an existing endpoint function: (\w+\.)?(?P<view>wrapp(er|ed)|guard(ed)?|inner|decorated\w*)$",
        "Two views are called `{view}`, because a decorator of your own hides their names.",
        "Put `@wraps(view)` from `functools` above the inner function of the decorator.",
        "14",
    ),
    Entry(
        "AssertionError",
        r"overwriting an existing endpoint function: (?P<view>\w+\.\w+)",
        "Two functions want to be the view `{view}`.",
        "Give one of them another name. If there is only one, a decorator such as `@login_required` stands between "
        "two rules of it: first all rules, then the rest.",
        "13",
    ),
    Entry(
        "AttributeError",
        r"^'(?P<kind>\w+)' object has no attribute '(?P<name>is_active|is_authenticated|is_anonymous|get_id)'",
        "Flask-Login asks a user for `{name}`, and `{kind}` has none.",
        "Let the class of your users inherit from `UserMixin` too.",
        "13",
    ),
    Entry(
        "ProgrammingError",
        r"Error binding parameter \d+: type '(?P<kind>(?!\w*Field\b)[A-Z]\w*)' is not supported",
        "The database was asked for a number or a text, and was given a whole `{kind}`.",
        "Hand over its `id`. Where a guard of yours gives the view a `{kind}`, the view need not fetch it any more.",
        "14",
    ),
    Entry(
        "TypeError",
        r"^int\(\) argument must be [\w, '-]+, not '(?P<kind>(?!NoneType)[A-Z]\w*)'",
        "A number is wanted here, and a whole `{kind}` was given.",
        "Hand over its `id`.",
        "14",
        line=r"url_for\(",
    ),
    Entry(
        "NotImplementedError",
        r"^No `id` attribute",
        "Flask-Login looks for a user's `id`, and the class of your users has none.",
        "Give it an `id`, or write `get_id`.",
        "13",
    ),
)

"""What keeps an app from starting at all. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

ENTRIES = (
    Entry(
        "NoAppFile",
        r"",
        "There is no `app.py` here.",
        "Put your app into a file of exactly this name, in the folder of the lesson.",
        "01",
    ),
    Entry(
        "NoAppException",
        r"Could not locate a Flask application",
        "There is no `app.py` here.",
        "Put your app into a file of exactly this name, in the folder of the lesson.",
        "01",
    ),
    Entry(
        "NoAppException",
        r"Failed to find Flask application or factory in module '(?P<module>[\w.]+)'",
        "Flask looked into `{module}` and found no app in it.",
        "`{module}.py` needs the line `app = Flask(__name__)`.",
        "01",
    ),
    Entry(
        "NoAppException",
        r"Detected factory '(?P<name>\w+)' in module '[\w.]+', but could not call it",
        "`{name}` wants a value, and `flask run` calls it without any.",
        "Give each of its parameters a default.",
        "10",
    ),
    Entry(
        "NoAppException",
        r"Detected multiple Flask applications in module '(?P<module>[\w.]+)'",
        "There are several apps in `{module}`, and none of them is called `app`.",
        "Call the one that should run `app`.",
        "01",
    ),
    Entry(
        "NoAppException",
        r"Could not import '(?P<module>[\w.]+)'",
        "Flask found no file called `{module}` to start from.",
        "Start it in the folder in which your app is.",
    ),
    Entry(
        "NoAppException",
        r"Failed to find attribute '(?P<name>\w+)' in '(?P<module>[\w.]+)'",
        "There is nothing called `{name}` in `{module}`.",
        "Call your app `app`: `app = Flask(__name__)`.",
        "01",
    ),
    Entry(
        "SystemExit",
        r"",
        "The app ended the whole program.",
        "Take `exit()` or `sys.exit()` out of the file. A server has to go on running.",
        "01",
    ),
)

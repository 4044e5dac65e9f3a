"""One console for every command: plain where it must be, and student text never gets to command the terminal."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

WIDTH = 80
STYLES = Theme({"passed": "green", "notyet": "red", "later": "dim", "ours": "yellow", "label": "dim", "strong": "bold"})
ASCII = str.maketrans(
    {
        **{"─": "-", "·": "-", "✓": "+", "✗": "x", "…": "~", "▲": "^", "●": "#", "○": ".", "—": "-"},
        **{"“": '"', "”": '"', "→": "->"},
    }
)
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")


def safe(text: str) -> str:
    """Return text that cannot move a cursor or hide a letter: escapes go, invisible characters get a name."""
    text = ESCAPES.sub("", text)
    return "".join(c if c in "\n\t" or c.isprintable() else _named(c) for c in text)


def _named(character: str) -> str:
    """Return how to show a character that a person cannot see."""
    if character == "\r":
        return ""
    name = unicodedata.name(character, "")
    return f"<U+{ord(character):04X}{' ' + name.lower() if name else ''}>"


def make_console(plain: bool = False, file: TextIO | None = None) -> Console:
    """Return a console of at most 80 columns.

    ``plain``, ``NO_COLOR``, a dumb terminal and anything that is not a terminal get neither colour nor cursor movement.
    """
    stream = file or sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    quiet = plain or not stream.isatty() or os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    console = Console(
        file=stream,
        theme=STYLES,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=True,
        no_color=quiet,
        color_system=None if quiet else "auto",
        force_terminal=False if quiet else None,
        legacy_windows=False if quiet else None,
    )
    console.width = max(40, min(WIDTH, console.width)) if stream.isatty() else WIDTH
    return console


def in_this_encoding(console: Console, text: str) -> str:
    """Return our own signs as they are, or in ASCII where the stream cannot show them."""
    try:
        "─✓✗·…●○“”".encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return text.translate(ASCII)
    return text


def say(console: Console, text: str, style: str = "") -> None:
    """Print one piece of plain text in a style."""
    console.print(Text(in_this_encoding(console, text), style=style), soft_wrap=True)

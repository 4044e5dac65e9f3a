"""A block of code as HTML, coloured by Pygments; ``static/text.css`` says how."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

from autograder.course.text import SKIP

LANGUAGES = {
    "": "Text",
    "text": "Text",
    "console": "Terminal",
    "powershell": "PowerShell",
    "python": "Python",
    "pycon": "Python",
    "html": "HTML",
    "css": "CSS",
    "sql": "SQL",
    "diff": "Changes",
}
"""How people call what a block says to be written in; of others the name itself is good enough."""

LEXERS = {"": "text", "html": "html+jinja"}
"""A course about templates writes them in blocks that are called HTML."""

NOT_TYPED = frozenset(("", "text", "pycon", "diff"))
"""What a program or a colleague wrote: nobody copies it into a file."""

_FORMAT: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def code_block(code: str, language: str, title: Markup) -> Markup:
    """Return a block with its title, if it has one, in a box that scrolls and that the keyboard reaches.

    A block that can be used as it stands is marked, so that the page's script gives it a button that copies it.
    """
    if language == "python" and code.lstrip().startswith(">>> "):
        language = "pycon"
    caption = Markup("<figcaption>{}</figcaption>\n").format(title) if title else ""
    label = f"{title.striptags()}, {_called(language)}" if title else _called(language)
    return Markup(
        '<figure class="code">\n{}<pre role="group" aria-label="{}" tabindex="0"{}><code class="language-{}">{}'
        "</code></pre>\n</figure>\n"
    ).format(
        caption, label, Markup(" data-copy") * _to_copy(code, language), language or "text", coloured(code, language)
    )


def coloured(code: str, language: str) -> Markup:
    """Return code with its words in spans; in a language that nobody knows, it stays as it is."""
    return Markup(highlight(code, _lexer(LEXERS.get(language, language)), _FORMAT))


def source(path: str, code: str) -> Markup:
    """Return a whole file of the course as a block."""
    try:
        language = get_lexer_for_filename(path).aliases[0]
    except ClassNotFound:
        language = "text"
    return code_block(code, language, Markup.escape(path))


def _called(language: str) -> str:
    return LANGUAGES.get(language, language)


def _to_copy(code: str, language: str) -> bool:
    lines = [line.strip() for line in code.split("\n")]
    if language == "console":
        return any(line.startswith("$ ") for line in lines)
    return language not in NOT_TYPED and SKIP not in lines


@cache
def _lexer(name: str) -> Lexer:
    try:
        return get_lexer_by_name(name, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)

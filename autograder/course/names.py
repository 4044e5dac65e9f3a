"""Which names belong to Flask and its friends, and which lesson introduces them."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache, cached_property

from autograder.course.layout import Lesson
from autograder.course.text import Text

EXTENSIONS = ("flask_wtf", "flask_login", "flask_sqlalchemy", "wtforms", "wtforms.validators", "werkzeug.security")
"""The course's other bricks; of those that are installed, names that look like no other word count as Flask's."""

PARTS = ("app", "request", "session", "g", "response", "current_app")
"""Objects whose parts are named with a dot: ``request.args``."""

TAGS = frozenset(
    ("for", "if", "set", "include", "extends", "block", "macro", "call", "import", "from", "filter", "with", "raw")
)
"""The tags of Jinja that open something; the others (``else``, ``endfor``) come with them."""

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_TAG = re.compile(r"\{%[-+]?\s*(\w+)")
_BRACES = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_FILTER = re.compile(r"\|\s*([a-z_]+)")
_SPAN = re.compile(r"(`+)((?:(?!\1).)+)\1")


@cache
def flask_names() -> frozenset[str]:
    """Return the public names of flask, dotted parts of its objects, and the extensions' own names."""
    flask = importlib.import_module("flask")
    names = {name for name in _public(flask) if name != "g"}
    owners = {"app": flask.Flask, "current_app": flask.Flask, "request": flask.Request, "response": flask.Response}
    for owner, kind in owners.items():
        names |= {f"{owner}.{part}" for part in dir(kind) if not part.startswith("_")}
    for module in EXTENSIONS:
        try:
            named = _public(importlib.import_module(module))
            names |= {name for name in named if (name[0].isupper() and not name.isupper()) or "_" in name}
        except ImportError:
            continue
    return frozenset(names)


def _public(module: object) -> set[str]:
    return {name for name in dir(module) if name[0] != "_" and not inspect.ismodule(getattr(module, name, None))}


@cache
def jinja_filters() -> frozenset[str]:
    """Return the names of Jinja's filters."""
    return frozenset(importlib.import_module("jinja2.filters").FILTERS)


def introduced(words: tuple[str, ...]) -> set[str]:
    """Return every name that a list of new words introduces: ``@app.get`` brings ``app.get`` and ``app``.

    A tag of Jinja is written as in a template, ``{% for %}``, and known as ``%for``.
    """
    found: set[str] = set()
    for word in words:
        found.add(word)
        if tag := _TAG.match(word):
            found.add(f"%{tag[1]}")
        for name in _NAME.findall(word):
            parts = name.split(".")
            found |= {".".join(parts[:count]) for count in range(1, len(parts) + 1)} | {parts[-1]}
    return found


def looks_like_code(word: str) -> bool:
    """Tell whether a new word is a name that nobody would use in a sentence by chance."""
    return bool(re.fullmatch(r"[@|]?[A-Za-z_][\w.]*(\(\))?", word)) and bool(re.search(r"[_.@|(]|[a-z][A-Z]", word))


class Vocabulary:
    """What may be said in a lesson."""

    def __init__(self, lesson: Lesson) -> None:
        """Take the lesson whose text or code is looked at."""
        self.lesson = lesson

    @cached_property
    def known(self) -> set[str]:
        """The names that this lesson or one before it introduced."""
        at = self.lesson.course.slugs.index(self.lesson.slug)
        return {name for lesson in self.lesson.course.lessons[: at + 1] for name in introduced(lesson.words)}

    @cached_property
    def later(self) -> dict[str, str]:
        """The names that a later lesson introduces, and that lesson."""
        at = self.lesson.course.slugs.index(self.lesson.slug)
        found: dict[str, str] = {}
        for lesson in self.lesson.course.lessons[at + 1 :]:
            for word in filter(looks_like_code, lesson.words):
                found.setdefault(word.removeprefix("@").removesuffix("()"), lesson.slug)
        return found

    def complaint(self, name: str) -> str:
        """Return what is wrong with using a name here, or nothing."""
        if name in self.known:
            return ""
        if name in self.later:
            return f"`{name}` comes in {self.later[name]}. Do without it here."
        bare = name.removeprefix("|").removeprefix("%")
        if name in flask_names() or (name != bare and (bare in TAGS or bare in jinja_filters())):
            shown = f"{{% {bare} %}}" if name.startswith("%") else name
            return f"`{shown}` was not introduced. Add it to `words` of its lesson, or do without it."
        return ""


def _dotted(text: str) -> Iterator[str]:
    """Yield the names in a piece of code; ``request.args.get`` gives ``request`` and ``request.args``."""
    for match in _NAME.finditer(text):
        if text[match.start() - 1 : match.start()] in (".", "/", "-"):
            continue  # part of an address, a file or an option, or of a call's result
        parts = match[0].split(".")
        yield parts[0]
        if len(parts) > 1:
            yield ".".join(parts[:2])


def names_in_text(text: Text) -> Iterator[tuple[int, str]]:
    """Yield line and name for what stands in code spans and in blocks of code.

    What a terminal prints is left out, and the first column of a table, which holds messages.
    """
    for number, whole in text.prose():
        line = whole.partition(" | ")[2] if whole.startswith("|") else whole
        for match in _SPAN.finditer(line):
            yield from ((number, name) for name in _names_in_piece(match[2]))
    for block in text.blocks:
        if block.info in ("console", "text"):
            continue
        for offset, line in enumerate(block.code.split("\n")):
            yield from ((block.line + offset, name) for name in _names_in_piece(line))


def _names_in_piece(code: str) -> Iterator[str]:
    if "{%" in code or "{{" in code:
        yield from (name for _, name in names_in_template(code))
    elif re.fullmatch(r"\|\s*[a-z_]+", code):
        yield f"|{code[1:].strip()}"
    else:
        yield from _dotted(code.partition("  #")[0])


def names_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name for everything a module imports from Flask's family, and for parts of its objects."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in _FAMILY:
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in PARTS:
            yield node.lineno, f"{node.value.id}.{node.attr}"


_FAMILY = frozenset({"flask", *(module.split(".")[0] for module in EXTENSIONS)})


def names_in_template(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name for the tags (``%for``), filters (``|safe``) and names between braces."""
    for match in _BRACES.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        inside = re.sub(r"\"[^\"]*\"|'[^']*'", '""', match[0])
        if tag := _TAG.match(inside):
            yield line, f"%{tag[1]}"
        yield from ((line, f"|{name}") for name in _FILTER.findall(inside))
        yield from ((line, name) for name in _dotted(inside))

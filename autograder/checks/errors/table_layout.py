"""The usual errors of templates that share a layout. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

_SYNTAX = "TemplateSyntaxError"

ENTRIES = (
    Entry(
        _SYNTAX,
        r"^expected token 'name', got '(end of statement block|string)'",
        "A name is missing here, and it stands without quotation marks.",
        "Write it like `{{% block main %}}`.",
        "04",
    ),
    Entry(
        _SYNTAX,
        r"^Block names in Jinja have to be valid Python identifiers",
        "The name of a block is made of letters, digits and `_`.",
        "Take the hyphen out, here and in the layout.",
        "04",
    ),
    Entry(
        "TemplateRuntimeError",
        r"^extended multiple times",
        "This template has two lines with `{{% extends … %}}`.",
        "Keep one of them, as the first line.",
        "04",
    ),
    Entry(
        "TemplateAssertionError",
        r"^block '(?P<name>\w+)' defined twice",
        "This template has two blocks called `{name}`.",
        "Give one of them another name. To show the same text twice, write `{{{{ self.{name}() }}}}`.",
        "04",
    ),
)

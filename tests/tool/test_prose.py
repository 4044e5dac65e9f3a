"""A lesson's text in the terminal is wrapped, keeps its code, and survives any encoding."""

from __future__ import annotations

import io

import pytest

from autograder.reports.console import make_console
from autograder.reports.prose import print_markdown

HINT = """\
A **loop's** helper is called `loop` only while you are directly inside that loop. Think of a cinema:
you read the row number once — and remember it.

- one thing
- another thing that is so long that it does not fit into one line of a narrow terminal window
  and goes on here

```html
{% for squadron in fleet %}   {# a line of code that is longer than the terminal is wide, and stays #}
  [bold]not markup[/bold]
{% endfor %}
```

More in [Flask's documentation](https://flask.palletsprojects.com/en/stable/templating/).
"""


def printed(markdown: str, width: int, encoding: str = "utf-8") -> str:
    """Return what a terminal of this width and encoding shows."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = make_console(plain=True, file=stream)
    console.width = width
    print_markdown(console, markdown)
    stream.seek(0)
    return stream.read()


@pytest.mark.parametrize("width", [80, 60])
def test_paragraphs_are_wrapped_and_code_is_not(width: int) -> None:
    lines = printed(HINT, width).splitlines()
    assert all(len(line) <= width for line in lines if not line.startswith("    ") and "https:" not in line)
    assert (
        "    {% for squadron in fleet %}   {# a line of code that is longer than the terminal is wide, and stays #}"
        in lines
    )
    assert "      [bold]not markup[/bold]" in lines
    assert lines[0].startswith("A loop's helper is called `loop`")
    assert "- one thing" in lines
    assert "Flask's documentation\n<https://flask.palletsprojects.com/en/stable/templating/>." in "\n".join(lines)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_terminal_that_knows_few_letters_gets_something(encoding: str) -> None:
    assert "once" in printed(HINT + "\nŻółta 青い\n", 80, encoding)


def test_escapes_are_stripped() -> None:
    assert printed("a \x1b[31mred\x1b[0m word\x07", 80) == "a red word<U+0007>\n"

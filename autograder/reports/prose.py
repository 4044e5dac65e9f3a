"""A piece of a lesson's text in the terminal: paragraphs are wrapped, code stays as it is."""

from __future__ import annotations

import re
import textwrap

from rich.console import Console

from autograder.reports.console import safe, say

CODE_INDENT = "    "

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) ")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)")


def print_markdown(console: Console, markdown: str) -> None:
    """Print Markdown as plain text: never parsed as the console's own markup, no wider than the console."""
    paragraph: list[str] = []
    fence = ""
    for line in safe(markdown).strip().split("\n"):
        opened = _FENCE.match(line)
        if fence:
            closed = opened and opened[1].startswith(fence) and line.strip() == opened[1]
            fence = "" if closed else fence
            if not closed:
                say(console, f"{CODE_INDENT}{line}".rstrip())
            continue
        if opened or not line.strip() or _ITEM.match(line):
            _print_paragraph(console, paragraph)
            paragraph = []
        if opened:
            fence = opened[1]
        elif line.strip():
            paragraph.append(line.strip())
        else:
            say(console, "")
    _print_paragraph(console, paragraph)


def _print_paragraph(console: Console, lines: list[str]) -> None:
    if not lines:
        return
    text = _LINK.sub(r"\1 <\2>", " ".join(lines)).replace("**", "")
    indent = "  " if _ITEM.match(lines[0]) else ""
    for line in textwrap.wrap(
        text, console.width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    ):
        say(console, line)

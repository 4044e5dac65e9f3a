"""A lesson's text as HTML: what GitHub shows of its README, with addresses of the site and fields for notes.

Of HTML that stands in a text, only folds and a few plain tags are obeyed. Everything else is shown as it is written.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from autograder.course import Course, Hint, Lesson
from autograder.course.anchors import anchor, anchors
from autograder.course.notes import Note, note_in
from autograder.course.text import NAMED, Text
from autograder.site.code import code_block

Links = Callable[[str], str | None]
"""Where a file of the course is shown. It is named from the course on (``lessons/03_templates/README.md``); one that is
shown nowhere has no address, and of a link to it the words stay."""

Notes = Callable[[Note], str]
"""The field of a note, as HTML."""

_FOLD = re.compile(r"<details><summary>(.*)</summary>")
_PLAIN_TAG = re.compile(r"</?(?:details|summary|kbd|sub|sup)>|<br ?/?>")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading of a text: its rank, its words, and the anchor that leads to it."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """A text as HTML. ``tasks`` has the anchor of each task by its number."""

    html: Markup
    sections: tuple[Heading, ...]
    tasks: Mapping[int, str]


def no_notes(_: Note) -> str:
    """Show no field, as on a page that can keep nothing."""
    return ""


def render(lesson: Lesson, links: Links, notes: Notes = no_notes) -> Rendered:
    """Return a lesson's text as it is now. Raises ``CourseError`` when there is none, or it cannot be taken apart."""
    text = Text(lesson.readme)
    page, names = _render(lesson.course, text, links, notes)
    return replace(page, tasks={task.number: names[task.line] for task in text.tasks})


def render_file(course: Course, file: Path, links: Links) -> Rendered:
    """Return another text of the course, such as an answer. It has no tasks, and nothing to write into."""
    return _render(course, Text(file), links, no_notes)[0]


def _render(course: Course, text: Text, links: Links, notes: Notes) -> tuple[Rendered, dict[int, str]]:
    """Return a text, and the anchors of its headings by their lines."""
    named = list(zip(text.sections, anchors(text), strict=True))
    names = {section.line: name for section, name in named}
    place = _Place(course.root, text.file.relative_to(course.root).parent.as_posix(), links, notes, names)
    heads = tuple(Heading(section.level, section.title, name) for section, name in named)
    return Rendered(_to_html("\n".join(text.lines), place), heads, {}), names


def render_hint(lesson: Lesson, hint: Hint, links: Links) -> Markup:
    """Return what a hint says, to stand alone beside a finding."""
    return _to_html(hint.markdown, _Place(lesson.course.root, f"lessons/{lesson.slug}", links, no_notes, {}))


@dataclass(frozen=True)
class _Place:
    """Where a piece of text stands, and what the page around it knows; ``anchors`` are those of the lines."""

    root: Path
    folder: str
    links: Links
    notes: Notes
    anchors: Mapping[int, str]

    def path(self, target: str) -> str | None:
        """Return what a relative target names, from the course on; nothing outside of the course."""
        path = posixpath.normpath(posixpath.join(self.folder, unquote(target)))
        return None if path.startswith(("..", "/")) else path

    def address(self, target: str) -> str | None:
        """Return the address of a link or a picture."""
        path, hash_, name = target.partition("#")
        if _ELSEWHERE.match(target) or not path:
            return target
        inside = self.path(path)
        found = self.links(inside) if inside else None
        return f"{found}{hash_}{name}" if found else None


def _to_html(markdown: str, place: _Place) -> Markup:
    return Markup(_parser().render(markdown, {"place": place}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", renderer_cls=_Renderer).enable(["table", "strikethrough"])
    parser.core.ruler.push("titles_of_code", _give_titles_to_code)
    return parser


def _give_titles_to_code(state: StateCore) -> None:
    """Take the line in bold above a block of code, such as ``**`app.py`**, as you find it:``, as the block's title."""
    kept: list[Token] = []
    for token in state.tokens:
        line = kept[-2] if token.type == "fence" and len(kept) > 2 and kept[-1].type == "paragraph_close" else None
        if line and NAMED.match(line.content):
            token.meta["title"] = line
            del kept[-3:]
        kept.append(token)
    state.tokens = kept


Tokens = Sequence[Token]
Env = MutableMapping[str, Any]


class _Renderer(RendererHTML):
    """Writes each kind of token as the site shows it; the methods are named after the tokens, as the library wants."""

    def heading_open(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        token = tokens[at]
        name = env["place"].anchors.get(token.map[0] + 1 if token.map else 0)
        if name:
            token.attrSet("id", name)
        return self.renderToken(tokens, at, options, env)

    def fence(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        token = tokens[at]
        line: Token | None = token.meta.get("title")
        title = self.renderInline(line.children or [], options, env).removesuffix(":") if line else ""
        return code_block(token.content, token.info.strip(), Markup(title))

    def code_block(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return code_block(tokens[at].content, "", Markup())

    def table_open(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        row = tokens[at : next(later for later in range(at, len(tokens)) if tokens[later].type == "tr_close")]
        heads = ", ".join(token.content for token in row if token.type == "inline" and token.content)
        label = escape(f"Table: {heads}".replace("`", "")) if heads else "Table"
        return f'<div class="table" role="group" aria-label="{label}" tabindex="0">\n<table>\n'

    def table_close(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        # A heading of a column that says nothing is an empty corner, and no heading.
        return '<th scope="col">' if tokens[at + 1].content else "<td>"

    def th_close(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return "</th>" if tokens[at - 1].content else "</td>"

    def link_open(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        address = env["place"].address(str(tokens[at].attrGet("href") or ""))
        env.setdefault("open links", []).append(address)
        return f'<a href="{escape(address)}">' if address is not None else ""

    def link_close(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return "</a>" if env["open links"].pop() is not None else ""

    def image(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        token, place = tokens[at], env["place"]
        target, words = str(token.attrGet("src") or ""), self.renderInlineAsText(token.children, options, env)
        address = None if _ELSEWHERE.match(target) else place.address(target)
        if address is None:  # the site fetches nothing from elsewhere
            return f"<em>{escape(words)}</em>"
        return f'<img src="{escape(address)}" alt="{escape(words)}"{_size(place.root / place.path(target))}>'

    def html_block(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return "\n".join(_own_html(line, env["place"]) for line in tokens[at].content.split("\n"))

    def html_inline(self, tokens: Tokens, at: int, options: OptionsDict, env: Env) -> str:
        return _own_html(tokens[at].content, env["place"])


def _own_html(line: str, place: _Place) -> str:
    """Return a line of HTML that stands in a text: obeyed if it is a fold or a plain tag, else shown."""
    line = line.strip()
    if fold := _FOLD.fullmatch(line):
        words = html.unescape(fold[1].strip())
        return f'<details class="fold" id="{escape(anchor(words))}"><summary>{escape(words)}</summary>'
    if note := note_in(line):
        return place.notes(note)
    if line.startswith("<!--") and line.endswith("-->"):
        return ""
    return line if _PLAIN_TAG.fullmatch(line) else str(escape(line))


def _size(file: Path) -> str:
    """Return the attributes with a picture's size, so that a page does not jump when it comes; only a PNG tells."""
    if file.suffix != ".png" or not file.is_file():
        return ""
    with file.open("rb") as picture:
        head = picture.read(24)
    return f' width="{int.from_bytes(head[16:20])}" height="{int.from_bytes(head[20:24])}"'

"""The laws that hold the text to the repository: its code, its links, its pictures and its words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from autograder.course.anchors import anchors
from autograder.course.errors import CourseError, place
from autograder.course.files import paths_in, read_text
from autograder.course.layout import Lesson
from autograder.course.names import Vocabulary, names_in_python, names_in_template, names_in_text
from autograder.course.text import NAMED, SKIP, Block, Text

LARGEST_PICTURE = 100_000
"""Bytes."""

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_SPAN = re.compile(r"`[^`]*`")


# Code --------------------------------------------------------------------------------------------------------------


def code_is_real(lesson: Lesson) -> list[str]:
    """Law 6: a block under a file's name in bold occurs in that file of the solution (or of the starter)."""
    found = []
    for block in lesson.text.blocks:
        if not (named := NAMED.match(block.above)):
            continue
        where = place(lesson.readme, block.line)
        folder = lesson.starter if "as you find it" in block.above else lesson.solution
        file = folder / named[1]
        if not file.is_file():
            found.append(f"{where}: the text shows {named[1]}, and {place(folder)} has no such file.")
        elif (stranger := first_stranger(block, read_text(file))) is not None:
            offset, line = stranger
            where = place(lesson.readme, block.line + offset)
            found.append(f"{where}: this is not in {place(file)}: `{line}`. Show what is there, or skip with ...")
    return found


def first_stranger(block: Block, source: str) -> tuple[int, str] | None:
    """Return the first line (from 0) of a block that the file does not have in this place, None when all is there."""
    lines = [line.rstrip() for line in source.split("\n")]
    at = 0
    for offset, piece in _pieces(block.code):
        agreed = [_agree(piece, lines, start) for start in range(at, len(lines))]
        if len(piece) not in agreed:
            missed = max(agreed, default=0)
            return offset + missed, piece[missed].strip()
        at += agreed.index(len(piece)) + len(piece)
    return None


def _pieces(code: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the runs of lines between lines that are only ``...``, and where they begin."""
    piece: list[str] = []
    for offset, line in enumerate([*code.split("\n"), SKIP]):
        if line.strip() != SKIP:
            piece.append(line.rstrip())
            continue
        start = offset - len(piece)
        while piece and not piece[-1]:
            del piece[-1]
        while piece and not piece[0]:
            del piece[0]
            start += 1
        if piece:
            yield start, piece
        piece = []


def _agree(piece: list[str], lines: list[str], start: int) -> int:
    """Return how many lines of the piece stand in ``lines`` from ``start`` on; both may be indented differently."""
    for count in range(len(piece), 0, -1):
        there = lines[start : start + count]
        if len(there) == count and _outdented(piece[:count]) == _outdented(there):
            return count
    return 0


def _outdented(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines))


# Links and pictures ------------------------------------------------------------------------------------------------


def _links(text: Text) -> Iterator[tuple[int, bool, str, str]]:
    """Yield line, whether it is a picture, its words and its target."""
    for number, line in text.prose():
        # A code span may be the words of a link, but a link in a code span is none.
        bare = _SPAN.sub(lambda match: "`" + "x" * (len(match[0]) - 2) + "`", line)
        for match in _LINK.finditer(bare):
            yield number, bool(match[1]), line[match.start(2) : match.end(2)], match[3]


def links_resolve(lesson: Lesson) -> list[str]:
    """Law 6: every relative link leads to a file of the repository, and every anchor to a heading."""
    found = []
    for number, picture, _, target in _links(lesson.text):
        where = place(lesson.readme, number)
        if target.startswith("http://"):
            found.append(f"{where}: {target} is not encrypted. Link https.")
        if picture or re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (lesson.readme.parent / path).resolve() if path else lesson.readme
        if not file.exists() or not file.is_relative_to(lesson.course.root):
            found.append(f"{where}: the link to {target} leads nowhere.")
        elif anchor and (file.suffix != ".md" or anchor not in anchors(Text(file))):
            found.append(f"{where}: {path or 'this page'} has no heading #{anchor}.")
    return found


def pictures(lesson: Lesson) -> list[str]:
    """Law 6: a picture opens the page; every picture exists, is below 100 kB, says what it shows, and is used."""
    text, found, used = lesson.text, [], set()
    opener = next((section.line for section in text.sections if section.level == 2), len(text.lines))
    first = None
    for number, picture, words, target in _links(text):
        if not picture:
            continue
        first = first or number
        where, file = place(lesson.readme, number), lesson.readme.parent / target
        if not target.startswith("images/") or not file.is_file():
            found.append(f"{where}: there is no picture {target} in the lesson's folder images/.")
        elif file.stat().st_size > LARGEST_PICTURE:
            found.append(f"{where}: {target} is larger than {LARGEST_PICTURE // 1000} kB. Make it smaller.")
        if not words.strip():
            found.append(f"{where}: {target} has no alternative text. Say what it shows.")
        used.add(target)
    if first is None or first > opener:
        found.append(
            f"{place(lesson.readme)}: above the opener belongs a picture of what the app will show at the end."
        )
    for path in paths_in(lesson.readme.parent / "images"):
        if path.endswith(PICTURES) and f"images/{path}" not in used:
            found.append(f"{place(lesson.readme.parent / 'images' / path)}: no text shows this picture. Remove it.")
    return found


# Words -------------------------------------------------------------------------------------------------------------


def words_in_time(lesson: Lesson) -> list[str]:
    """Law 7: no name of Flask's, and no listed word, before the lesson that introduces it.

    What the first lesson gives is a closed box: nothing came before it, so only its text is looked at.
    """
    vocabulary = Vocabulary(lesson)
    where = place(lesson.readme)
    found = []
    for number, name in names_in_text(lesson.text):
        if complaint := vocabulary.complaint(name):
            found.append(f"{where}:{number}: {complaint}")
    for folder in (lesson.starter, lesson.solution) if lesson.previous else ():
        for file, number, name in _names_in_code(folder):
            if complaint := vocabulary.complaint(name):
                found.append(f"{place(file, number)}: {complaint}")
    whole = "\n".join(lesson.text.lines).lower()
    for word in lesson.words:
        if word.lower().removesuffix(" %}") not in whole:
            found.append(f"{place(lesson.facts_file)}: “{word}” is a new word, and the text never uses it.")
    return list(dict.fromkeys(found))


def _names_in_code(folder: Path) -> Iterator[tuple[Path, int, str]]:
    for path in paths_in(folder):
        file = folder / path
        try:
            if path.endswith(".py"):
                yield from ((file, line, name) for line, name in names_in_python(read_text(file)))
            elif path.endswith(".html"):
                yield from ((file, line, name) for line, name in names_in_template(read_text(file)))
        except (SyntaxError, CourseError):
            continue  # another law says so

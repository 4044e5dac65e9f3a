"""An exception of a student's app as plain data, and how to show where it happened.

The data comes from a process that nobody trusts: it is cut, typed and cleaned here, once, and is only ever shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LONGEST_MESSAGE = 2000
LONGEST_TEXT = 20_000
LONGEST_LINE = 200
LONGEST_NAME = 200
MOST_FRAMES = 20
MOST_NAMES = 500
MOST_LINES = 10_000_000

ESCAPES = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # colours, cursor
    r"|\x1b\][^\x07\x1b]{0,512}(?:\x07|\x1b\\)?"  # titles, links, the clipboard
    r"|\x1b[@-_]?|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]"
)


@dataclass(frozen=True)
class Frame:
    """One line of the student's own that was running. ``file`` is relative to the submission's folder.

    ``column`` and ``end_column`` count characters of ``source`` from 0; ``call`` is ``hello(name='Ada')`` or empty;
    ``around`` holds numbered lines near the one that was running.
    """

    file: str
    line: int
    function: str
    source: str
    column: int | None = None
    end_column: int | None = None
    call: str = ""
    around: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class AppError:
    """An exception: its type, its message, and the student's own lines that led to it, the last one first.

    ``names`` are names that exist where it happened (for a missing template: the templates there are). ``text`` is
    the whole traceback, for ``--verbose``. ``made_in`` says where a missing name can be had: a line of import, a name
    that the view knows, or ``home()`` for a function that keeps it for itself.
    """

    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    text: str = ""
    names: tuple[str, ...] = ()
    made_in: str = ""

    @property
    def name(self) -> str:
        """The type without the modules in front of it: ``BuildError``."""
        return self.type.rpartition(".")[2]

    @classmethod
    def from_dict(cls, data: object) -> AppError:
        """Return the error that a worker tells of. Whatever is missing, too long or of another type is left out."""
        told = data if isinstance(data, Mapping) else {}
        kind = _line(told.get("type"), LONGEST_NAME)
        return cls(
            type=kind if re.fullmatch(r"[\w.]+", kind) else "Exception",
            message=clean(_text(told.get("message"))[:LONGEST_MESSAGE]),
            frames=tuple(
                _frame(each) for each in _items(told.get("frames"))[:MOST_FRAMES] if isinstance(each, Mapping)
            ),
            text=clean(_text(told.get("text"))[:LONGEST_TEXT]),
            made_in=_line(told.get("made_in"), LONGEST_NAME),
            names=tuple(_line(each, 100) for each in _items(told.get("names"))[:MOST_NAMES] if isinstance(each, str)),
        )


def clean(text: str) -> str:
    """Return text that cannot command a terminal: escapes go, tabs become spaces, invisible characters get a name."""
    text = ESCAPES.sub("", text).expandtabs(4)
    return "".join(c if c == "\n" or c.isprintable() else _named(c) for c in text)


def where_rows(error: AppError, prefix: str = "") -> tuple[tuple[str, str], ...]:
    """Return the rows that say where: file and line, the lines around it with a mark, and how it came to that."""
    frames = _without_repeats(error.frames)
    if not frames:
        return ()
    rows = [("", "\n".join([_place(frames[0], prefix), *_listing(frames[0], _misspelt(error))]))]
    if len(frames) > 1:
        rows.append(("", "\n".join(f"called from {_place(frame, prefix)}" for frame in frames[1:4])))
    return tuple(rows)


def _place(frame: Frame, prefix: str) -> str:
    inside = frame.call or frame.function
    place = f"{prefix}{frame.file}:{frame.line}"
    return f"{place}   in {inside}" if re.match(r"\w+(\(|$)", inside) and inside != "template" else place


def _misspelt(error: AppError) -> str:
    """Return the name that an error is about, if it is about one."""
    named = re.match(r"name '(\w+)'", error.message) if error.name == "NameError" else None
    return named[1] if named else ""


def _listing(frame: Frame, name: str) -> list[str]:
    """Return the line and those next to it; nothing where there is nothing to see, as in a file that is no text."""
    near = [(n, text) for n, text in frame.around if abs(n - frame.line) <= 1 and (text.strip() or n == frame.line)]
    lines = near or [(frame.line, frame.source)]
    width = max(3, len(str(lines[-1][0])))
    shown: list[str] = []
    if not any(text.strip() for _, text in lines):
        return shown
    for number, text in lines:
        mark = ">" if number == frame.line else " "
        shown.append(f"{mark} {number:>{width}} |  {text}".rstrip())
        if number == frame.line and frame.column is not None and frame.file.endswith(".py"):  # a template's is a guess
            end = frame.end_column or 0
            if name and frame.source.startswith(name, frame.column):
                end = frame.column + len(name)  # Python 3.11 marks the rest of an f-string too
            carets = "^" * max(1, end - frame.column)
            shown.append(f"  {'':{width}} |  {'':{frame.column}}{carets}")
    return shown


def _without_repeats(frames: Iterable[Frame]) -> list[Frame]:
    """Return the frames without a second one of the same line (recursion, or a template told of twice)."""
    once: dict[tuple[str, int], Frame] = {}
    for frame in frames:
        once.setdefault((frame.file, frame.line), frame)
    return list(once.values())


def _frame(told: Mapping[object, object]) -> Frame:
    source = _first_line(told.get("source"))
    column = _number(told.get("column"), len(source))
    end = _number(told.get("end_column"), len(source))
    marked = column is not None and end is not None and end > column
    return Frame(
        file=_line(told.get("file"), LONGEST_NAME),
        line=_number(told.get("line"), MOST_LINES) or 0,
        function=_line(told.get("function"), LONGEST_NAME),
        source=clean(source),
        column=None if column is None else len(clean(source[:column])),
        end_column=len(clean(source[:end])) if marked else None,
        call=_line(told.get("call"), LONGEST_NAME),
        around=tuple(_around(_items(told.get("around"))[:10])),
    )


def _around(pairs: list[object]) -> Iterator[tuple[int, str]]:
    for pair in pairs:
        match _items(pair):
            case [number, str(text)] if (line := _number(number, MOST_LINES)) is not None:
                yield line, clean(_first_line(text))


def _first_line(value: object) -> str:
    return _text(value).partition("\n")[0][:LONGEST_LINE]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object, longest: int) -> str:
    return clean(_text(value)[:longest]).replace("\n", " ")


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _number(value: object, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def _named(character: str) -> str:
    """Return how to show a character that a person cannot see: ``<U+200B zero width space>``."""
    if character == "\r":
        return ""
    name = unicodedata.name(character, "")
    return f"<U+{ord(character):04X}{' ' + name.lower() if name else ''}>"

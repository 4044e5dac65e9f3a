"""A lesson's README, taken apart: headings, blocks of code, tasks with their sentences, and folded hints.

Lines are numbered from 1. The scanner knows the small part of Markdown that lessons use, and says where a text
leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.course.errors import CourseError
from autograder.course.files import read_text

LEVELS = ("where to look", "the idea", "a worked example")
"""The three hints of a task, in the order in which they are given."""

CHECKED = re.compile(r"^<!-- checked(: as you find it)? -->$")
"""Above a block of commands: they are run and their output is compared, with the solution in place or as people find
the lesson."""

STILL_TRUE = "*(still true)*"
"""Stands behind a guard's sentence: a check that already passes on the starter and must go on passing."""

NAMED = re.compile(r"^\*\*`([^`]+)`\*\*")
"""Above a block of code: the file it shows, in bold."""

SKIP = "..."
"""A line of a block that stands for lines left out."""

_FENCE = re.compile(r"^ *(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$")
_TITLE = re.compile(r"^(\d\d) · (.+)$")
_TASK = re.compile(r"^Task (\d+)(?: · (.+))?$")
_SUMMARY = re.compile(r"^<details><summary>(.*)</summary>$")
_HINT = re.compile(rf"^Task (\d+) · ({'|'.join(LEVELS)})$")


@dataclass(frozen=True)
class Hint:
    """One step of help: ``level`` 1 asks where to look, 2 explains the idea, 3 works an example."""

    level: int
    title: str
    markdown: str
    line: int = 0


@dataclass(frozen=True)
class Task:
    """One task of a lesson: its text in Markdown, the sentences it is graded by, and its hints.

    Each sentence comes with whether it is marked as *(still true)*.
    """

    number: int
    title: str
    text: str
    sentences: tuple[tuple[str, bool], ...]
    hints: tuple[Hint, ...]
    line: int = 0


@dataclass(frozen=True)
class Block:
    """A fenced block of code; ``above`` is the last line of text before it, ``line`` is its first line of code."""

    line: int
    info: str
    code: str
    above: str


@dataclass(frozen=True)
class Command:
    """One command in a text, and what the text says that it prints; ``...`` in it stands for anything."""

    line: int
    typed: str
    prints: str


@dataclass(frozen=True)
class Section:
    """A heading and the lines up to the next heading of the same or a higher rank."""

    level: int
    title: str
    line: int
    end: int


class Text:
    """A Markdown file, read once."""

    def __init__(self, file: Path) -> None:
        """Read the file; a missing one or a wrong encoding is a CourseError."""
        self.file = file
        if not file.is_file():
            raise CourseError("this lesson has no text. Write it, or get it back from git.", file)
        self.lines = read_text(file).split("\n")
        self._fenced, self.blocks = self._find_blocks()

    def _find_blocks(self) -> tuple[set[int], tuple[Block, ...]]:
        """Return the numbers of all lines inside fences, the fences included, and the blocks."""
        fenced: set[int] = set()
        blocks: list[Block] = []
        opened: tuple[int, str, str] | None = None
        above = ""
        for number, line in enumerate(self.lines, 1):
            match = _FENCE.match(line)
            if opened is None:
                if match and "`" not in match[2]:
                    opened = (number, match[1], match[2].strip())
                    fenced.add(number)
                elif line.strip():
                    above = line.strip()
                continue
            fenced.add(number)
            start, fence, info = opened
            if match and match[1].startswith(fence) and not match[2].strip():
                blocks.append(Block(start + 1, info, "\n".join(self.lines[start : number - 1]), above))
                opened, above = None, ""
        if opened:
            raise CourseError("this block of code is never closed.", self.file, opened[0])
        return fenced, tuple(blocks)

    def prose(self, start: int = 1, end: int | None = None) -> Iterator[tuple[int, str]]:
        """Yield the numbered lines outside of fenced code, from ``start`` up to ``end`` (not included)."""
        stop = len(self.lines) + 1 if end is None else end
        for number in range(start, stop):
            if number not in self._fenced:
                yield number, self.lines[number - 1]

    def markdown(self, start: int, end: int) -> str:
        """Return the lines from ``start`` up to ``end`` (not included) without blank edges."""
        return "\n".join(self.lines[start - 1 : end - 1]).strip("\n")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All headings, each with the line after its last one."""
        heads = [(number, match) for number, line in self.prose() if (match := _HEADING.match(line))]
        sections = []
        for at, (number, match) in enumerate(heads):
            later = (line for line, other in heads[at + 1 :] if len(other[1]) <= len(match[1]))
            sections.append(Section(len(match[1]), match[2], number, next(later, len(self.lines) + 1)))
        return tuple(sections)

    def section(self, title: str) -> Section | None:
        """Return the section of this title, if there is one."""
        return next((section for section in self.sections if section.title == title), None)

    @property
    def title(self) -> str | None:
        """The title in ``# 03 · Templates``, if the text begins like that."""
        match = _TITLE.match(self.sections[0].title) if self.sections and self.sections[0].level == 1 else None
        return match[2] if match else None

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks in the order of the text, each with its hints; a misspelt fold is a CourseError."""
        hints = self._hints()
        return tuple(
            self._task(int(match[1]), match[2] or "", section, hints)
            for section in self.sections
            if section.level == 3 and (match := _TASK.match(section.title))
        )

    def _task(self, number: int, title: str, section: Section, hints: dict[int, dict[int, Hint]]) -> Task:
        end = next(
            (line for line, text in self.prose(section.line + 1, section.end) if text.startswith("**More bricks**")),
            section.end,
        )
        return Task(
            number=number,
            title=title or f"Task {number}",
            text=self.markdown(section.line + 1, end),
            sentences=tuple(self._sentences(section.line + 1, end)),
            hints=tuple(hint for _, hint in sorted(hints.get(number, {}).items())),
            line=section.line,
        )

    def _sentences(self, start: int, end: int) -> Iterator[tuple[str, bool]]:
        """Yield the sentences of a task: its bullets with ``-``; its other lists are written with ``*`` or 1."""
        items: list[str] = []
        in_item = False
        for _, line in self.prose(start, end):
            if line.startswith("- "):
                items.append(line[2:].strip())
                in_item = True
            elif in_item and line.startswith("  "):
                items[-1] += " " + line.strip()
            else:
                in_item = False
        for item in items:
            yield item.removesuffix(STILL_TRUE).strip(), item.endswith(STILL_TRUE)

    def _hints(self) -> dict[int, dict[int, Hint]]:
        """Return task number → level → hint, read from the folds under "Stuck?"."""
        found: dict[int, dict[int, Hint]] = {}
        stuck = self.section("Stuck?")
        lines = iter(list(self.prose(stuck.line + 1, stuck.end)) if stuck else [])
        for number, line in lines:
            if "<details" not in line and "<summary" not in line:
                continue
            summary = _SUMMARY.match(line.strip())
            match = _HINT.match(summary[1].strip()) if summary else None
            if not match:
                raise CourseError(
                    f"a hint opens with `<details><summary>Task 2 · {LEVELS[0]}</summary>` "
                    f"(then `{LEVELS[1]}`, `{LEVELS[2]}`), alone on its line.",
                    self.file,
                    number,
                )
            end = next((later for later, text in lines if "<details" in text or text.strip() == "</details>"), 0)
            if not end or "<details" in self.lines[end - 1]:
                raise CourseError(
                    "this hint is never closed with `</details>` on a line of its own.", self.file, number
                )
            level = LEVELS.index(match[2]) + 1
            task = found.setdefault(int(match[1]), {})
            if level in task:
                raise CourseError(f"task {match[1]} has this hint twice.", self.file, number)
            task[level] = Hint(level, match[2], self.markdown(number + 1, end), number)
        return found

    @property
    def checked(self) -> tuple[tuple[bool, tuple[Command, ...]], ...]:
        """The blocks of commands that are run, each with whether the solution is in place for it."""
        marked = ((CHECKED.match(block.above), block) for block in self.blocks)
        return tuple((match[1] is None, tuple(_commands(block))) for match, block in marked if match)

    @property
    def hinted(self) -> dict[int, dict[int, Hint]]:
        """Every hint by task number and level, also those of tasks that the text does not have."""
        return self._hints()


def _commands(block: Block) -> Iterator[Command]:
    """Yield what follows each ``$``, with the lines below it."""
    lines = block.code.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Command(block.line + at, lines[at][2:], "\n".join(lines[at + 1 : end]))

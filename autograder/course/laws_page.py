"""The laws of the page: the same frame everywhere, not too long, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.course.errors import place
from autograder.course.layout import Lesson
from autograder.course.text import LEVELS, Section, Text

AFTER_THE_OPENER = (
    "How it works",
    "Your turn",
    "Stuck?",
    "When it breaks",
    "In the real world",
    "What you can do now",
)
"""The parts of a page in their order. Before them come the title and an opener of the lesson's own."""

PAGE_WORDS = (1100, 1600)
PART_WORDS = {"How it works": (350, 500), "In the real world": (60, 100)}
HINT_WORDS = {"where to look": (15, 40), "the idea": (80, 160)}
MOST_BLOCKS, MOST_BLOCK_LINES = 3, 15
TAKEAWAYS = 3

FORBIDDEN = re.compile(r"\b(simply|just|easy|easily|obviously|of course)\b", re.IGNORECASE)

_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+\1")
_COMMENT = re.compile(r"<!--.*?-->")
_TARGET = re.compile(r"\]\([^)]*\)")
_MINUTES = re.compile(r"\b(\d+) minutes? to read, (\d+) to (?:build|do)\b")


def without_code(line: str) -> str:
    """Return a line of text without its code spans and comments."""
    return _COMMENT.sub("", _CODE_SPAN.sub("", line))


def count_words(lines: Iterable[str]) -> int:
    """Count what is between blanks and has a letter or a digit; addresses of links do not count."""
    return sum(
        any(character.isalnum() for character in word)
        for line in lines
        for word in _COMMENT.sub("", _TARGET.sub("]", line)).split()
    )


def frame(lesson: Lesson) -> list[str]:
    """Frame: the parts stand in their order, each with what belongs to it."""
    text, where = lesson.text, place(lesson.readme)
    parts = [section for section in text.sections if section.level == 2]
    titles = [section.title for section in parts]
    found = []
    if text.title is None or not text.lines[0].startswith(f"# {lesson.number} · "):
        found.append(f"{where}:1: the first line must be “# {lesson.number} · Title”.")
    if tuple(titles[1:]) != AFTER_THE_OPENER or titles[:1] == list(AFTER_THE_OPENER[:1]):
        wanted = ", ".join(f"“{title}”" for title in AFTER_THE_OPENER)
        found.append(f"{where}: the parts are {titles}. Write an opener of your own, then {wanted}, as `##`.")
    if lesson.previous and lesson.previous.readme.is_file() and titles:
        others = [section.title for section in lesson.previous.text.sections if section.level == 2]
        if others[:1] == titles[:1]:
            found.append(
                f"{where}:{parts[0].line}: “{titles[0]}” was the last lesson's opener, too. Choose another one."
            )
    return found + _minutes(lesson) + _contents(text, where) + _neighbours(lesson)


def _minutes(lesson: Lesson) -> list[str]:
    says = _MINUTES.search("\n".join(lesson.text.lines))
    wanted = (lesson.read_minutes, lesson.build_minutes)
    if says and (int(says[1]), int(says[2])) == wanted:
        return []
    sentence = "“{} minutes to read, {} to build”".format(*wanted)
    return [f"{place(lesson.readme)}: above the opener must stand {sentence}, as lesson.toml has it."]


def _contents(text: Text, where: str) -> list[str]:
    """Frame: each part holds what the frame promises."""
    found = []
    how, turn = text.section("How it works"), text.section("Your turn")
    if how:
        blocks = [block for block in text.blocks if how.line < block.line < how.end]
        if len(blocks) > MOST_BLOCKS:
            found.append(f"{where}:{how.line}: {len(blocks)} blocks of code. Show at most {MOST_BLOCKS}.")
        for block in blocks:
            if block.code.count("\n") >= MOST_BLOCK_LINES:
                found.append(f"{where}:{block.line}: this block has more than {MOST_BLOCK_LINES} lines. Shorten it.")
    if turn and "**More bricks**" not in text.markdown(turn.line, turn.end):
        found.append(f"{where}:{turn.line}: “Your turn” must end with **More bricks**, ungraded, for those who want.")
    if (part := text.section("When it breaks")) and "|---" not in text.markdown(part.line, part.end):
        found.append(f"{where}:{part.line}: a table must say what you see, what it means, what to do.")
    if (part := text.section("In the real world")) and "](https://" not in text.markdown(part.line, part.end):
        found.append(f"{where}:{part.line}: link the official documentation here.")
    if part := text.section("What you can do now"):
        bullets = sum(line.startswith("- ") for _, line in text.prose(part.line, part.end))
        if bullets != TAKEAWAYS:
            found.append(
                f"{where}:{part.line}: three lines, each with “- ”, say what people can do now. Here are {bullets}."
            )
        if "?" not in text.markdown(part.line, part.end):
            found.append(f"{where}:{part.line}: ask one question to answer in one's own words.")
    return found


def _neighbours(lesson: Lesson) -> list[str]:
    """Frame: the page links the lessons before and after it."""
    lessons = lesson.course.lessons
    at = lesson.course.slugs.index(lesson.slug)
    neighbours = [*lessons[max(0, at - 1) : at], *lessons[at + 1 : at + 2]]
    text = "\n".join(lesson.text.lines)
    return [
        f"{place(lesson.readme)}: link the neighbour at the end: ../{other.slug}/README.md."
        for other in neighbours
        if other.readme.is_file() and f"](../{other.slug}/README.md)" not in text
    ]


def _words(text: Text, section: Section) -> int:
    return count_words(line for _, line in text.prose(section.line + 1, section.end))


def page_length(lesson: Lesson) -> list[str]:
    """Length: the page has 1,100 to 1,600 words, hints and blocks of code not counted."""
    text, where = lesson.text, place(lesson.readme)
    stuck = text.section("Stuck?")
    hints = _words(text, stuck) if stuck else 0
    total = count_words(line for _, line in text.prose()) - hints
    found = _too(total, PAGE_WORDS, f"{where}: the page without hints and blocks of code")
    for title, limits in PART_WORDS.items():
        if part := text.section(title):
            found += _too(_words(text, part), limits, f"{where}:{part.line}: “{title}”")
    return found


def _too(words: int, limits: tuple[int, int], what: str) -> list[str]:
    low, high = limits
    if low <= words <= high:
        return []
    return [f"{what} has {words:,} words. {'Cut' if words > high else 'Write'} until it is {low:,} to {high:,}."]


def hint_lengths(lesson: Lesson) -> list[str]:
    """Hints: a question of 15 to 40 words, an idea of 80 to 160 with its code, an example that ends with a sentence."""
    found = []
    for number, hints in sorted(lesson.text.hinted.items()):
        for hint in hints.values():
            where = place(lesson.readme, hint.line)
            if hint.title in HINT_WORDS:
                lines = [line for line in hint.markdown.split("\n") if not line.lstrip().startswith("```")]
                found += _too(count_words(lines), HINT_WORDS[hint.title], f"{where}: task {number}, “{hint.title}”,")
            if hint.title == LEVELS[0] and "?" not in hint.markdown:
                found.append(f"{where}: “{LEVELS[0]}” is a question. Ask one.")
            if hint.title == LEVELS[2] and "say in one sentence" not in hint.markdown.lower():
                found.append(f"{where}: end the worked example with “Now say in one sentence why …”.")
    return found


def plain_speech(lesson: Lesson) -> list[str]:
    """Speech: no word that makes a stuck reader feel small, and nothing left to write."""
    found = []
    for number, line in lesson.text.prose():
        words = without_code(line)
        found += [
            f"{place(lesson.readme, number)}: “{match[0]}” does not help a reader who is stuck. Leave it out."
            for match in FORBIDDEN.finditer(words)
        ]
        if "TODO:" in words:
            found.append(f"{place(lesson.readme, number)}: something is still to be written here: {words.strip()}")
    return found

"""The laws about a lesson's code: the starter is the previous solution, and the solution is finished."""

from __future__ import annotations

import ast
from collections import Counter
from difflib import SequenceMatcher

from autograder.course.errors import place
from autograder.course.files import Files, plain_lines, read_files, read_text, same
from autograder.course.layout import ANSWER, Lesson
from autograder.course.starters import is_listed, rebuilt
from autograder.course.todos import todos_in

RULES = frozenset({"route", "get", "post", "put", "patch", "delete", "errorhandler"})
"""The decorators that make a function a view."""


def starter_is_the_previous_solution(lesson: Lesson) -> list[str]:
    """Law 1: the starter without its TODOs is the previous solution, plus exactly the given files."""
    if lesson.previous is None:
        return []
    mine, before = lesson.starter_files(), lesson.previous.solution_files()
    wanted, source = rebuilt(lesson, mine), place(lesson.previous.solution)
    found = []
    for path in sorted(mine.keys() | wanted.keys()):
        where = place(lesson.starter / path)
        if path not in wanted:
            found.append(f"{where}: neither {source} nor `given` has this file. Remove it, or list it in `given`.")
        elif path not in mine:
            found.append(f"{where}: this file of {source} is missing. Run `autograder sync`, or list it in `gone`.")
        elif plain_lines(mine[path]) != plain_lines(wanted[path]):
            line = _first_difference(mine[path], wanted[path])
            found.append(
                f"{where}:{line}: differs from {source}/{path}. Run `autograder sync`, or list the file in `given`."
            )
    return (
        found + _lists_are_honest(lesson, set(mine), set(before)) + _given_files_keep_what_stays(lesson, mine, before)
    )


def _given_files_keep_what_stays(lesson: Lesson, mine: Files, before: Files) -> list[str]:
    """Law 1: what stands in the solutions before and after a given file stands in it, too: no mended line is lost."""
    found, after = [], lesson.solution_files()
    for path in sorted(mine.keys() & before.keys() & after.keys()):
        if not is_listed(path, lesson.given):
            continue
        lines = [[line.strip() for line in plain_lines(files[path]).split(b"\n")] for files in (before, after, mine)]
        blocks = SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_matching_blocks()
        stay = Counter(line for block in blocks for line in lines[0][block.a : block.a + block.size] if line)
        for line in stay - Counter(lines[2]):
            text = line.decode(errors="replace")
            found.append(
                f"{place(lesson.starter / path)}: lacks `{text}`, which stands in both solutions. Put it back."
            )
    return found


def _first_difference(mine: bytes, wanted: bytes) -> int:
    lines = plain_lines(mine).split(b"\n"), plain_lines(wanted).split(b"\n")
    pairs = zip(*lines, strict=False)
    return next((at for at, (one, other) in enumerate(pairs, 1) if one != other), min(map(len, lines)))


def _lists_are_honest(lesson: Lesson, mine: set[str], before: set[str]) -> list[str]:
    """Law 1: what ``given`` and ``gone`` name is given and gone, and the text announces what is given."""
    where, text = place(lesson.facts_file), read_text(lesson.readme) if lesson.readme.is_file() else ""
    found = []
    for name in lesson.given:
        if not any(is_listed(path, (name,)) for path in mine):
            found.append(f"{where}: `given` names {name}, which the starter has not.")
        if name.strip("/").split("/")[-1] not in text:
            found.append(f"{place(lesson.readme)}: the given {name} is not announced. Say what it is for.")
    for name in lesson.gone:
        if not any(is_listed(path, (name,)) for path in before):
            found.append(f"{where}: `gone` names {name}, which the previous solution has not.")
        if any(is_listed(path, (name,)) for path in mine):
            found.append(f"{place(lesson.starter / name)}: `gone` names this file, and here it is. Remove it.")
    return found


def solution_is_finished(lesson: Lesson) -> list[str]:
    """Law 2: the solution has no TODO, is valid Python, differs from the starter, and answers the last question."""
    files, where = lesson.solution_files(), place(lesson.solution)
    if not files:
        return [f"{where}: there is no solution."]
    found = [
        f"{place(lesson.solution / path, line)}: the solution still has a TODO. Do it, or remove it."
        for path, line in todos_in(read_files(lesson.solution)).values()
    ]
    for path in files:
        if path.endswith(".py"):
            try:
                ast.parse(read_text(lesson.solution / path))
            except SyntaxError as error:
                found.append(f"{place(lesson.solution / path, error.lineno)}: not valid Python: {error.msg}.")
    if same(files, lesson.starter_files()):
        found.append(f"{where}: the solution is the starter. There is nothing to do in this lesson.")
    if not (lesson.solution / ANSWER).is_file():
        found.append(f"{place(lesson.solution / ANSWER)}: the answer to the lesson's closing question is missing.")
    return found


def views_say_what_they_do(lesson: Lesson) -> list[str]:
    """Model: from the lesson on that introduces docstrings, every view of a solution has one."""
    so_far = lesson.course.lessons[: lesson.course.slugs.index(lesson.slug) + 1]
    if not any("docstring" in each.words for each in so_far):
        return []
    return [
        f"{place(lesson.solution / path, node.lineno)}: the view {node.name} has no docstring. Say what a visitor gets."
        for path in lesson.solution_files()
        if path.endswith(".py")
        for node in _views(read_text(lesson.solution / path))
        if not ast.get_docstring(node)
    ]


def _views(source: str) -> list[ast.FunctionDef]:
    """Return the functions that have a rule, as in ``@app.get("/")``; none when the source cannot be parsed."""
    try:
        functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return []
    return [node for node in functions if any(_is_rule(decorator) for decorator in node.decorator_list)]


def _is_rule(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in RULES

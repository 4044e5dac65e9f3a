"""Law 1 as code: what a starter must be, given the previous solution."""

from __future__ import annotations

from autograder.course.errors import CourseError
from autograder.course.files import Files, plain_lines, same
from autograder.course.layout import Lesson
from autograder.course.todos import TODO, replant


def is_listed(path: str, names: tuple[str, ...]) -> bool:
    """Tell whether ``given`` or ``gone`` names a file, by its path or by a folder such as ``static/``."""
    return path in names or any(name.endswith("/") and path.startswith(name) for name in names)


def rebuilt(lesson: Lesson, starter: Files) -> Files:
    """Return the starter that law 1 wants: the previous solution, with this starter's TODOs and given files.

    The first lesson has no previous one: its starter is as it is.
    """
    if lesson.previous is None:
        return dict(starter)
    before = lesson.previous.solution_files()
    wanted = {path: data for path, data in starter.items() if is_listed(path, lesson.given)}
    for path, data in before.items():
        if path not in wanted and not is_listed(path, lesson.gone):
            wanted[path] = replanted(starter[path], data) if path in starter else data
    return wanted


def replanted(starter: bytes, base: bytes) -> bytes:
    """Return ``base`` with the TODOs of ``starter``; what is not text stays as it is."""
    try:
        return replant(plain_lines(starter).decode(), plain_lines(base).decode()).encode()
    except UnicodeDecodeError:
        return base


def is_starter(lesson: Lesson, files: Files) -> bool:
    """Tell whether these files are a starter as its author left it, as far as law 1 and the TODOs can tell.

    Work on a task nearly always breaks law 1 or replaces a TODO. What stays unseen is a change in a given file
    that leaves its TODO standing.
    """
    try:
        tasks = {task.number for task in lesson.tasks}
    except CourseError:
        tasks = set()
    return bool(files) and same(files, rebuilt(lesson, files)) and todo_numbers(files) >= tasks


def todo_numbers(files: Files) -> set[int]:
    """Return the numbers of all TODOs in a folder's files."""
    numbers: set[int] = set()
    for data in files.values():
        text = plain_lines(data).decode("utf-8", "replace") + "\n"
        numbers |= {int(next(filter(None, match.groups()))) for match in TODO.finditer(text)}
    return numbers

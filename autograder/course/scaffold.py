"""The beginnings of a new lesson: all three columns, with everything the laws ask for, to be filled in."""

from __future__ import annotations

import re

from autograder.course.errors import CourseError
from autograder.course.files import Files, write_files
from autograder.course.laws_page import AFTER_THE_OPENER
from autograder.course.layout import SLUG, Course, Lesson
from autograder.course.text import LEVELS

TASKS = 3
MISTAKES = 5
ALTERNATIVES = 2


def slug_for(number: int, title: str) -> str:
    """Return a lesson's folder name: ``04_one_layout`` for 4 and "One layout"."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    slug = f"{number:02}_{'_'.join(words)}"
    if not words or not SLUG.match(slug):
        raise CourseError(f"no folder can be named after {title!r}: use letters of the English alphabet and digits.")
    return slug


def new_lesson(course: Course, title: str, after: Lesson | None) -> Lesson:
    """Write the beginnings of a lesson behind ``after`` (or behind the last one) and return it."""
    before = after or (course.lessons[-1] if course.lessons else None)
    slug = slug_for(int(before.number) + 1 if before else 0, title)
    taken = [other for other in course.slugs if other[:2] == slug[:2]]
    if taken:
        raise CourseError(f"There is a lesson {slug[:2]} already: {taken[0]}. Rename what comes after it first.")
    solved = before.solution_files() if before else {}
    app = solved.get("app.py", b'"""The app."""\n')
    todos = "".join(f"# TODO {number}: Say what to do, not how.\n" for number in range(1, TASKS + 1))
    starter = solved | {"app.py": app + b"\n\n" + todos.encode()}
    write_files(course.root / "lessons" / slug, starter | _text(slug, title, before))
    write_files(course.root / "solutions" / slug, solved | {"app.py": app, "ANSWER.md": b"TODO: the answer.\n"})
    write_files(course.tests / slug, _checks(title, slug))
    return Course(course.root, course.tests).lesson(slug)


def _text(slug: str, title: str, before: Lesson | None) -> Files:
    facts = (
        'brick = ""\nread = 0\nbuild = 0\ngoals = [\n    "",\n    "",\n    "",\n]\nwords = []\n'
        "given = []  # files the starter has, and the previous solution has not or differently\n"
    )
    opener, how, turn, stuck, breaks, world, now = ("TODO: an opener", *AFTER_THE_OPENER)
    tasks = "\n".join(
        f"### Task {number}\n\nTODO: what, not how.\n\n- TODO: sentence {number}.\n" for number in range(1, TASKS + 1)
    )
    back = f"[Back: {before.number} · {before.title}](../{before.slug}/README.md)\n" if before else ""
    page = f"""# {slug[:2]} · {title}

TODO: a two-line promise.

![TODO: what the picture shows](images/{slug[3:]}.png)

*0 minutes to read, 0 to build · one new brick: TODO: name it*

## {opener}

## {how}

TODO: 350 to 500 words. A new **word** is bold once.

## {turn}

{tasks}
**More bricks** *(no points)*: TODO: for those who want.

## {stuck}

{_hints()}
## {breaks}

| you see | it means | do this |
|---|---|---|
| `TODO: a real message` | | |

## {world}

TODO: 60 to 100 words, and a link to the official documentation.

## {now}

- TODO: three lines.

TODO: one question?

{back}"""
    return {"README.md": page.encode(), "lesson.toml": facts.encode()}


def _hints() -> str:
    return "\n".join(
        f"<details><summary>Task {number} · {level}</summary>\n\nTODO: {level}.\n</details>\n"
        for number in range(1, TASKS + 1)
        for level in LEVELS
    )


def _checks(title: str, slug: str) -> Files:
    checks = "\n\n".join(
        f"@task({number})\ndef test_sentence_{number}(visitor):\n"
        f'    """TODO: sentence {number}."""\n    visitor.opens("/").has("h1", what="TODO: what to look for")\n'
        for number in range(1, TASKS + 1)
    )
    module = (
        f'"""Lesson {slug[:2]}, {title}: TODO: what is checked."""\n\nfrom autograder.checks import task\n\n\n{checks}'
    )
    mistakes = "\n".join(
        f'[[mistake]]\nwhy = "TODO: mistake {number}"\nfile = "app.py"\nold = "TODO"\nnew = "TODO"\n'
        f'fails = ["test_sentence_{min(number, TASKS)}"]\nsays = "TODO"\n'
        for number in range(1, MISTAKES + 1)
    )
    files = {f"test_{slug[3:]}.py": module, "mistakes.toml": mistakes}
    for number in range(1, ALTERNATIVES + 1):
        files[f"alternatives/another_way_{number}/app.py"] = f'"""TODO: another right answer, number {number}."""\n'
    return {path: text.encode() for path, text in files.items()}

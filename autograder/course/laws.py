"""The laws of a lesson that a machine can keep.

Each law takes a lesson and returns sentences, none when it is obeyed: where, what is wrong, what to do. Here are those
about tasks and checks, in ``laws_code`` those about starter and solution, in ``laws_seeded`` the one about apps with a
bug, in ``laws_page`` those about the page, in ``laws_text`` those that hold the text to the repository. ``LAWS`` has
them all.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.course.checklist import (
    WrittenCheck,
    alternatives_of,
    checks_of,
    mistakes_file,
    mistakes_of,
    with_mistake,
)
from autograder.course.errors import CourseError, place
from autograder.course.files import read_text, same
from autograder.course.laws_code import solution_is_finished, starter_is_the_previous_solution, views_say_what_they_do
from autograder.course.laws_page import frame, hint_lengths, page_length, plain_speech
from autograder.course.laws_seeded import seeded_apps
from autograder.course.laws_text import code_is_real, links_resolve, pictures, words_in_time
from autograder.course.layout import Lesson
from autograder.course.notes import markers
from autograder.course.starters import todo_numbers
from autograder.course.text import LEVELS, STILL_TRUE
from autograder.model import START

Law = Callable[[Lesson], list[str]]

LONGEST_SENTENCE = 70
FEWEST_MISTAKES = 5
FEWEST_ALTERNATIVES = 2
MOST_LINES = 15
MOST_READING, MOST_BUILDING = 30, 60
GOALS = 3


def facts_are_complete(lesson: Lesson) -> list[str]:
    """Facts: ``lesson.toml`` says what cannot be derived, in at most 15 lines."""
    where, facts = place(lesson.facts_file), lesson.facts
    if not lesson.facts_file.is_file():
        return [f"{where}: this file is missing. Write brick, read, build, goals and words into it."]
    found = [f"{where}: `{key}` is missing." for key in ("brick", "read", "build", "words") if not getattr(facts, key)]
    if read_text(lesson.facts_file).count("\n") > MOST_LINES:
        found.append(f"{where}: more than {MOST_LINES} lines. Keep only what cannot be derived.")
    if len(facts.goals) != GOALS:
        found.append(f"{where}: {len(facts.goals)} goals. Name three.")
    if facts.read > MOST_READING or facts.build > MOST_BUILDING:
        found.append(f"{where}: at most {MOST_READING} minutes to read and {MOST_BUILDING} to build. Split the lesson.")
    return found


def tasks_agree(lesson: Lesson) -> list[str]:
    """Law 3: a task has one number in the code, the text, the checks and the hints."""
    where, text = place(lesson.readme), lesson.text
    checked = {check.check.task for check in checks_of(lesson) if not check.check.guard}
    numbers = [task.number for task in text.tasks]
    found = []
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"{where}: the tasks are numbered {numbers}. Number them 1, 2, 3 …")
    if not 3 <= len(numbers) <= 5:
        found.append(f"{where}: {len(numbers)} tasks. A lesson has three to five.")
    todos = todo_numbers(lesson.starter_files())
    places: dict[str, set[int]] = {
        f"{place(lesson.starter)}: no `TODO {{}}:` in the starter": todos,
        f"{where}: no `### Task {{}}` in the text": set(numbers),
        f"{place(lesson.checks)}: no check of task {{}} that gives points": checked,
    }
    for number in sorted(todos | set(numbers) | checked | text.hinted.keys()):
        found += [f"{complaint.format(number)}." for complaint, there in places.items() if number not in there]
        missing = [LEVELS[level - 1] for level in (1, 2, 3) if level not in text.hinted.get(number, {})]
        found += [f"{where}: task {number} has no hint “{level}” under “Stuck?”." for level in missing]
    return found


def checks_are_sentences(lesson: Lesson) -> list[str]:
    """Law 3: a check's docstring is one short sentence, and stands word for word under its task."""
    checks = checks_of(lesson)
    if not checks:
        return [f"{place(lesson.checks)}: there are no checks. Write test_*.py with `@task(1)` functions."]
    found = []
    names: dict[str, WrittenCheck] = {}
    for written in checks:
        where, title = place(written.file, written.line), written.check.title
        if not title or "\n" in title or len(title) > LONGEST_SENTENCE or "TODO:" in title:
            found.append(f"{where}: the docstring must be one sentence of at most {LONGEST_SENTENCE} characters.")
        if written.check.id in names:
            found.append(f"{where}: {written.check.id} is there twice in this lesson. Rename one.")
        names[written.check.id] = written
    return found + _sentences_match(lesson, checks)


def _sentences_match(lesson: Lesson, checks: tuple[WrittenCheck, ...]) -> list[str]:
    found, where = [], lesson.readme
    # what runs again stands under its task once, in one sentence for all of an earlier lesson
    wanted = {(item.check.task, item.check.again or item.check.title): item for item in checks}
    for task in lesson.tasks:
        for sentence, still_true in task.sentences:
            written = wanted.pop((task.number, sentence), None)
            if written is None:
                found.append(
                    f"{place(where, task.line)}: no check of task {task.number} says “{sentence}”. "
                    "Take a check's words, or write other lists with * or 1."
                )
            elif written.check.guard != still_true:
                mark = "needs" if written.check.guard else "must not have"
                found.append(f"{place(where, task.line)}: “{sentence}” {mark} {STILL_TRUE} behind it.")
    for (number, title), written in wanted.items():
        found.append(f"{place(written.file, written.line)}: “{title}” does not stand under task {number} in the text.")
    return found


def mistakes_are_known(lesson: Lesson) -> list[str]:
    """Law 4: at least five mistakes that fit the solution, and every check is killed by one of them."""
    where, mistakes = place(mistakes_file(lesson)), mistakes_of(lesson)
    checks = {written.check.id: written for written in checks_of(lesson)}
    found, solution = [], lesson.solution_files()
    if len(mistakes) < FEWEST_MISTAKES:
        found.append(f"{where}: {len(mistakes)} mistakes. Collect at least {FEWEST_MISTAKES}.")
    seen: set[str] = set()
    for mistake in mistakes:
        here = f"{where}:{mistake.line}"
        try:
            if same(with_mistake(lesson, mistake), solution):
                found.append(f"{here}: this mistake changes nothing.")
        except CourseError as error:
            found.append(str(error))
        found += [f"{here}: no check is called {name}." for name in mistake.fails if name not in {*checks, START}]
        if mistake.name in seen:
            found.append(f"{here}: two mistakes have the same `why`.")
        seen.add(mistake.name)
    killed = {name for mistake in mistakes for name in mistake.fails}
    for name, written in checks.items():
        if name not in killed and not written.check.again:  # its own lesson has a mistake for it
            found.append(f"{place(written.file, written.line)}: no mistake makes {name} fail. Add one.")
    return found


def alternatives_exist(lesson: Lesson) -> list[str]:
    """Law 5, as far as one can see without running: at least two other right answers."""
    where, alternatives = place(lesson.checks / "alternatives"), alternatives_of(lesson)
    found = [
        f"{where}/{name}: this alternative is the solution."
        for name, files in alternatives.items()
        if same(files, lesson.solution_files())
    ]
    if len(alternatives) < FEWEST_ALTERNATIVES:
        found.append(f"{where}: {len(alternatives)} alternatives. Write at least {FEWEST_ALTERNATIVES}.")
    return found


LAWS: dict[str, Law] = {
    "lesson-toml": facts_are_complete,
    "starter-is-the-previous-solution": starter_is_the_previous_solution,
    "solution-is-finished": solution_is_finished,
    "views-have-docstrings": views_say_what_they_do,
    "tasks-agree": tasks_agree,
    "checks-are-sentences": checks_are_sentences,
    "mistakes": mistakes_are_known,
    "alternatives": alternatives_exist,
    "seeded-apps": seeded_apps,
    "page-frame": frame,
    "page-length": page_length,
    "hint-lengths": hint_lengths,
    "plain-speech": plain_speech,
    "code-in-the-text": code_is_real,
    "links": links_resolve,
    "pictures": pictures,
    "markers": markers,
    "words-in-time": words_in_time,
}
"""Every law by its name."""

ABOUT_STARTERS = frozenset(
    {"starter-is-the-previous-solution", "solution-is-finished", "tasks-agree", "code-in-the-text", "words-in-time"}
)
"""The laws that look at the starter."""


def broken(law: str, lesson: Lesson) -> list[str]:
    """Return what breaks a law; what cannot even be read is a sentence, too."""
    try:
        return LAWS[law](lesson)
    except CourseError as error:
        return [str(error)]

"""The law of the apps on which a student's own tests are tried."""

from __future__ import annotations

from autograder.course.errors import place
from autograder.course.files import read_text, same
from autograder.course.layout import Lesson
from autograder.course.seeded import apps_file, bugs, right_apps

FEWEST_BUGS = 10
FEWEST_OTHERS = 2


def seeded_apps(lesson: Lesson) -> list[str]:
    """Seeded apps: each differs from the reference, has a name of its own, and a check asks for it."""
    file = apps_file(lesson)
    if not file.is_file():
        return []
    where = place(file)
    (reference, *others), wrong = right_apps(lesson), bugs(lesson)
    found = []
    if len(others) < FEWEST_OTHERS:
        found.append(f"{where}: {len(others)} right apps beside the solution's. Write at least {FEWEST_OTHERS}.")
    if len(wrong) < FEWEST_BUGS:
        found.append(f"{where}: {len(wrong)} bugs. Seed at least {FEWEST_BUGS}.")
    asked = "".join(read_text(path) for path in sorted(lesson.checks.glob("test_*.py")))
    names = {reference.name}
    for app in (*others, *wrong):
        here = f"{where}:{app.line}"
        if same(app.files, reference.files):
            found.append(f"{here}: {app.name} changes nothing.")
        if app.name in names:
            found.append(f"{here}: there is another app called {app.name}. Rename one.")
        if f'"{app.name}"' not in asked:
            found.append(f"{here}: no check asks for {app.name}. Add one, or remove it.")
        names.add(app.name)
    return found

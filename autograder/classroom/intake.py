"""Finds out who handed in what, and gives one lesson's folder after the other. No link is ever followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.classroom.attempts import Attempt
from autograder.classroom.downloads import Handed, recognise
from autograder.classroom.opening import opened
from autograder.classroom.room import Hostile, Refused
from autograder.classroom.roster import Person, Roster
from autograder.classroom.shelf import items_of
from autograder.classroom.status import Status
from autograder.classroom.work import find_work
from autograder.course import Course, CourseError, Lesson
from autograder.model import Submission

NOBODY = Person("", "")
"""Who somebody is that is not on the roster, or when there is none."""


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in for one lesson: a submission, or a sentence that says why there is none.

    ``person_id``, ``email`` and ``section`` are the roster's; ``number`` is what the platform calls this person.
    ``remark`` is what a row says about several submissions; ``notes`` hold it with all else that is good to know.
    """

    student: str
    lesson: str
    submission: Submission | None
    why: str = ""
    person_id: str = ""
    email: str = ""
    section: str = ""
    number: str = ""
    notes: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class _Student:
    """A row to be: a name that nobody else has, and everything that belongs to it."""

    name: str
    attempts: tuple[Attempt, ...]
    number: str = ""
    person: Person = NOBODY


class Intake:
    """The submissions in a folder or a zip, and everybody on the roster.

    ``students`` are the names in the order of the rows, ``recognised`` says in a line what we take the folder for,
    ``unlisted`` whose work is nobody's on the roster, and ``passed_over`` which files are no submission.
    """

    def __init__(self, course: Course, source: Path, lessons: list[Lesson], roster: Roster | None = None) -> None:
        """Look into ``source`` for work on these lessons. Raises ``CourseError`` if nothing in it is a submission."""
        self.course, self.lessons = course, lessons
        download = recognise(items_of(source), frozenset({*course.slugs, "app.py", "lessons"}))
        if not download.people:
            expected = "it should hold one folder, zip or tar file per student, or be a learning platform's download"
            raise CourseError(f"There are no submissions in {source}: {expected}.")
        self.passed_over = download.passed_over
        people = len(download.people)
        self.recognised = f"{download.kind}: {people} {'person' if people == 1 else 'people'}"
        self.unlisted: tuple[str, ...] = ()
        self._students = tuple(_alone(download.people)) if roster is None else self._listed(download.people, roster)
        self.students = tuple(student.name for student in self._students)

    def keep_part(self, number: int, of: int) -> None:
        """Keep every ``of``-th student only, from the one at ``number`` on: one part of a class that has ``of``."""
        self._students, self.students = self._students[number - 1 :: of], self.students[number - 1 :: of]

    def handed_in(self) -> Generator[HandedIn]:
        """Yield one entry for every student and lesson, in the order of ``students``.

        An archive is unpacked when its student's turn comes, and removed when the next one is asked for.
        """
        for student in self._students:
            with ExitStack() as stack:
                shelf = _Attempts(student.attempts, stack)
                for lesson in self.lessons:
                    yield self._one(student, shelf, lesson)

    def _listed(self, people: tuple[Handed, ...], roster: Roster) -> tuple[_Student, ...]:
        """Return everybody on the roster in its order, then those whom we do not find on it."""
        theirs: dict[Person, list[Handed]] = {person: [] for person in roster.people}
        others: list[Handed] = []
        told: list[str] = []
        for handed in people:
            person, why = roster.find(handed.who)
            if person is None:
                others.append(handed)
                told.append(f"{handed.label} ({why})" if why else handed.label)
            else:
                theirs[person].append(handed)
        self.unlisted = tuple(told)
        missing = sum(not found for found in theirs.values())
        self.recognised += f"; roster: {len(theirs)}, {missing} of them without work"
        listed = [
            _Student(
                person.label,
                tuple(attempt for handed in found for attempt in handed.attempts),
                next((handed.number for handed in found), ""),
                person,
            )
            for person, found in theirs.items()
        ]
        return (*listed, *_alone(others, {person.label for person in roster.people}))

    def _one(self, student: _Student, attempts: _Attempts, lesson: Lesson) -> HandedIn:
        """Return what somebody handed in for one lesson: the latest attempt that has something for it."""
        person = student.person
        row = HandedIn(
            *(student.name, lesson.slug, None, Status.NOTHING, person.id, person.email, person.section, student.number)
        )
        for number, attempt in enumerate(attempts.latest_first):
            remark = "; ".join((*_which(attempts.latest_first, number), *attempt.remarks))
            notes = (*attempt.notes, *([f"{remark}."] if remark else []))
            try:
                root = attempts.folder(number)
                work, why = find_work(self.course, root, lesson, alone=len(self.lessons) == 1)
            except Refused as refused:
                status = Status.HOSTILE if isinstance(refused, Hostile) else Status.UNREADABLE
                return replace(row, why=status.because("; ".join(filter(None, (str(refused), remark)))), notes=notes)
            if work is not None:
                submission = Submission(lesson.slug, work, student.name, notes)
                return replace(row, submission=submission, why="", notes=notes, remark=remark)
            if number == 0:
                row = replace(row, why=Status.NOTHING.because(why), notes=attempt.notes)
        return row


class _Attempts:
    """One student's attempts, the latest first, each opened when it is asked for and kept until the next student."""

    def __init__(self, attempts: tuple[Attempt, ...], stack: ExitStack) -> None:
        self.latest_first = attempts
        if len(attempts) > 1:
            self.latest_first = tuple(sorted(attempts, key=lambda each: (-each.order(), each.called())))
        self._stack, self._folders = stack, dict[int, Path | Refused]()

    def folder(self, number: int) -> Path:
        """Return where an attempt lies. Raises ``Refused``, every time it is asked for."""
        if number not in self._folders:
            try:
                self._folders[number] = self._stack.enter_context(opened(self.latest_first[number]))
            except Refused as refused:
                self._folders[number] = refused
        found = self._folders[number]
        if isinstance(found, Refused):
            raise found
        return found


def _which(attempts: tuple[Attempt, ...], number: int) -> tuple[str, ...]:
    """Say which of several attempts counts."""
    if len(attempts) == 1:
        return ()
    called = attempts[number].called()
    counts = (
        f"the later one has nothing for this lesson; an earlier one ({called})"
        if number
        else f"the later one ({called})"
    )
    return (f"{len(attempts)} submissions; {counts} counts",)


def _alone(people: tuple[Handed, ...] | list[Handed], taken: set[str] | None = None) -> list[_Student]:
    """Return a row for each, by a name that no other row has: with a number where two are called the same."""
    common = Counter(handed.label for handed in people)
    seen = set(taken or ())
    students = []
    for handed in people:
        both = handed.number and (common[handed.label] > 1 or handed.label in seen)
        name = base = f"{handed.label} ({handed.number})" if both else handed.label
        again = 1
        while name in seen:
            again += 1
            name = f"{base} ({again})"
        seen.add(name)
        students.append(_Student(name, handed.attempts, handed.number))
    return students

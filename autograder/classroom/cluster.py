"""The graders of other machines: a Dask cluster that somebody has started, and what runs in each of its workers.

A worker never runs a student's code in its own process, nor the checks: it keeps graders, as the command itself does on
one machine. Submissions travel with their jobs; the course must be there already, and be the same.
"""

from __future__ import annotations

import logging
import socket
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Self

from autograder.classroom.graders import HOME, Graders
from autograder.course import Course, CourseError
from autograder.grading.grader import Setup
from autograder.grading.identity import identity
from autograder.grading.job import Job
from autograder.model import Result
from autograder.sandbox.levels import reached

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 30
"""Seconds for the scheduler to answer, and for a first worker to be there."""


class Cluster:
    """The workers of a Dask scheduler. Use it as a context: its end takes back what is not graded yet."""

    def __init__(self, address: str, setup: Setup, checks: dict[str, str]) -> None:
        """Go to the scheduler; ``checks`` are the digests of each lesson's checks here. Raises ``CourseError``."""
        self._setup, self._checks = setup, checks
        self._client = _client(address)
        self._executor = self._client.get_executor(pure=False)
        self.window = 2 * sum(self._client.nthreads().values())

    def submit(self, job: Job) -> Future[Result]:
        """Return a future for the result; it raises what stopped the job on its worker."""
        future: Future[Result] = self._executor.submit(grade_there, self._setup, self._checks[job.lesson], job)
        return future

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take back what is not graded yet, and leave the cluster as it is."""
        self._executor.shutdown(wait=False)
        self._client.close()


def _client(address: str) -> Client:
    """Return a connection to a scheduler with at least one worker. Raises ``CourseError``."""
    try:
        from distributed import Client
    except ImportError as error:
        raise CourseError(
            "--scheduler needs the package `distributed`. Install it with: python -m pip install '.[cluster]'"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it becomes a row or a sentence
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise CourseError(f"There is no Dask scheduler at {address} ({error}).") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise CourseError(f"The Dask scheduler at {address} has no workers. Start some, then this again.") from error
    return client


# --- in a worker


class _Place:
    """The graders of one Dask worker for one way of grading."""

    def __init__(self, setup: Setup, number: int) -> None:
        self.course = _course(setup)
        there = reached()
        for layer in setup.options.plan.layers:
            if layer not in there.plan.layers:
                why = there.missing.get(layer, "it is not known")
                raise CourseError(
                    f"On {socket.gethostname()} apps cannot be confined as on this machine: {layer} is missing ({why})."
                )
        here = Setup(str(self.course.root), str(self.course.tests), setup.lessons, setup.options)
        self.graders = Graders(here, number)
        self.checks = {slug: identity(self.course.lesson(slug)) for slug in setup.lessons}


_places: dict[str, _Place] = {}
_one_at_a_time = threading.Lock()


def grade_there(setup: Setup, checks: str, job: Job) -> Result:
    """Grade a job on this machine, in a grader that this Dask worker keeps. Raises ``CourseError`` for other checks."""
    return _place(setup, checks, job.lesson).graders.submit(job).result()


def _place(setup: Setup, checks: str, lesson: str) -> _Place:
    """Return the graders for these checks. Ours may have been read before somebody changed them: look once more."""
    from distributed import get_worker

    key = setup.to_line()
    with _one_at_a_time:
        place = _places.get(key)
        if place is None or place.checks[lesson] != checks:
            if place is not None:
                place.graders.__exit__()
            place = _places[key] = _Place(setup, get_worker().state.nthreads)
        if place.checks[lesson] != checks:
            raise CourseError(
                f"On {socket.gethostname()} lesson {lesson} has other checks, or other versions of Python, of this "
                f"program or its packages, than here. Bring {place.course.root} there up to date."
            )
        return place


def _course(setup: Setup) -> Course:
    """Return the course at the same path as where the class is, or else the one this program belongs to."""
    root, tests = Path(setup.root), Path(setup.tests)
    if root.is_dir():
        return Course(root, tests)
    own = tests.is_relative_to(root)
    return Course(Path(HOME), Path(HOME, tests.relative_to(root)) if own else tests)

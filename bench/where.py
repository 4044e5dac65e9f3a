"""Says where the time of a submission goes: grades a class with one grader, and times what it waits for.

Run as ``python -m bench.where CLASS``, it prints milliseconds of an average submission as JSON, by what they went into.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.grading.engine import grade_all
from autograder.grading.options import Options
from autograder.model import Submission
from autograder.sandbox.folder import PrivateCopy
from autograder.sandbox.levels import reached
from autograder.sandbox.remote import Worker
from bench.ways import find_lesson

IN_APP = ("load", "request", "command", "reset", "read")
"""What a worker does in its own process. The rest is the grader's."""


class Times:
    """Seconds by name. What is timed within something else is not counted there once more."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: Counter[str] = Counter()
        self._inside: list[float] = []

    def of(self, owner: type, method: str, name: str) -> None:
        """From now on time a method of a class, under a name."""
        original: Callable[..., Any] = getattr(owner, method)

        def timed(*arguments: Any, **options: Any) -> Any:
            began = time.perf_counter()
            self._inside.append(0.0)
            try:
                return original(*arguments, **options)
            finally:
                took = time.perf_counter() - began
                self.seconds[name] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        setattr(owner, method, timed)


def main() -> None:
    """Grade everybody but the first, for whom everything starts, and print."""
    times = Times()
    for method in IN_APP:
        times.of(Worker, method, f"app: {method}")
    times.of(Worker, "__init__", "a process for the app")
    times.of(Worker, "kill", "the end of that process")
    for method in ("lay_out", "remember", "put_back", "remove"):
        times.of(PrivateCopy, method, "the files of the app")
    lesson, began = find_lesson(), [0.0]
    work = sorted(Path(sys.argv[1]).iterdir())

    def graded(*_: object) -> None:
        if not began[0]:
            began[0] = time.perf_counter()
            times.seconds.clear()

    submissions = [Submission(lesson.slug, folder, folder.name) for folder in [work[0], *work]]
    grade_all(lesson.course, submissions, graded, Options(seed=1, plan=reached().plan))
    times.seconds["checks, pages and pytest"] = time.perf_counter() - began[0] - sum(times.seconds.values())
    print(json.dumps({name: 1000 * seconds / len(work) for name, seconds in times.seconds.most_common()}))


if __name__ == "__main__":
    main()

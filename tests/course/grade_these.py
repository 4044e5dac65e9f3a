"""Grade a list of submissions in a process of its own, because pytest does not run inside pytest.

Called with a JSON file of ``[lesson, folder]`` pairs; prints one JSON result per pair, in the same order.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from autograder.course import Course
from autograder.grading.engine import grade_all
from autograder.grading.options import Options
from autograder.model import Result, Submission
from autograder.reports.machine import to_json

SEED = 20261123
"""The same values in every run, so that a red law stays red until it is mended."""


def main() -> None:
    """Grade everything and print it."""
    results = []

    def keep(_: Submission, result: Result) -> None:
        results.append(to_json([result])["results"][0])

    course = Course(Path(sys.argv[1]))
    submissions = [Submission(lesson, Path(folder)) for lesson, folder in json.loads(Path(sys.argv[2]).read_text())]
    mode = os.environ.get("BASEPLATE_WORKERS", "auto")
    grade_all(course, submissions, keep, Options(seed=SEED, mode=mode))
    print(json.dumps(results))


if __name__ == "__main__":
    main()

"""What a grader is asked and what it answers, as plain data: nothing in it needs a folder, or this machine.

Both travel as one line of JSON each, and the journal keeps results in the same shape.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from autograder.model import Check, CheckResult, Finding, Outcome, Result, Submission
from autograder.sandbox.folder import TooMuch, read_submission


class ChecksBroken(Exception):
    """The checks could not be collected. This is our mistake, or an author's; never a student's."""


@dataclass(frozen=True)
class Job:
    """One person's work on one lesson, read. ``unread`` says why there are no files."""

    student: str
    lesson: str
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    unread: str = ""

    @property
    def digest(self) -> str:
        """A number for everything that was handed in: the same work gets the same one."""
        found = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            found.update(f"{len(name)} {len(data)} {name}".encode(errors="surrogatepass"))
            found.update(data)
        found.update("\0".join((*self.notes, self.unread)).encode(errors="surrogatepass"))
        return found.hexdigest()

    def to_line(self) -> str:
        """Return the job as a line of JSON."""
        files = {name: base64.b64encode(data).decode() for name, data in self.files.items()}
        return json.dumps({**asdict(self), "files": files})


def read_job(submission: Submission) -> Job:
    """Read what somebody handed in, within limits and following no link."""
    student, lesson, notes = submission.student, submission.lesson, submission.notes
    try:
        files, left_out = read_submission(submission.folder)
    except TooMuch as error:
        return Job(student, lesson, {}, notes, f"It was not read: {error}.")
    return Job(student, lesson, files, (*notes, *left_out))


def job_from_line(line: str) -> Job:
    """Return the job in a line of JSON."""
    data = json.loads(line)
    files = {name: base64.b64decode(text) for name, text in data["files"].items()}
    return Job(data["student"], data["lesson"], files, tuple(data["notes"]), data["unread"])


def result_to_line(result: Result) -> str:
    """Return a result as a line of JSON, with every row of its findings."""
    return json.dumps(asdict(result), separators=(",", ":"))


def result_from_line(line: str) -> Result:
    """Return the result in a line of JSON."""
    data = json.loads(line)
    checks = tuple(map(_check, data["checks"]))
    return Result(data["lesson"], checks, data["seed"], data["isolation"], tuple(data["notes"]))


def _check(data: dict[str, Any]) -> CheckResult:
    finding = Finding(tuple((label, text) for label, text in data["finding"]["rows"])) if data["finding"] else None
    return CheckResult(Check(**data["check"]), Outcome(data["outcome"]), finding, data["seconds"], data["points"])

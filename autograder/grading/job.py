"""What a grader is asked and what it answers, as plain data: nothing in it needs a folder, or this machine.

Both travel as one line of JSON each, and the journal keeps results in the same shape.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.model import Check, CheckResult, Exchange, Finding, Outcome, Result, Submission
from autograder.sandbox.folder import TooMuch, read_submission


class ChecksBroken(Exception):
    """The checks could not be collected. This is our mistake, or an author's; never a student's."""


@dataclass(frozen=True)
class Job:
    """One person's work on one lesson, read. ``unread`` says why there are no files.

    ``seed`` is in place of the one for everybody; ``seeds`` are those of checks that failed before, by their ids.
    """

    student: str
    lesson: str
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    unread: str = ""
    seed: int | None = None
    seeds: Mapping[str, int] = field(default_factory=dict)

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


def read_job(submission: Submission, seed: int | None = None, seeds: Mapping[str, int] | None = None) -> Job:
    """Read what somebody handed in, within limits and following no link."""
    student, lesson, notes = submission.student, submission.lesson, submission.notes
    try:
        files, left_out = read_submission(submission.folder)
    except TooMuch as error:
        return Job(student, lesson, {}, notes, f"It was not read: {error}.", seed, seeds or {})
    return Job(student, lesson, files, (*notes, *left_out), "", seed, seeds or {})


def job_from_line(line: str) -> Job:
    """Return the job in a line of JSON."""
    data = json.loads(line)
    files = {name: base64.b64decode(text) for name, text in data["files"].items()}
    seed, seeds = data["seed"], data["seeds"]
    return Job(data["student"], data["lesson"], files, tuple(data["notes"]), data["unread"], seed, seeds)


def result_to_line(result: Result) -> str:
    """Return a result as a line of JSON, with every row of its findings."""
    return json.dumps(asdict(result), separators=(",", ":"))


def result_from_line(line: str) -> Result:
    """Return the result in a line of JSON."""
    data = json.loads(line)
    checks = tuple(map(_check, data["checks"]))
    return Result(data["lesson"], checks, data["seed"], data["isolation"], tuple(data["notes"]))


def check_to_line(check: CheckResult) -> str:
    """Return what came out of one check as a line of JSON."""
    return json.dumps(asdict(check), separators=(",", ":"))


def check_from_line(line: str) -> CheckResult:
    """Return what came out of the check in a line of JSON."""
    return _check(json.loads(line))


def _check(data: dict[str, Any]) -> CheckResult:
    finding = Finding(tuple((label, text) for label, text in data["finding"]["rows"])) if data["finding"] else None
    asked = tuple(Exchange(**each) for each in data.get("exchanges", ()))  # an older journal has none
    check, outcome = Check(**data["check"]), Outcome(data["outcome"])
    return CheckResult(check, outcome, finding, data["seconds"], data["points"], asked)

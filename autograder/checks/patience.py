"""How long anybody waits for an app. The grader's own clock says when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Deadlines in seconds: for a request, for loading the app, for all answers of a check, for a run of all tests."""

    request: float = 3.0
    load: float = 5.0
    check: float = 10.0
    suite: float = 20.0

"""What all pages of the site share: the course, the token of this start, and the addresses that are ours."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask import current_app

from autograder.course import Course, State
from autograder.grading.options import Options
from autograder.live.session import Live
from autograder.site.running import Running
from autograder.site.watching import Lives


@dataclass
class Study:
    """One start of the site. ``hosts`` are known once the server has its port; before that nobody is let in."""

    course: Course
    class_folder: Path | None = None
    token: str = field(default_factory=secrets.token_urlsafe)
    hosts: frozenset[str] = frozenset()
    lives: Lives = field(init=False)
    running: Running = field(init=False)

    def __post_init__(self) -> None:
        """Get ready to watch lessons and to run apps; nothing is started before somebody asks."""
        self.lives = Lives(partial(Live, self.course, options=Options(0, exchanges=True)))
        self.running = Running(self.course)

    def close(self) -> None:
        """End everything that was started."""
        self.running.stop()
        self.lives.close()

    @property
    def state(self) -> State:
        """What the tool remembers of this course."""
        return State(self.course)


def the_study() -> Study:
    """Return the study of the app that answers this request."""
    study: Study = current_app.extensions["study"]
    return study

"""What all pages of the site share: the course, the token of this start, and the addresses that are ours."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from autograder.course import Course, Lesson, State
from autograder.site.watching import Live, Lives


def watch(lesson: Lesson) -> Live:
    """Begin to watch a lesson."""
    raise NotImplementedError


@dataclass
class Study:
    """One start of the site. ``hosts`` are known once the server has its port; before that nobody is let in."""

    course: Course
    lives: Lives = field(default_factory=lambda: Lives(watch))
    class_folder: Path | None = None
    token: str = field(default_factory=secrets.token_urlsafe)
    hosts: frozenset[str] = frozenset()

    @property
    def state(self) -> State:
        """What the tool remembers of this course."""
        return State(self.course)


def the_study() -> Study:
    """Return the study of the app that answers this request."""
    study: Study = current_app.extensions["study"]
    return study

"""The student's app, while it runs: one at a time, so that nobody wonders whose page they are looking at."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from autograder.course import Course, CourseError, Lesson
from autograder.live.log import Line, Log
from autograder.live.ports import FIRST, next_free, who_answers
from autograder.live.program import Program, running_notes

SHOWN = 60
"""Lines of a log on a page."""


@dataclass(frozen=True)
class Run:
    """One start of a lesson's app, and what it has said."""

    program: Program
    log: Log
    elsewhere: str = ""
    """The lesson whose app answers on the port that people know by heart, from another terminal."""

    @property
    def lesson(self) -> Lesson:
        """Whose app it is."""
        return self.program.lesson

    @property
    def lines(self) -> tuple[Line, ...]:
        """The last lines it said."""
        return self.log.after(0)[-SHOWN:]


class Running:
    """Starts an app, and stops it before the next one, or when the site ends."""

    def __init__(self, course: Course) -> None:
        """Nothing runs yet."""
        self._course = course
        self._lock = threading.Lock()
        self.run: Run | None = None

    def start(self, lesson: Lesson) -> None:
        """Start the app of a lesson on a free port. Raises ``CourseError`` when there is none, or it cannot start."""
        with self._lock:
            self._stop()
            port = next_free()
            if port is None:
                raise CourseError("No port is free for your app. Stop some of the servers on this machine.")
            log = Log()
            program = Program(self._course, lesson, log, port)
            try:
                program.start()
            except OSError as error:
                raise CourseError(f"Your app could not be started: {error.strerror}.") from error
            whose = who_answers(FIRST, running_notes(self._course)) if port != FIRST else ""
            self.run = Run(program, log, whose)

    def stop(self) -> None:
        """Stop the app, if one runs."""
        with self._lock:
            self._stop()

    def mark(self) -> object:
        """Return something that changes with every start, every end and every line."""
        run = self.run
        return run and (run.program, run.program.running, [line.number for line in run.lines[-1:]])

    def _stop(self) -> None:
        if self.run is not None:
            self.run.program.stop()
        self.run = None

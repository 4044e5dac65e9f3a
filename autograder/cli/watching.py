"""What ``watch`` shows and does: the report after each save, and what each key is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.cli.hint import show_hint
from autograder.cli.keys import LEAVE, Keys
from autograder.cli.list import show_list
from autograder.cli.options import checking
from autograder.cli.reset import nothing_to_reset, question, say_where
from autograder.cli.run import explain
from autograder.cli.show import next_step
from autograder.cli.trouble import as_typed, labelled, program
from autograder.course import Course, CourseError, Lesson, State
from autograder.live import ports
from autograder.live.log import Log
from autograder.live.program import Program
from autograder.live.session import Live, LiveState, Phase
from autograder.live.trouble import Trouble, Whose
from autograder.reports.console import in_this_encoding, make_console, safe, say
from autograder.reports.terminal import Report, View

if TYPE_CHECKING:
    from autograder.grading.options import Options

EVERY = 0.05
"""Seconds between two looks at the keyboard."""
END_OF_INPUT = "\x04"
MEANS = "r run · h hint · l list · n next lesson · x reset · q leave"


class Screen:
    """The terminal, whose last line may be one that goes away again. Without cursor movement every line stays."""

    def __init__(self, plain: bool, said: str) -> None:
        """Write to standard output, where the last line says this."""
        self.console = make_console(plain)
        self.moves = not self.console.no_color
        self._passing = said

    def passing(self, text: str) -> None:
        """Show what is going on, until something else is said."""
        text = in_this_encoding(self.console, safe(text))
        if text == self._passing:
            return
        if not self.moves:
            say(self.console, text)
        else:
            self.console.file.write(f"\r\x1b[K{text[: self.console.width - 1]}")
        self.console.file.flush()
        self._passing = text

    def clear(self) -> None:
        """Take away what was passing."""
        if self._passing and self.moves:
            self.console.file.write("\r\x1b[K")
            self.console.file.flush()
        self._passing = ""

    def say(self, text: str, style: str = "") -> None:
        """Say something that stays."""
        self.clear()
        say(self.console, safe(text), style)


class Watching:
    """Watches one lesson after the other, and goes on to another only when it is told to."""

    def __init__(self, course: Course, plain: bool, options: Options, keys: Keys) -> None:
        """Get ready."""
        self.course, self.options, self.keys = course, options, keys
        self.screen = Screen(plain, checking())
        self._app: Program | None = None
        self._log = Log()
        self._heard = 0
        self._shown: LiveState | None = None
        self._told_keys = False

    def from_lesson(self, lesson: Lesson | None) -> None:
        """Watch a lesson, and others that are asked for, until somebody leaves."""
        if not self.keys.possible:
            self.screen.say(f"Every save in {as_typed(lesson.starter) if lesson else ''} is checked. Ctrl+C leaves.")
            self.screen.say("One-key commands need a terminal; there is none here.")
        while lesson is not None:
            lesson = self._watch(lesson)

    def _watch(self, lesson: Lesson) -> Lesson | None:
        """Watch one lesson; return the one to watch next, or nothing to leave."""
        self._shown = None
        try:
            with Live(self.course, lesson, self.options) as live:
                number = -1
                while True:
                    state = live.wait(number, 0)
                    if state is not None:
                        number = state.number
                        self._tell(lesson, state)
                    self._pass_on()
                    key = self.keys.pressed(EVERY).lower()
                    if key in (LEAVE, END_OF_INPUT):
                        return None
                    if key == "n" and (after := self._next(lesson)) is not None:
                        return after
                    if key and key != "n":
                        self._do(key, lesson, live)
        finally:
            self.screen.clear()
            self._stop()

    # --- what it shows

    def _tell(self, lesson: Lesson, state: LiveState) -> None:
        match state.phase:
            case Phase.CHECKING:
                done = f" {len(state.checks)} checks done" if state.checks and self.screen.moves else ""
                self.screen.passing(f"{checking()}{done}")
            case Phase.TYPING:
                self.screen.passing(f"still typing? {lesson.starter.name}/{state.where}")
            case Phase.TROUBLE if state.trouble is not None:
                self.screen.clear()
                self._trouble(state.trouble, as_typed(state.report) if state.report else "")
                self._keys()
            case Phase.DONE:
                if not self.screen.moves:
                    self.screen.passing(checking())  # it parts one report from the next, however quick the checks are
                self.screen.clear()
                self._report(lesson, state)
                self._keys()

    def _report(self, lesson: Lesson, state: LiveState) -> None:
        assert state.result is not None
        before, self._shown = self._shown, state
        if before is not None and _same(before, state):
            points = f"{state.result.points} of {state.result.max_points} points"
            self.screen.say(f" Saved, and the answer is the same: {points}.", "label")
            return
        view = View(
            state.result,
            lesson.number,
            lesson.title,
            as_typed(lesson.starter),
            state.since.points if state.since else None,
            state.since.passed if state.since else frozenset(),
            next_step(self.course, lesson, state.result),
            report=as_typed(state.report) if state.report else "",
        )
        Report(self.screen.console, view).print()

    def _trouble(self, trouble: Trouble, report: str) -> None:
        lost = "Nothing was graded, nothing is lost. The next save tries again."
        labelled(self.screen.console, trouble.whose, trouble.sentence, lost)
        if trouble.whose is Whose.COMPUTER:
            labelled(self.screen.console, "To fix it", f"{program()} doctor")
        if report:
            labelled(self.screen.console, "Details", report)

    def _keys(self) -> None:
        if self.keys.possible and (self.screen.moves or not self._told_keys):
            self.screen.passing(MEANS)
            self._told_keys = True

    # --- what the keys do

    def _do(self, key: str, lesson: Lesson, live: Live) -> None:
        self.screen.clear()
        try:
            match key:
                case "r":
                    self._run(lesson)
                case "h":
                    show_hint(self.screen.console, self.course, lesson)
                case "l":
                    show_list(self.screen.console, self.course)
                case "x":
                    self._reset(lesson)
                case "\r" | "\n" | " ":
                    live.check_now()
                    return
        except CourseError as error:
            self.screen.say(str(error))
        self._keys()

    def _next(self, lesson: Lesson) -> Lesson | None:
        later = [each for each in self.course.lessons if each.slug > lesson.slug]
        if not later:
            self.screen.say("That was the last lesson.")
            self._keys()
            return None
        readme = as_typed(later[0].readme)
        self.screen.say(f"Lesson {later[0].number} · {later[0].title}. Read {readme} first.", "strong")
        return later[0]

    def _reset(self, lesson: Lesson) -> None:
        if not State(self.course).touched(lesson):
            self.screen.say(nothing_to_reset(lesson))
            return
        self.screen.passing(f"{question(f'lesson {lesson.number}')} y or n")
        answer = ""
        while not answer:
            answer = self.keys.pressed(EVERY)
        if answer.lower() == "y":
            backup = State(self.course).restore(lesson)
            self.screen.say(f"Reset lesson {lesson.number} · {lesson.title}.")
            say_where(self.screen.console, backup)
        else:
            self.screen.say("Nothing was changed.")

    def _run(self, lesson: Lesson) -> None:
        if self._app is not None and self._app.running:
            self._stop()
            self.screen.say(f"Lesson {lesson.number} has stopped.")
            return
        self._stop()
        port = ports.next_free()
        if port is None:
            raise CourseError(f"Port {ports.FIRST} is taken, and so are the next hundred.")
        self._app = Program(self.course, lesson, self._log, port, shown=as_typed(lesson.starter))
        self._app.start()
        self.screen.say(f"Lesson {lesson.number} is running: {self._app.address} (r stops it)", "strong")

    def _stop(self) -> None:
        app, self._app = self._app, None
        if app is not None:
            app.stop()
            self._pass_on()

    def _pass_on(self) -> None:
        """Show what the app has said since."""
        ended = self._app is not None and not self._app.running
        lines = self._log.after(self._heard)
        for line in lines:
            self._heard = line.number
            self.screen.clear()
            if line.rows:
                explain(self.screen.console, line.rows)
            else:
                self.screen.say(f" app  {line.text}", "label")
        if ended and not lines:
            self._stop()
            self.screen.say("The app has ended by itself (r starts it).")
        if ended or (lines and self._app is not None):
            self._keys()


def _same(one: LiveState, other: LiveState) -> bool:
    """Tell whether two answers say the same to a student."""
    pairs = [[(each.check.id, each.outcome, each.finding) for each in state.checks] for state in (one, other)]
    return pairs[0] == pairs[1]

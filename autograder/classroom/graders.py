"""Grader processes on this machine, and a future for each job that one of them is given.

Each process has a thread of ours that hands it one job at a time. So when a process dies, exactly one job is lost with
it, and the others do not even notice.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, Self

from autograder.grading.audience import GivenUp
from autograder.grading.grader import ALONE, CHECK, CHECKS_BROKEN, GIVEN_UP, NO_SANDBOX, RESULT, STOP, TAKE, Setup
from autograder.grading.job import ChecksBroken, Job, check_from_line, result_from_line
from autograder.grading.sharing import THE_START
from autograder.model import CheckResult, Result
from autograder.sandbox.folder import remove_copies_of
from autograder.sandbox.launcher import Log, NoSandbox

HOME = str(Path(__file__).resolve().parents[2])
LONGEST = 600.0
"""Seconds for one job. An app cannot take so long: requests, loading and checks have deadlines of their own."""
FAREWELL = 5.0


class GraderStopped(Exception):
    """A grader's process ended while it had a job. The message is for an instructor."""


class GraderTooSlow(GraderStopped):
    """A grader was ended because a job took far too long. The same job would again."""


class Part(Protocol):
    """What one grader does of a job that several may share."""

    def alone(self) -> None:
        """Hear, before that the app starts, that no second app may run beside this one."""

    def hear(self, number: int, check: CheckResult) -> None:
        """Hear the answer of a check. That the app starts has the number ``THE_START``."""

    def take(self) -> int:
        """Return the number of the next check; one that is not there ends the grader's part."""


class Grader:
    """One process, started for its first job, and again for the next one after it died."""

    def __init__(self, setup: Setup) -> None:
        """Remember how to start; nothing runs yet."""
        self._setup = setup
        self._process: subprocess.Popen[str] | None = None
        self._log: Log | None = None
        self._given = 0
        self._turn = threading.Lock()

    def warm(self) -> None:
        """Start the process if none is alive: it gets ready while we do something else."""
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._start()

    def grade(self, job: Job) -> Result:
        """Return the result. Raises ``GraderStopped``, ``NoSandbox`` or ``ChecksBroken``, and has then ended."""
        return self._grade(job, lambda _about, _text: None)

    def watch(self, job: Job, part: Part) -> Result:
        """Return the result of the checks that ``part`` takes, each of which it is told at once.

        For a watched grader. Raises what ``grade`` raises, and ``GivenUp`` if ``give_up`` was called.
        """
        number = THE_START

        def heard(about: str, text: str) -> None:
            nonlocal number
            if about == ALONE:
                part.alone()
                return
            part.hear(number, check_from_line(text))
            number = part.take()
            with self._turn:
                if self._process is not None:
                    self._write(self._process, f"{TAKE}{number}")

        return self._grade(job, heard)

    def _grade(self, job: Job, heard: Callable[[str, str], None]) -> Result:
        process, began = self._process or self._start(), time.monotonic()
        watch = threading.Timer(LONGEST, process.kill)
        watch.daemon = True
        watch.start()
        try:
            about, text = self._ask(process, job.to_line())
            while about in (ALONE, CHECK):
                heard(about, text)
                about, text = self._hear(process)
        except (OSError, ValueError):  # its pipes are closed
            about, text = "", ""
        watch.cancel()
        if about == RESULT and text.endswith("\n"):
            return result_from_line(text)
        if about == GIVEN_UP:
            raise GivenUp
        self.end()
        if about == NO_SANDBOX:
            raise NoSandbox(json.loads(text))
        if about == CHECKS_BROKEN:
            raise ChecksBroken(json.loads(text))
        if time.monotonic() - began >= LONGEST:
            raise GraderTooSlow(f"grading it took longer than {LONGEST:g} seconds")
        words = f": {self._last_words()}" if process.returncode > 0 else ""  # it was not killed, so it may say why
        raise GraderStopped(f"the grader's process stopped (code {process.returncode}){words}")

    def give_up(self) -> None:
        """Tell a watched process that nobody wants the rest of the job it has; another thread may wait for that."""
        with self._turn, contextlib.suppress(OSError, ValueError):  # it may have ended
            if self._process is not None and self._given:
                self._write(self._process, f"{STOP}{self._given}")

    def _start(self) -> subprocess.Popen[str]:
        read, write = os.pipe()
        path = os.pathsep.join(filter(None, (HOME, os.environ.get("PYTHONPATH", ""))))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-m", "autograder.grading.grader"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=write,
                env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},  # all say a set in the same order
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for us: we tell the graders what they must know of it
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except BaseException:
            os.close(read)
            raise
        finally:
            os.close(write)
        self._log, self._given = Log(read), 0
        with contextlib.suppress(OSError):  # it is gone already: the first job will find out
            self._write(self._process, self._setup.to_line())
        return self._process

    def _ask(self, process: subprocess.Popen[str], line: str) -> tuple[str, str]:
        with self._turn:
            self._given += 1
            self._write(process, line)
        return self._hear(process)

    def _hear(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        assert process.stdout is not None
        about, _, text = process.stdout.readline().partition(" ")
        return about, text

    def _write(self, process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(line + "\n")
        process.stdin.flush()

    def _last_words(self) -> str:
        """Return the end of what the process wrote to its error stream."""
        return (self._log.end() if self._log else "").strip().rpartition("\n")[2]

    def ask_to_end(self) -> None:
        """Tell the process to end, in the midst of a job too, and do not wait for it."""
        process = self._process
        if process is None or process.stdin is None or process.stdin.closed:
            return
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()
        if os.name == "posix":
            process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """End the process with all it has started and all it has written."""
        self.ask_to_end()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()
        remove_copies_of(process.pid)


class Graders:
    """As many graders as asked for. Use it as a context: its end ends them all."""

    def __init__(self, setup: Setup, number: int) -> None:
        """Make the threads. A process starts when its first job comes: a class that is known needs none."""
        self.window = 2 * number
        self._jobs: SimpleQueue[tuple[Future[Result], Job] | None] = SimpleQueue()
        self._graders = [Grader(setup) for _ in range(number)]
        self._threads = [threading.Thread(target=self._work, args=(each,), daemon=True) for each in self._graders]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> Future[Result]:
        """Return a future for the result; it raises what ``Grader.grade`` raises."""
        future: Future[Result] = Future()
        self._jobs.put((future, job))
        return future

    def _work(self, grader: Grader) -> None:
        while (given := self._jobs.get()) is not None:
            future, job = given
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(grader.grade(job))
            except BaseException as error:
                future.set_exception(error)
        grader.end()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process. Jobs that were not begun are cancelled, one that was begun raises ``GraderStopped``."""
        while not self._jobs.empty():
            given = self._jobs.get()
            if given is not None:
                given[0].cancel()
        for _thread in self._threads:
            self._jobs.put(None)
        for grader in self._graders:
            grader.ask_to_end()
        for grader in self._graders:
            grader.end()
        for thread in self._threads:
            thread.join(FAREWELL)

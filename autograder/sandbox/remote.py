"""The grader's handle on a worker: typed questions, checked answers, a deadline on each."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.sandbox.folder import TooMuch, measure
from autograder.sandbox.frames import BadFrame, ChannelClosed, TooSlow
from autograder.sandbox.launcher import Launcher, environment
from autograder.sandbox.suite_claims import SuiteRun, Way, suite_run

STATUS = re.compile(r"[1-5][0-9][0-9]( [^\r\n]{0,100})?")
STACK = re.compile(r'File "([^"\n]+)", line ([0-9]{1,7}) in (\S{1,200})')
HEADER = re.compile(r"[^\r\n\0\u0100-\U0010ffff]*")
MOST_HEADERS, MOST_RULES, MOST_LOOSE = 100, 200, 20
CLAIMED = ("rule", "endpoint", "view", "guards", "templates", "error", "statements")
"""What an app may tell about an answer."""


class Hung(Exception):
    """The app was still busy at the deadline; ``where`` is ``app.py:22`` and ``function`` its name, if known."""

    def __init__(self, where: str = "", function: str = "") -> None:
        """Keep where the app was busy."""
        super().__init__(where)
        self.where, self.function = where, function


class Gone(Exception):
    """The app's process ended by itself, or broke the protocol."""


class Broken(Exception):
    """The app raised while it was loaded; ``error`` is what its process tells about that."""

    def __init__(self, error: dict[str, Any]) -> None:
        """Keep the claim."""
        super().__init__("the app did not start")
        self.error = error


@dataclass(frozen=True)
class Rule:
    """One route that the app claims to have."""

    rule: str
    methods: tuple[str, ...]
    endpoint: str
    where: str


@dataclass(frozen=True)
class Loaded:
    """What the app claims about itself once it is loaded. ``loose``: functions without a route, and where they are."""

    rules: tuple[Rule, ...]
    called: str
    data_elsewhere: bool
    loose: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came back for one request. ``claims`` are only for hints: see ``CLAIMED``."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    too_large: bool = False
    claims: dict[str, Any] = field(default_factory=dict)


class Worker:
    """One process with one app in it."""

    def __init__(
        self,
        launcher: Launcher,
        folder: Path,
        env: dict[str, str],
        real_hashing: bool,
        role: str = "app",
        watched: Path | None = None,
    ) -> None:
        """Launch a process and give it its job. Raises ``NoSandbox``, ``Emptied`` or ``Gone``.

        ``folder`` is the private copy as the process sees it; ``watched`` the same one as we do, if it must not grow.
        """
        self.folder = folder
        self._process = launcher.launch()
        self._number = 0
        base = {**environment(), "HOME": str(folder), "TMPDIR": str(folder), "FLASK_RUN_FROM_CLI": "true", **env}
        job = {"role": role, "folder": str(folder), "environment": base, "real_hashing": real_hashing}
        deadline = time.monotonic() + 10
        try:
            self._process.channel.send(job, deadline=deadline)
            self.isolation = str(self._process.channel.receive(deadline)[0].get("isolation"))
        except (ChannelClosed, TooSlow, BadFrame) as error:
            self.kill()
            raise Gone(f"before it began: {self._process.log.end()}") from error
        if watched is not None:
            self._process.channel.watch = lambda: measure(watched)

    def load(self, seconds: float) -> Loaded:
        """Load the app. Raises ``Broken``, ``Hung`` or ``Gone``."""
        reply, _ = self._ask({"do": "load"}, seconds)
        if isinstance(reply.get("error"), dict):
            raise Broken(reply["error"])
        called = reply.get("called")
        name = called[:80] if isinstance(called, str) else "app"
        elsewhere = reply.get("data_elsewhere") is not False
        return Loaded(_rules(reply.get("rules")), name, elsewhere, _loose(reply.get("loose")))

    def request(self, environ: dict[str, str], body: bytes, seconds: float) -> Answer:
        """Send one request through the app. Raises ``Hung`` or ``Gone``."""
        reply, data = self._ask({"do": "request", "environ": environ}, seconds, body)
        status, headers = reply.get("status"), reply.get("headers")
        if not isinstance(status, str) or not isinstance(headers, list):
            raise self._gone("an answer without a status")
        if not STATUS.fullmatch(status):
            status = "500 (not a valid status)"
        pairs = [(name, value) for name, value in map(_pair, headers[:MOST_HEADERS]) if name]
        claims: dict[str, Any] = {key: reply[key] for key in CLAIMED if key in reply}
        return Answer(status, pairs, data, reply.get("too_large") is True, claims)

    def command(self, arguments: list[str], seconds: float) -> dict[str, Any]:
        """Run one of the app's own commands. Raises ``Hung`` or ``Gone``."""
        return self._ask({"do": "command", "arguments": arguments}, seconds)[0]

    def reset(self, seconds: float) -> None:
        """Make the app let go of its database connections. Raises ``Hung`` or ``Gone``."""
        reply, _ = self._ask({"do": "reset"}, seconds)
        if "error" in reply:
            raise self._gone("its connections could not be closed")

    def read(self, file: str, seconds: float) -> dict[str, Any]:
        """Return the tables of a database file (a reader's job). Raises ``Hung`` or ``Gone``."""
        return self._ask({"do": "read", "file": file}, seconds)[0]

    def run_suite(self, way: Way, seconds: float) -> SuiteRun:
        """Run the tests in the folder (a suite's job). Raises ``Hung`` or ``Gone``."""
        return suite_run(self._ask({"do": "test", **asdict(way), "near": sorted(way.near)}, seconds)[0])

    def printed(self) -> str:
        """Return what the app has printed, its first 64 kB."""
        return self._process.log.text()

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """Hold all threads of the process while we touch its files: none can put a link where a folder was."""
        self._process.halt(True)
        try:
            yield
        finally:
            self._process.halt(False)

    def interrupt(self) -> None:
        """End the process while another thread waits for it."""
        self._process.end()

    def kill(self) -> None:
        """End the process and everything it started."""
        self._process.end()
        self._process.channel.close()

    def _ask(self, question: dict[str, Any], seconds: float, body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        self._number += 1
        deadline = time.monotonic() + seconds
        channel = self._process.channel
        try:
            channel.send({**question, "id": self._number}, body, deadline)
            reply, data = channel.receive(deadline)
        except TooSlow:
            raise self._hung() from None
        except ChannelClosed:
            raise self._gone("it ended by itself") from None
        except TooMuch as error:
            raise self._gone(str(error)) from None
        except BadFrame as error:
            raise self._gone(str(error)) from None
        if reply.get("id") != self._number:
            raise self._gone("an answer to another question")
        return reply, data

    def _hung(self) -> Hung:
        """Ask the busy process where it is, and end it."""
        before = len(STACK.findall(self._process.log.end()))
        self._process.dump()
        for _ in range(20):
            time.sleep(0.01)
            frames = STACK.findall(self._process.log.end())[before:]
            own = [(file, line, name) for file, line, name in frames if Path(file).is_relative_to(self.folder)]
            if own:
                file, line, name = own[0]
                self.kill()
                return Hung(f"{Path(file).relative_to(self.folder).as_posix()}:{line}", name)
        self.kill()
        return Hung()

    def _gone(self, why: str) -> Gone:
        self.kill()
        return Gone(why)


def _pair(claimed: object) -> tuple[str, str]:
    """Return a name and a value, as of a header; without a name if they are not ones that could travel over HTTP."""
    match claimed:
        case [str(name), str(value)] if HEADER.fullmatch(name) and HEADER.fullmatch(value):
            return name, value
    return "", ""


def _rules(claimed: object) -> tuple[Rule, ...]:
    """Return the routes in a claim, leaving out what is not one."""
    rules = []
    for item in claimed[:MOST_RULES] if isinstance(claimed, list) else []:
        match item:
            case [str(rule), list(methods), str(endpoint), str(where)]:
                allowed = tuple(method for method in methods[:10] if isinstance(method, str))
                rules.append(Rule(rule[:200], allowed, endpoint[:100], where[:200]))
    return tuple(rules)


def _loose(claimed: object) -> tuple[tuple[str, str], ...]:
    """Return the functions in a claim, leaving out what is not one."""
    pairs = map(_pair, claimed[:MOST_LOOSE] if isinstance(claimed, list) else [])
    return tuple((name[:80], where[:200]) for name, where in pairs if name)

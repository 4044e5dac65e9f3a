"""A browser without a window: it opens addresses, follows redirects and links, keeps cookies and sends forms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlencode

from autograder.checks.address import HOST, is_own, joined, local, split
from autograder.checks.bench import Bench
from autograder.checks.browser import Cookies, Jar, environ_of, readable, whole_status
from autograder.checks.finding import ASKED, EXPECTED, FOUND, LOOK, SAID, NotYet, shorten
from autograder.checks.forms import what_was_typed
from autograder.checks.html import squeeze
from autograder.checks.page import Page
from autograder.checks.page_findings import REDIRECTS
from autograder.checks.places import Claims, line_that_begins
from autograder.sandbox.remote import Rule

if TYPE_CHECKING:
    from autograder.checks.forms import Filled

T = TypeVar("T")
Step = tuple[str, str, str]
"""What was asked, what came of it, and what was typed into its form."""
MOST_REDIRECTS = 10
KEEP_METHOD = (307, 308)
BROWSER = {"User-Agent": "Mozilla/5.0 (Baseplate)", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass(frozen=True)
class CommandResult:
    """What one of the app's own commands did, ``asked`` as ``flask init-db``."""

    exit_code: int
    output: str
    asked: str = ""
    look_at: str = ""
    error: Mapping[str, Any] | None = None
    """What stopped it, if it stopped with an error. A claim."""

    def succeeds(self) -> CommandResult:
        """The command ended well; otherwise a finding says what it printed, or explains what stopped it."""
        from autograder.checks.errors import AppError, finding_rows

        if self.error is not None:
            broke = finding_rows(AppError.from_dict(self.error))
            raise NotYet((ASKED, self.asked), (SAID, "it stopped with an error"), *broke)
        if self.exit_code != 0:
            said = f"exit code {self.exit_code}: {shorten(squeeze(self.output))}".strip(": ")
            raise NotYet((ASKED, self.asked), (EXPECTED, "exit code 0"), (SAID, said), (LOOK, self.look_at))
        return self


class Visitor:
    """One browser. ``another()`` is a second one, which shares no cookie with it."""

    def __init__(self, bench: Bench, scheme: str = "http", steps: list[Step] | None = None) -> None:
        """Sit down in front of an app."""
        self.bench = bench
        self.scheme = scheme
        self.steps = steps if steps is not None else []
        self.sent: Claims = {}
        """What the app told about its answer to the last POST, for findings about what that has, or has not, done."""
        self._jar = Jar()

    @property
    def host(self) -> str:
        """Scheme and host of the app."""
        return f"{self.scheme}://{HOST}"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The routes the app claims to have. For hints only."""
        return self.bench.apps.loaded.rules if self.bench.apps.loaded else ()

    def opens(self, path: str, status: int = 200) -> Page:
        """Open an address, follow redirects as a browser does, and expect this status in the end."""
        return self._follow(self._ask("GET", path)).answers(status)

    def gets(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """Ask for an address and return the answer as it is, redirect or not."""
        return self._ask("GET", path, headers=headers)

    def posts(self, path: str, data: Any = None, json: Any = None, headers: Mapping[str, str] | None = None) -> Page:
        """Send a forged request: no form was opened, no token fetched. The answer is returned as it is."""
        return self._ask("POST", path, data=data, json=json, headers=headers)

    def sends(self, method: str, path: str, **options: Any) -> Page:
        """Send any request: ``data``, ``json`` and ``headers`` as for ``posts``. The answer is returned as it is."""
        return self._ask(method, path, **options)

    def sends_form(self, url: str, filled: Filled) -> Page:
        """Send a form that was filled in, and follow where it leads."""
        if filled.method != "post":
            return self._follow(self._ask("GET", url, query=filled.data))

        def send(address: str) -> Page:
            data: dict[str, list[Any]] = {}
            for name, value in filled.data:
                data.setdefault(name, []).append(value)
            for name, (file_name, content) in filled.files:
                data.setdefault(name, []).append((BytesIO(content), file_name))
            return self._ask("POST", address, data=data, referrer=url)

        return self._follow(send(url), send)

    def another(self) -> Visitor:
        """Return a second browser on the same app."""
        return Visitor(self.bench, self.scheme, self.steps)

    def over_https(self) -> Visitor:
        """Return a second browser that speaks to the app over https."""
        return Visitor(self.bench, "https", self.steps)

    def restarts(self, env: Mapping[str, str] | None = None) -> Visitor:
        """Stop the app and start it again on the same data, with these environment variables. Cookies stay."""
        self.bench.restart(dict(env or {}))
        self.steps.append(("stopped the app and started it again", "", ""))
        return self

    def command(self, *arguments: str) -> CommandResult:
        """Run one of the app's own commands, such as ``init-db``."""
        return self._ran(arguments, self.bench.command(list(arguments)))

    def begins_with(self, *arguments: str) -> CommandResult:
        """Begin a check with a command that starts the data afresh, such as ``init-db``.

        The same as ``command``, and quicker: what it did to the files is kept for the next check that begins so.
        """

        def run() -> tuple[Mapping[str, Any], bool]:
            reply = self.bench.command(list(arguments))
            return reply, reply.get("exit_code") == 0

        # whoever types a command runs it in another process than the app's
        return self._ran(arguments, self.bench.begin_with(arguments, run, anywhere=True)[0])

    def begins(self, way: Callable[..., T], *values: Hashable) -> T:
        """Begin a check with ``way(self, *values)``, such as to join and to log in, and return what that returns.

        Once is enough for all checks that begin so, in the same process: they find the app's files and this browser's
        cookies as they were then, and get what was returned: the same page in their own browser, or a value.
        """
        before = len(self.steps)

        def act() -> tuple[tuple[T, Cookies, Claims, list[Step]], bool]:
            told = way(self, *values)
            return (told, self._jar.cookies(), self.sent, self.steps[before:]), True

        step = (way, values, self.scheme, tuple(map(repr, self._jar.cookies().values())))
        (told, cookies, sent, steps), known = self.bench.begin_with(step, act)
        if known:
            self._jar.hold(cookies)
            self.sent = sent
            self.steps += steps
        return cast(T, told.seen_by(self)) if isinstance(told, Page) else told

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie this browser holds for the app, or nothing."""
        cookie = self._jar.get_cookie(name)
        return cookie.value if cookie else None

    def closes(self) -> Visitor:
        """Close the browser and open it again: it keeps those cookies that were given an end, and no others."""
        self._jar.forget_sessions()
        self.steps.append(("closed the browser and opened it again", "", ""))
        return self

    def line_of(self, file: str, words: str) -> str | None:
        """Return ``app.py:22``, the first line of the student's file that begins with these words, or nothing."""
        return line_that_begins(self.bench.copy.files, file, words)

    def local(self, url: str) -> str:
        """Return a URL of this app without its host, any other whole."""
        return local(url)

    # ---

    def _ran(self, arguments: tuple[str, ...], reply: Mapping[str, Any]) -> CommandResult:
        told, error = reply.get("exit_code"), reply.get("error")
        code = told if isinstance(told, int) else 1
        result = CommandResult(
            code,
            str(reply.get("output", "")),
            " ".join(["flask", *arguments]),
            self.bench.look_at() if code else "",
            error if isinstance(error, dict) else None,
        )
        self.steps.append((result.asked, f"exit code {result.exit_code}", ""))
        return result

    def _ask(
        self,
        method: str,
        path: str,
        *,
        data: Any = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        query: Iterable[tuple[str, str]] | None = None,
        referrer: str = "",
    ) -> Page:
        url = joined(self.host + "/", path)
        if not is_own(url):
            raise NotYet((ASKED, f"{method} {url}"), (EXPECTED, "an address of your app"), (FOUND, "one outside of it"))
        parts = split(url)
        sent = {**BROWSER, **({"Referer": referrer} if referrer else {}), **(headers or {})}
        encoded = parts.query if query is None else _encoded(query)
        environ, body = environ_of(method, parts.scheme, parts.path or "/", encoded, tuple(sent.items()), data, json)
        asked = f"{method} {self.local(url)}{'?' + encoded if query is not None else ''}"
        self._jar.send(environ)
        answer = self.bench.request(environ, body)
        if answer.too_large:
            raise NotYet((ASKED, f"{method} {environ['PATH_INFO']}"), (SAID, "more than 16 MB"))
        status, received = whole_status(answer.status), readable(answer.headers)
        self._jar.keep(environ, received)
        page = Page(self, url, status, received, answer.body)
        self.sent = page.claims if method == "POST" else self.sent
        step = (asked, status, what_was_typed(data))
        if step not in self.steps[-1:]:
            self.steps.append(step)
        return page

    def _follow(self, page: Page, send: Callable[[str], Page] | None = None) -> Page:
        """Go where an answer leads. 307 and 308 ask for the same once more: ``send`` does that."""
        for _ in range(MOST_REDIRECTS):
            if page.status not in REDIRECTS or "Location" not in page.headers:
                return page
            target = joined(page.url, page.headers["Location"])
            if not is_own(target):
                return page
            send = send if page.status in KEEP_METHOD else None
            page = send(target) if send is not None else self._ask("GET", target)
        raise NotYet((ASKED, self.steps[0][0]), (SAID, f"one redirect after the other, {MOST_REDIRECTS} in all"))


def _encoded(query: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(query))

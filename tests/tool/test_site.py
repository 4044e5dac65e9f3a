"""The course site: who may ask what of it, and what its pages say. How they look and feel, a browser tests."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from autograder.classroom.gradebook import graded, lost
from autograder.classroom.journal import Journal, Key
from autograder.course import Course, Lesson, State
from autograder.course.progress import keep_result
from autograder.live import ports
from autograder.live.session import Last, LiveState, Phase
from autograder.live.trouble import Trouble, Whose
from autograder.model import STARTS, Check, CheckResult, Exchange, Finding, Outcome, Result
from autograder.site import create_app
from autograder.site.progress import go_on_with
from autograder.site.server import open_again
from autograder.site.study import Study
from autograder.site.watching import MOST, Lives

HERE = "http://127.0.0.1:8000"
STARTED = CheckResult(STARTS, Outcome.PASSED)
ALERT = "<script>alert(1)</script>"


class StillLife:
    """A lesson that is watched, in a state that the test chooses."""

    def __init__(self, lesson: Lesson) -> None:
        """Begin as a watch begins."""
        self.lesson = lesson
        self.state = LiveState(1, Phase.CHECKING)
        self.asked = self.ended = 0

    def wait(self, after: int, timeout: float) -> LiveState | None:
        """Return the state if it is newer, and never wait."""
        return self.state if self.state.number > after else None

    def check_now(self) -> None:
        """Count how often it was asked to look again."""
        self.asked += 1

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Count that it was ended."""
        self.ended += 1


class Browser:
    """Somebody who reads the site, and presses its buttons with the token of its pages."""

    def __init__(self, study: Study) -> None:
        """Open no page yet."""
        self.study = study
        self.client: FlaskClient = create_app(study).test_client()

    def gets(self, path: str, **headers: str) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, base_url=HERE, headers=headers)

    def posts(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """Send a form."""
        data = {"token": self.study.token} | (data or {})
        return self.client.post(path, base_url=HERE, headers=headers, data=data)

    def reads(self, path: str) -> LexborHTMLParser:
        """Read a page that is there."""
        answer = self.gets(path)
        assert answer.status_code == 200, answer.text
        return LexborHTMLParser(answer.text)


def words(page: LexborHTMLParser, selector: str) -> list[str]:
    """Return the words of all that a selector finds, with single spaces."""
    return [" ".join(found.text().split()) for found in page.css(selector)]


@pytest.fixture
def lives() -> dict[str, StillLife]:
    """Return the lessons that the site watches, by number."""
    return {}


@pytest.fixture
def study(tiny_course: Course, lives: dict[str, StillLife]) -> Study:
    """Return a study whose lessons stand still."""

    def watch(lesson: Lesson) -> Any:
        lives[lesson.number] = StillLife(lesson)
        return lives[lesson.number]

    study = Study(tiny_course)
    study.lives, study.hosts = Lives(watch), frozenset({"127.0.0.1:8000"})
    return study


@pytest.fixture
def visitor(study: Study) -> Browser:
    """Return a reader of the site."""
    return Browser(study)


@pytest.fixture
def shows(study: Study, visitor: Browser, lives: dict[str, StillLife]) -> Callable[..., LexborHTMLParser]:
    """Return a function that puts lesson 02 into a state, and reads its page."""

    def show(**changes: Any) -> LexborHTMLParser:
        lesson = study.course.lesson("2")
        study.lives.of(lesson)
        life = lives["02"]
        life.state = replace(life.state, number=life.state.number + 1, **changes)
        if life.state.phase is Phase.DONE:
            keep_result(study.state, life.state.result)
        return visitor.reads("/lessons/02_names/")

    return show


def result(**outcomes: Outcome) -> Result:
    """Return a result of lesson 02 in which everything passes but what is named."""
    checks = (
        Check("test_the_front_page_still_greets", "The front page greets the visitor.", 1, 0, guard=True),
        Check("test_the_greeting_comes_from_its_module", "The front page takes its greeting from greetings.py.", 1),
        Check("test_everybody_is_greeted_by_name", "Everybody is greeted by name.", 2, 2),
    )
    found = Finding(
        (("We asked for", "GET /hello/Bo"), ("Your app said", f"{ALERT} `nam`\x1b[31m"), ("Look at", "app.py:3"))
    )
    graded = [
        CheckResult(each, Outcome.PASSED, points=each.points)
        if each.id not in outcomes
        else CheckResult(each, outcomes[each.id], found, exchanges=(Exchange("GET /", f"200 OK\n\n{ALERT}"),))
        for each in checks
    ]
    return Result("02_names", (STARTED, *graded), 7, "process")


NAMES, GREETING = "test_everybody_is_greeted_by_name", "test_the_greeting_comes_from_its_module"
STILL = "test_the_front_page_still_greets"
OPEN = result(**{NAMES: Outcome.FAILED})
BROKEN = result(**dict.fromkeys((NAMES, GREETING, STILL), Outcome.BLOCKED))
BROKEN = replace(BROKEN, checks=(replace(STARTED, outcome=Outcome.CRASHED), *BROKEN.checks[1:]))
"""An app that does not start."""


# --- who may ask


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "127.0.0.1:8001"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "course.example:8000"}, 403),
    ],
)
def test_only_this_machines_own_pages_are_answered(visitor, lives, headers, status):
    assert visitor.gets("/lessons/02_names/", **headers).status_code == status
    assert len(lives) == (status == 200), "a page that is refused starts nothing"


@pytest.mark.parametrize("path", ["check", "hint", "run", "stop", "notes/guess"])
@pytest.mark.parametrize(
    ("token", "headers"),
    [("", {}), ("guessed", {}), (None, {"Origin": "http://127.0.0.1:5000"}), (None, {"Origin": "null"})],
    ids=["without the token", "with another", "from another page", "from nowhere"],
)
def test_an_action_wants_its_token_and_comes_from_our_page(study, visitor, lives, path, token, headers):
    data = {} if token is None else {"token": token}
    assert visitor.posts(f"/lessons/02_names/{path}", data, **headers).status_code == 403
    assert not lives
    assert study.running.run is None
    assert study.state.hint(study.course.lesson("2")) is None


def test_a_page_that_is_not_there_leads_to_the_course(visitor):
    answer = visitor.gets("/lessons/77_nothing/")
    assert answer.status_code == 404
    page = LexborHTMLParser(answer.text)
    assert words(page, "main a") == ["Open the course"]


def test_a_course_that_cannot_be_read_says_what_is_wrong_with_it(visitor, study):
    study.course.lesson("2").readme.write_text("```python\n", "utf-8")
    answer = visitor.gets("/lessons/02_names/")
    assert answer.status_code == 503
    assert "README.md:1: this block of code is never closed" in answer.text


def test_an_error_of_ours_is_our_mistake_with_a_report(visitor, study, monkeypatch):
    monkeypatch.setattr(State, "newest", lambda _: 1 / 0)
    answer = visitor.gets("/")
    assert answer.status_code == 500
    page = LexborHTMLParser(answer.text)
    assert words(page, "h1") == ["Our mistake"]
    (report,) = (study.course.root / ".baseplate" / "reports").iterdir()
    assert str(report) in answer.text
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_who_has_the_token_acts_and_is_led_back(visitor, lives):
    answer = visitor.posts("/lessons/02_names/check", Origin=HERE)
    assert (answer.status_code, answer.location) == (303, "/lessons/02_names/#plate")
    assert lives["02"].asked == 1


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/lessons/02_names/", 200), ("/nothing", 404)])
def test_a_page_may_run_no_script_but_ours_and_sets_no_cookie(visitor, path, status):
    answer = visitor.gets(path)
    assert answer.status_code == status
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert "Set-Cookie" not in answer.headers
    assert not LexborHTMLParser(answer.text).css("[style], [onclick], style, script:not([src])")


# --- what a lesson says


def test_before_anything_is_known_every_brick_is_there(shows):
    page = shows(phase=Phase.CHECKING)
    assert words(page, "[role=status][data-part]") == ["Checking…"]
    assert words(page, ".bricks .open .words") == ["not looked at yet"] * 4
    assert words(page, "summary .unseen") == ["0 of 2 true", "0 of 1 true"]


def test_what_passes_is_a_brick_and_the_first_open_one_is_told_in_full(shows):
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    assert words(page, ".bricks li:not(.passed)") == ["✗ Everybody is greeted by name. NOT YET"]
    assert words(page, ".bricks .passed .words") == ["PASS", "PASS · still true", "PASS"]
    assert words(page, ".finding h3") == ["NOT YET Everybody is greeted by name."]
    assert words(page, ".finding dd")[-1] == "lessons/02_names/app.py:3"
    assert words(page, "[role=status][data-part]") == ["1 of 3 points. Not yet: Everybody is greeted by name."]


def test_what_a_student_or_an_app_wrote_is_shown_and_never_obeyed(shows):
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    assert words(page, ".finding dd")[1] == f"{ALERT} nam"
    assert words(page, ".finding dd code") == ["nam"]
    assert words(page, ".asked pre") == ["GET /", f"200 OK {ALERT}"]
    assert not page.css("script:not([src])")


def test_while_a_run_goes_on_a_brick_keeps_its_answer_until_the_new_one_is_there(shows):
    page = shows(phase=Phase.CHECKING, checks=(STARTED,), result=OPEN)
    assert len(page.css(".bricks .passed")) == 3
    assert len(page.css(".finding")) == 1


def test_what_a_save_brought_is_new_and_lies_open(shows):
    before = frozenset(each.check.id for each in OPEN.checks if each.check.id not in (NAMES, GREETING))
    for passed, new, opened in (({GREETING}, [], ["task-2"]), (set(), ["PASS · new"], ["task-1", "task-2"])):
        page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN, since=Last(0, before | passed))
        assert words(page, ".bricks .new .words") == new
        assert [fold.attributes["data-part"] for fold in page.css("details.task[open]")] == opened
    assert words(page, ".gained") == ["+1"]


def test_a_full_plate_leads_to_the_next_lesson(shows):
    full = result()
    page = shows(phase=Phase.DONE, checks=full.checks, result=full, since=Last(1, frozenset()))
    assert words(page, "[role=status][data-part]") == ["3 of 3 points, +2 since the last save. All of it is true."]
    assert words(page, ".well-done a") == ["Next: 03 · Memory"]
    assert len(page.css("details.task[open]")) == 2


def test_what_worked_before_the_last_save_says_so(shows):
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN, since=Last(3, frozenset({NAMES})))
    assert words(page, ".bricks .notyet .words") == ["NOT YET · worked last time"]


def test_what_was_true_before_is_never_called_new(shows):
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN, since=Last(0, frozenset()))
    assert words(page, ".bricks .passed .words") == ["PASS", "PASS · still true", "PASS · new"]


def test_an_app_that_does_not_start_takes_no_brick_and_no_point_from_the_plate(shows, study):
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    seen = Last(1, frozenset(each.check.id for each in OPEN.checks if each.check.id != NAMES))
    for _ in range(2):  # the second save that breaks it, too
        page = shows(phase=Phase.DONE, checks=BROKEN.checks, result=BROKEN, since=seen)
        assert words(page, "[data-part=points]") == ["1 of 3 points when it last started"]
        assert words(page, ".bricks .before .words") == ["SKIPPED · worked last time"] * 2
        assert words(page, ".studs .before") == [""] * 2
        assert not page.css(".gained")
    assert study.state.last(study.course.lesson("2"))["points"] == 1
    page = shows(phase=Phase.CHECKING, checks=OPEN.checks[:3], result=BROKEN, since=seen)
    assert not page.css(".new")
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN, since=seen)
    assert not page.css(".gained, .new")


def test_a_finding_is_for_the_student_to_find_until_they_saved_something(shows, study):
    study.state.take_pristine()
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    assert words(page, ".nothing-yet") == [
        "Nothing of yours to check yet. Save a file, and the first finding stands here."
    ]
    assert words(page, ".anyway:not([open]) .finding h3") == ["NOT YET Everybody is greeted by name."]
    app = study.course.lesson("2").starter / "app.py"
    app.write_text(app.read_text("utf-8") + "# mine\n", "utf-8")
    page = shows()
    assert not page.css(".nothing-yet, .anyway")
    assert len(page.css(".finding")) == 1


def test_a_half_saved_file_is_no_verdict(shows):
    page = shows(phase=Phase.TYPING, where="app.py:7", result=OPEN)
    assert words(page, ".said.typing") == ["Still typing? app.py:7 cannot be read as it is saved now."]
    assert len(page.css(".bricks .passed")) == 3


def test_trouble_is_told_with_whose_it_is(shows):
    page = shows(phase=Phase.TROUBLE, trouble=Trouble(Whose.COMPUTER, "There is not enough memory."))
    (said,) = words(page, ".said.trouble")
    assert said.startswith("YOUR COMPUTER: There is not enough memory. Nothing was graded, nothing is lost.")


def test_news_are_pushed_as_the_same_html(visitor, shows):
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    answer = visitor.client.get("/lessons/02_names/events", base_url=HERE, buffered=False)
    assert answer.mimetype == "text/event-stream"
    kind, data = next(iter(answer.response)).decode().strip().split("\n")
    assert kind == "event: panel"
    assert words(LexborHTMLParser(json.loads(data.removeprefix("data: "))), ".finding h3")
    answer.close()


def test_a_lesson_without_checks_can_be_read(tiny_course, visitor):
    for file in tiny_course.lesson("1").checks.glob("test_*.py"):
        file.unlink()
    visitor.study.lives = Study(tiny_course).lives
    page = visitor.reads("/lessons/01_hello/")
    assert page.css("h1")
    assert not page.css(".panel")


def test_an_author_reloads_and_sees_the_text_as_it_is_now(study, visitor, shows):
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    readme = study.course.lesson("2").readme
    readme.write_text(readme.read_text("utf-8").replace("### Task", "### Thing"), "utf-8")
    page = visitor.reads("/lessons/02_names/")
    assert words(page, "h3")[:2] == ["Thing 1", "Thing 2"]
    assert len(page.css(".bricks li")) == 4, "the checks are there, whatever the text lacks"
    assert not page.css("#hints form")


def test_hints_come_one_after_the_other(visitor, shows):
    page = shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    assert words(page, "#hints button") == ["A hint for task 2"]
    for number in (1, 2, 3):
        assert visitor.posts("/lessons/02_names/hint", {"task": 2}).location == "/lessons/02_names/#hints"
        page = visitor.reads("/lessons/02_names/")
        assert len(page.css(".hint")) == number
    assert words(page, "#hints button") == []
    assert "That was the last hint for task 2" in words(page, "#hints > p")[0]


def test_hints_are_of_the_task_that_somebody_works_on_whatever_breaks_meanwhile(visitor, shows):
    broken = result(**{NAMES: Outcome.FAILED, GREETING: Outcome.FAILED})
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    visitor.posts("/lessons/02_names/hint", {"task": 2})
    for now in (OPEN, broken, BROKEN):
        page = shows(phase=Phase.DONE, checks=now.checks, result=now)
        assert [hint.attributes["aria-label"] for hint in page.css(".hint")] == ["Hint 1 for task 2"]
    shows(phase=Phase.DONE, checks=result().checks, result=result())
    assert not shows(phase=Phase.DONE, checks=BROKEN.checks, result=BROKEN).css("#hints button")
    page = shows(phase=Phase.DONE, checks=broken.checks, result=broken)
    assert words(page, "#hints button") == ["A hint for task 1"]


def test_a_lesson_that_is_begun_anew_has_all_of_its_tasks_before_it(study, shows):
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)
    study.state.restore(study.course.lesson("2"))
    everything = result(**{NAMES: Outcome.FAILED, GREETING: Outcome.FAILED})
    page = shows(phase=Phase.DONE, checks=everything.checks, result=everything)
    assert words(page, "#hints button") == ["A hint for task 1"]


def test_what_somebody_writes_down_is_there_again(tiny_course, visitor):
    readme = tiny_course.lesson("2").readme
    readme.write_text(
        readme.read_text("utf-8").replace("## How it works", "<!-- note: your-guess -->\n\n## How it works"), "utf-8"
    )
    text = "\n  first </textarea>\n"
    kept = visitor.posts("/lessons/02_names/notes/your-guess", {"text": text})
    assert words(visitor.reads(kept.location.partition("#")[0]), ".kept") == ["Kept."]
    assert visitor.posts("/lessons/02_names/notes/other", {"text": text}).status_code == 404
    page = visitor.reads("/lessons/02_names/")
    assert page.css_first("textarea").text() == text
    assert words(page, ".note label") == ["Your guess (for yourself, on this machine only)"]


# --- the course is closed, and started anew


def test_a_page_that_was_left_open_hears_of_other_lessons_and_not_of_the_end(visitor, study, shows):
    shows(phase=Phase.DONE, checks=OPEN.checks, result=OPEN)

    def last_words(happens: Callable[[], object]) -> str:
        news = iter(visitor.client.get("/lessons/02_names/events", base_url=HERE, buffered=False).response)
        next(news)
        happens()
        return "".join(each.decode() for each in news)

    others = [study.course.lesson(number) for number in ("1", "3")]
    assert last_words(lambda: [study.lives.of(other) for other in others]).startswith("event: over")
    assert last_words(study.close) == ""


def test_a_page_of_an_earlier_start_leads_back_to_its_lesson(visitor):
    answer = visitor.posts("/lessons/02_names/check", {"token": "of yesterday"})
    page = LexborHTMLParser(answer.text)
    assert words(page, "h1") == ["The course was started anew"]
    assert page.css_first("main a").attributes["href"] == "/lessons/02_names/"


def test_the_course_is_found_at_its_old_port_again(study):
    def port() -> int:
        server = open_again(study)
        server.server_close()
        return server.port

    first = port()
    assert port() == first
    with socket.create_server((ports.HOST, first)):
        assert port() != first, "somebody else has it"
    for odd in (str(ports.FIRST), "80", "99999", "x"):
        (study.state.folder / "port").write_text(odd, "utf-8")
        assert port() not in (ports.FIRST, 80)


# --- the course


def test_the_course_shows_how_far_one_is_and_where_to_go_on(study, visitor):
    state, first = study.state, study.course.lesson("1")
    assert words(visitor.reads("/"), ".go-on h2") == ["Begin here"]
    state.save_last(first, {"points": 3, "max_points": 3, "passed": []})
    page = visitor.reads("/")
    assert words(page, ".how-far .words")[:2] == ["3 of 3 points · done", "3 points"]
    assert len(page.css(".wall li:first-child .brick")) == 3
    assert words(page, ".go-on .what") == ["02 · Names"]
    assert "3 of 7 points lie on your plates." in words(page, "main > p")


def test_one_goes_on_with_what_was_looked_at_last_unless_it_is_full(study):
    state, lessons = State(study.course), study.course.lessons
    state.save_last(lessons[1], {"points": 1, "max_points": 3, "passed": []})
    assert go_on_with(state) == lessons[1]
    state.save_last(lessons[1], {"points": 3, "max_points": 3, "passed": []})
    assert go_on_with(state) == lessons[2]


def test_only_a_few_lessons_are_watched_at_a_time(study, lives):
    watched = [study.lives.of(lesson) for lesson in study.course.lessons]
    assert [study.lives.goes_on(each) for each in watched] == [False] * (len(watched) - MOST) + [True] * MOST
    study.lives.close()
    assert not any(study.lives.goes_on(each) for each in watched)
    assert lives["03"].ended == 1


# --- a class


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """Return the folder of a class of four: two with the same trouble, one that is full, one that we lost."""
    folder = tmp_path / "graded"
    other = str(OPEN.checks[-1].finding).replace("Bo", "Ada")
    also = replace(
        OPEN.checks[-1],
        finding=Finding((("We asked for", other), OPEN.checks[-1].finding.rows[1], ("Look at", "app.py:9"))),
    )
    with Journal(folder) as journal:
        journal.begin()
        rows = [
            graded(f"Ada {ALERT}", OPEN),
            graded("Bo", replace(OPEN, checks=(*OPEN.checks[:-1], also))),
            graded("Chi", result()),
            lost("Dee", "02_names", 3, "the grader stopped"),
        ]
        for place, row in enumerate(rows):
            journal.keep(row, Key("work", "checks", 7), place)
        journal.finish()
    return folder


def test_an_instructor_sees_who_needs_them_and_what_goes_wrong_for_how_many(visitor, class_folder):
    visitor.study.class_folder = class_folder
    assert visitor.gets("/class/").location == "/class/02_names/"
    page = visitor.reads("/class/02_names/")
    assert words(page, ".looks li") == ["Dee: look at this: our mistake: the grader stopped"]
    assert words(page, ".problem summary") == ["2 Everybody is greeted by name. " + ALERT.replace("1", "N") + " nam"]
    assert words(page, ".problem p") == [f"Ada {ALERT}, Bo"]
    assert words(page, ".grid tbody tr:nth-child(2) td") == ["✓PASS", "✓PASS", "✓PASS", "✗NOT YET", "1 of 3"]
    assert words(page, ".grid tbody tr:nth-child(4) td")[0].endswith("no work")
    assert "1 of 3 pass" in words(page, ".columns li")[3]
    assert words(visitor.reads("/class/02_names/1"), ".finding h3") == ["NOT YET Everybody is greeted by name."]
    assert visitor.gets("/class/02_names/5").status_code == 404


def test_a_class_that_is_being_graded_is_not_disturbed(visitor, class_folder):
    visitor.study.class_folder = class_folder
    with Journal(class_folder):
        answer = visitor.gets("/class/02_names/")
    assert answer.status_code == 503
    assert "Another program is using" in answer.text
    assert visitor.gets("/class/02_names/").status_code == 200


def test_without_a_class_there_is_none(visitor):
    assert visitor.gets("/class/").status_code == 404

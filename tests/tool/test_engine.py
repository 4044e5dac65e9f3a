"""Grading one submission: what each thing that can happen to a check becomes, and what it costs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.checks.patience import Patience
from autograder.course import Course
from autograder.grading.engine import ChecksBroken, grade_all
from autograder.grading.options import Options
from autograder.model import Outcome, Result, Submission
from autograder.sandbox.launcher import Launcher, Process

Grades = Callable[..., Result]
Outcomes = Callable[[Result], dict[str, Outcome]]
QUICK = Patience(request=0.6, load=1.0, check=3.0)

HELLO = """
@app.get("/")
def home():
    return "<h1>Hello</h1>"
"""

OPENS = """
@task(1)
def test_opens(visitor):
    '''The front page opens.'''
    visitor.opens("/")
"""


def told(result: Result, check: str) -> str:
    """Return the finding of a check as text."""
    return str(next(each.finding for each in result.checks if each.check.id == check))


def broken(course: Course, launcher: Launcher) -> str:
    """Grade with checks that cannot be collected, and return what is said about them."""
    submission = Submission("01_tiny", course.lesson("01").starter)
    with pytest.raises(ChecksBroken) as caught:
        grade_all(course, [submission], lambda *_: None, Options(1), launcher)
    return str(caught.value)


# --- what an author may have done


def test_a_check_file_that_cannot_be_read_is_nobodys_failure(course_of, quickest) -> None:
    assert "test_tiny.py" in broken(course_of(HELLO, "def test_("), quickest)


def test_a_broken_conftest_is_told_and_not_an_empty_result(course_of, quickest) -> None:
    course = course_of(HELLO, OPENS)
    (course.tests / "conftest.py").write_text("import no_such_thing")
    assert "no_such_thing" in broken(course, quickest)


def test_a_lesson_without_checks_is_told(course_of, quickest) -> None:
    course = course_of(HELLO, OPENS)
    (course.tests / "01_tiny").rename(course.tests / "01_elsewhere")
    assert "no checks" in broken(course, quickest)


def test_checks_of_two_courses_with_the_same_names_do_not_mix(grades: Grades, outcomes: Outcomes) -> None:
    assert outcomes(grades(HELLO, OPENS)) == {"start": Outcome.PASSED, "opens": Outcome.PASSED}
    assert outcomes(grades(HELLO, OPENS.replace("test_opens", "test_other"))) == {
        "start": Outcome.PASSED,
        "other": Outcome.PASSED,
    }


def test_checks_may_import_what_lies_beside_them_even_under_a_name_with_spaces(course_of, quickest, outcomes) -> None:
    course = course_of(HELLO, "from tests.words import GREETING\n" + OPENS + "    assert GREETING == 'Salut'")
    (course.tests / "words.py").write_text("GREETING = 'Salut'")
    assert " " in str(course.root)
    results: list[Result] = []
    submission = Submission("01_tiny", course.lesson("01").starter)
    grade_all(course, [submission], lambda _, result: results.append(result), Options(1), quickest)
    assert outcomes(results[0])["opens"] is Outcome.PASSED


def test_a_check_that_crashes_is_our_mistake(grades: Grades, outcomes: Outcomes) -> None:
    result = grades(HELLO, OPENS + "    len(3)")
    assert outcomes(result)["opens"] is Outcome.OUR_MISTAKE
    assert "does not count against you" in told(result, "test_opens")
    assert "TypeError" in told(result, "test_opens")


def test_a_bare_assert_is_a_finding_with_its_sentence(grades: Grades, outcomes: Outcomes) -> None:
    result = grades(HELLO, OPENS + "    assert 1 == 2, 'One brick is missing.'")
    assert outcomes(result)["opens"] is Outcome.FAILED
    assert "One brick is missing." in told(result, "test_opens")


def test_a_finding_in_a_fixture_counts_as_one(grades: Grades, outcomes: Outcomes) -> None:
    checks = """
    import pytest
    @pytest.fixture
    def page(visitor):
        return visitor.opens("/none")
    @task(1)
    def test_opens(page):
        '''It opens.'''
    """
    assert outcomes(grades(HELLO, checks))["opens"] is Outcome.FAILED


# --- points


GUARDED = """
@task(1, points=3)
def test_greets(visitor):
    '''It greets.'''
    visitor.opens("/").shows("Hello")

@task(1, guard=True)
def test_still(visitor):
    '''The old page is still there.'''
    visitor.opens("/old")

@task(2)
def test_other(visitor):
    '''Another task.'''
    visitor.opens("/")
"""


def test_a_guard_that_fails_takes_the_points_of_its_task_only(grades: Grades) -> None:
    result = grades(HELLO, GUARDED)
    assert {each.check.id: each.points for each in result.checks} == {
        "start": 0,
        "test_greets": 0,
        "test_still": 0,
        "test_other": 1,
    }
    assert (result.points, result.max_points, result.passed) == (1, 4, False)


def test_a_guard_that_holds_gives_no_points_itself(grades: Grades) -> None:
    result = grades(HELLO + "@app.get('/old')\ndef old(): return 'old'", GUARDED)
    assert (result.points, result.max_points, result.passed) == (4, 4, True)


@pytest.mark.parametrize(
    ("app", "outcome"),
    [
        ("1 / 0", Outcome.FAILED),
        ("import sys; sys.exit()", Outcome.FAILED),
        ("while True: pass", Outcome.TIMED_OUT),
        ("import os; os._exit(0)", Outcome.CRASHED),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Outcome.CRASHED),
        ("import os; os.closerange(0, 200)", Outcome.CRASHED),
        ("del app", Outcome.FAILED),
        ("app = 5", Outcome.FAILED),
    ],
)
def test_an_app_that_does_not_start_fails_once_and_blocks_the_rest(grades: Grades, outcomes, app, outcome) -> None:
    result = grades(app, GUARDED, patience=QUICK)
    assert outcomes(result) == {"start": outcome} | dict.fromkeys(("greets", "still", "other"), Outcome.BLOCKED)
    assert result.points == 0


def test_one_task_can_be_looked_at_by_itself(grades: Grades, outcomes: Outcomes) -> None:
    assert set(outcomes(grades(HELLO, GUARDED, task=2))) == {"start", "other"}


# --- workers that are shared


def test_a_check_that_fails_for_what_another_left_behind_passes(grades: Grades, launcher: Launcher) -> None:
    app = """
    seen = []
    @app.get("/add")
    def add():
        seen.append("x")
        return str(len(seen))
    """
    checks = """
    @task(1)
    def test_first(visitor):
        '''One.'''
        visitor.opens("/add").shows("1")
    @task(1)
    def test_second(visitor):
        '''One again: only a fresh process can say so.'''
        visitor.opens("/add").shows("1")
    """
    assert grades(app, checks, launcher=launcher).passed


@pytest.mark.parametrize(
    ("failing", "processes"), [("", 1), ("c", 2), ("a", 1), ("bd", 3), ("bc", 4), ("bcde", 5), ("abcde", 5)]
)
def test_a_process_is_shared_until_two_checks_in_a_row_fail(
    grades: Grades,
    outcomes: Outcomes,
    quickest: Launcher,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    processes: int,
) -> None:
    started: list[Process] = []
    launch = quickest.launch
    monkeypatch.setattr(quickest, "launch", lambda: started.append(launch()) or started[-1])
    check = "@task(1)\ndef test_{}(visitor):\n    'It answers.'\n    visitor.opens('/', {})\n"
    checks = "".join(check.format(name, 500 if name in failing else 200) for name in "abcde")
    ends = outcomes(grades(HELLO, checks))
    assert {name for name in "abcde" if ends[name] is not Outcome.PASSED} == set(failing)
    assert len(started) == processes


def test_a_failing_check_is_not_rescued_by_what_others_left(grades: Grades, outcomes: Outcomes) -> None:
    app = """
    seen = []
    @app.get("/add")
    def add():
        seen.append("x")
        return str(len(seen))
    """
    checks = """
    @task(1)
    def test_first(visitor):
        '''It wants five and gets one.'''
        visitor.opens("/add").shows("5")
    @task(1)
    def test_second(visitor):
        '''It wants what a fresh process says.'''
        visitor.opens("/add").shows("1")
    """
    assert outcomes(grades(app, checks)) == {"start": "passed", "first": "failed", "second": "passed"}


def test_an_app_that_dies_after_a_check_does_not_take_the_next_one_along(grades: Grades) -> None:
    app = """
    import os, threading
    @app.get("/")
    def home():
        threading.Timer(0.05, os._exit, (1,)).start()
        return "Hello"
    """
    slow = "\n    import time; time.sleep(0.3)"
    checks = OPENS + slow + OPENS.replace("test_opens", "test_again") + slow
    assert grades(app, checks).passed


@pytest.mark.parametrize(("toml", "second"), [("fresh_app = true", "1"), ("", "2")])
def test_a_lesson_can_ask_for_a_freshly_loaded_app_for_each_check(
    grades: Grades, outcomes: Outcomes, toml: str, second: str
) -> None:
    app = """
    visits = []
    @app.get("/")
    def home():
        visits.append(1)
        return str(len(visits))
    """
    checks = f"""
    @task(1)
    def test_first(visitor):
        '''One.'''
        visitor.opens("/").shows("1")
    @task(1)
    def test_second(visitor):
        '''Two.'''
        visitor.opens("/").shows("{second}")
    """
    result = grades(app, checks, toml=toml)
    assert set(outcomes(result).values()) == {Outcome.PASSED}


def test_an_app_that_can_be_loaded_once_in_a_process_gets_one_for_each_load(grades: Grades, outcomes: Outcomes) -> None:
    app = """
    import os
    if "LOADED" in os.environ:
        raise ValueError("once")
    os.environ["LOADED"] = "yes"
    @app.get("/")
    def home(): return "Hello"
    """
    result = grades(app, OPENS + OPENS.replace("test_opens", "test_again"), toml="fresh_app = true")
    assert set(outcomes(result).values()) == {Outcome.PASSED}


def test_a_hang_blocks_its_route_and_nothing_else(grades: Grades, outcomes: Outcomes) -> None:
    app = """
    @app.get("/")
    def home(): return "Hello"
    @app.get("/builds/<int:number>")
    def show_build(number):
        while True: pass
    """
    checks = """
    @task(1)
    def test_hangs(visitor):
        '''Hangs.'''
        visitor.opens("/builds/3")
    @task(1)
    def test_hangs_too(visitor):
        '''Is not tried again.'''
        visitor.opens("/builds/4")
    @task(1)
    def test_other(visitor):
        '''Another route.'''
        visitor.opens("/")
    """
    result = grades(app, checks, patience=QUICK)
    assert outcomes(result) == {"start": "passed", "hangs": "timed_out", "hangs_too": "blocked", "other": "passed"}
    finding = told(result, "test_hangs")
    assert "your function `show_build` was still running after 0.6 s" in finding
    assert "app.py:8   while True: pass" in finding


def test_many_slow_answers_do_not_outlast_the_patience_for_one_check(grades: Grades, outcomes: Outcomes) -> None:
    app = """
    import time
    @app.get("/")
    def home():
        time.sleep(0.2)
        return "Hello"
    """
    checks = "@task(1)\ndef test_slow(visitor):\n    '''Slow.'''\n    for _ in range(10):\n        visitor.opens('/')\n"
    result = grades(app, checks, patience=Patience(request=1, load=2, check=0.7))
    assert outcomes(result)["slow"] is Outcome.TIMED_OUT


# --- random values


def test_the_same_seed_draws_the_same_values_and_each_check_its_own(grades: Grades) -> None:
    checks = """
    @task(1)
    def test_one(rng):
        '''One.'''
        assert False, rng.random()
    @task(1)
    def test_two(rng):
        '''Two.'''
        assert False, rng.random()
    """
    first, second = grades(HELLO, checks), grades(HELLO, checks)
    assert told(first, "test_one") == told(second, "test_one") != told(first, "test_two")


def test_a_check_that_is_repeated_sees_the_same_values(grades: Grades, outcomes: Outcomes) -> None:
    checks = """
    drawn = []
    @task(1)
    def test_first(visitor):
        '''Uses the worker.'''
        visitor.opens("/")
    @task(1)
    def test_draws(visitor, rng):
        '''Draws.'''
        drawn.append(rng.random())
        visitor.opens("/").shows("not there")
    @task(1)
    def test_compares():
        '''The values of both attempts.'''
        assert len(drawn) == 2 and len(set(drawn)) == 1
    """
    assert outcomes(grades(HELLO, checks))["compares"] is Outcome.PASSED


# --- what a submission may look like


@pytest.mark.parametrize(
    ("files", "outcome", "says"),
    [
        (
            {"app.py": b"\xef\xbb\xbfprint('\xc3\xa4')\r\nfrom flask import Flask\r\napp = Flask(__name__)\r\n"},
            "passed",
            "",
        ),
        ({"app.py": b"x = '\xe4'\n"}, "failed", "utf-8"),
        ({"app.py": b"def f(:\n"}, "failed", "app.py:1"),
        ({"app.py": b"if True:\n\tx = 1\n        y = 2\n"}, "failed", "app.py:3"),
        ({"app.py": b""}, "failed", ""),
        ({"app.py": b"from flask import Flask\napplication = Flask(__name__)\n"}, "passed", "`application`"),
        (
            {"app.py": b"from flask import Flask\ndef create_app():\n    return Flask(__name__)\n"},
            "passed",
            "",
        ),
        ({"__init__.py": b""}, "passed", ""),
        (
            {"app.py": APP_RUN} if (APP_RUN := b"from flask import Flask\napp = Flask(__name__)\napp.run()\n") else {},
            "passed",
            "",
        ),
        ({"\u00fcbung mit leerzeichen/notiz.txt": b"hallo"}, "passed", ""),
    ],
)
def test_unusual_files_are_taken_or_told(grades: Grades, outcomes: Outcomes, files, outcome: str, says: str) -> None:
    checks = "@task(1)\ndef test_answers(visitor):\n    '''It answers something.'''\n    visitor.gets('/')\n"
    result = grades("", checks, files=files)
    assert outcomes(result)["start"] == outcome
    assert says.casefold() in (str(result.checks[0].finding) + " ".join(result.notes)).casefold()


def test_a_folder_without_an_app_is_told(course_of, quickest: Launcher, tmp_path: Path) -> None:
    course, results = course_of(HELLO, OPENS), []
    (tmp_path / "nothing").mkdir()
    for folder in (tmp_path / "nothing", tmp_path / "not even there"):
        grade_all(course, [Submission("01_tiny", folder)], lambda _, r: results.append(r), Options(1), quickest)
    assert [result.checks[0].outcome for result in results] == [Outcome.FAILED] * 2
    assert "app.py" in told(results[0], "start")


def test_a_submission_that_is_too_large_gets_its_row(course_of, quickest: Launcher, tmp_path: Path) -> None:
    course, results = course_of(HELLO, OPENS), []
    for number in range(501):
        (tmp_path / "many" / str(number)).mkdir(parents=True)
        (tmp_path / "many" / str(number) / "a").touch()
    grade_all(course, [Submission("01_tiny", tmp_path / "many")], lambda _, r: results.append(r), Options(1), quickest)
    assert {each.outcome for each in results[0].checks} == {Outcome.NOT_GRADED}


def test_links_and_pipes_in_a_submission_are_left_out(course_of, quickest: Launcher) -> None:
    course, results = course_of(HELLO, OPENS), []
    folder = course.lesson("01").starter
    os.mkfifo(folder / "pipe")
    (folder / "secret").symlink_to("/etc/passwd")
    (folder / "root").symlink_to("/")
    grade_all(course, [Submission("01_tiny", folder)], lambda _, r: results.append(r), Options(1), quickest)
    assert results[0].passed
    assert all(any(name in note for note in results[0].notes) for name in ("pipe", "secret", "root"))


# --- afterwards


def test_nothing_is_left_behind(grades: Grades, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(home))
    grades(HELLO + "open('left.txt', 'w').write('x')", OPENS)
    grades("1 / 0", OPENS)
    assert list(home.iterdir()) == []


def test_interrupting_the_grader_is_not_a_verdict(grades: Grades) -> None:
    checks = OPENS + f"    import os; os.kill(os.getpid(), {int(signal.SIGINT)})"
    with pytest.raises(KeyboardInterrupt):
        grades(HELLO, checks)


def test_interrupting_the_search_for_checks_is_nobodys_mistake(course_of, quickest) -> None:
    course = course_of(HELLO, "raise KeyboardInterrupt")
    submission = Submission("01_tiny", course.lesson("01").starter)
    with pytest.raises(KeyboardInterrupt):
        grade_all(course, [submission], lambda *_: None, Options(1), quickest)

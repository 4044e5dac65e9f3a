"""What a student reads after ``check``: one golden file for each kind of finding, on a course that is tiny.

The last part asks what the words become on other terminals: no colour, no Unicode, narrow, hostile.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from autograder.checks import bench
from autograder.checks.finding import LOOK
from autograder.course import Course
from autograder.model import Check, CheckResult, Finding, Outcome, Result
from autograder.reports.console import make_console, say
from autograder.reports.terminal import Report, View
from autograder.sandbox import started
from tests.tool.terminals import in_a_pipe, on_a_terminal

SOLUTION = (Path(__file__).parent / "tiny/solutions/02_names/app.py").read_text()
SCHEMA = Path(__file__).parents[2] / "autograder/reports/check.schema.json"
SEED = ("--seed", "7")
VIEW = 'return f"<h1>{GREETING}, {escape(name)}!</h1>"'
CHECK = '"""Lesson 02."""\n\nfrom autograder.checks import task\n\n\n'


@pytest.fixture
def work(tiny_course: Course) -> Callable[..., Path]:
    """Return a function that writes the student's app of the tiny lesson 02: the solution, with one edit."""

    def write(old: str = "", new: str = "", text: str = SOLUTION) -> Path:
        assert old in text
        app = tiny_course.lesson("02").starter / "app.py"
        app.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return app

    return write


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make deadlines short; the words name them."""
    monkeypatch.setattr(bench.Patience, "__init__", _hurry)


def _hurry(self: bench.Patience) -> None:
    for name, seconds in (("request", 1.5), ("load", 2.0), ("check", 4.0)):
        object.__setattr__(self, name, seconds)


# --- each kind of finding


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("near_miss", "/hello/<name>", "/helo/<name>"),
        ("name_error", "{escape(name)}", "{escape(nam)}"),
        ("no_return", VIEW, 'print("hello")'),
        ("wrong_words", "{escape(name)}", "you"),
        ("syntax_error", "def hello(name):", "def hello(name)"),
        ("import_error", "from greetings import GREETING", "from greetings import GREETINGS"),
        ("guard_broken", "stranger", "friend"),
        ("process_stops", VIEW, "import os\n    os._exit(7)"),
        ("no_app", "app = Flask", "ap = Flask"),
        ("other_name", "app = Flask", "application = app = Flask"),
        ("redirect_loop", VIEW, 'from flask import redirect\n    return redirect(f"/hello/{name}")'),
        ("long_line", "{escape(name)}", "{escape(nam)}" + " " * 5 + "a" * 500),
    ],
)
def test_a_finding(autograder, work, golden, name, old, new):
    work(old, new)
    result = autograder("check", "02", *SEED)
    assert result.exit_code == (0 if name == "other_name" else 1)
    assert "Traceback" not in result.output
    golden(f"check_{name}", result.output)


def test_the_untouched_starter(autograder, golden):
    golden("check_starter", autograder("check", "02", *SEED).output)


def test_a_missing_file(autograder, work, golden):
    work().unlink()
    result = autograder("check", "02", *SEED)
    assert result.exit_code == 1
    golden("check_no_file", result.output)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("hang", VIEW, "while True: pass"),
        ("hang_twice", 'return f"<h1>{GREETING}, stranger!</h1>"', "while True: pass"),
        ("hang_at_import", "app = Flask(__name__)", "app = Flask(__name__)\nwhile True: pass"),
    ],
)
def test_a_hang(autograder, work, golden, name, old, new):
    work(old, new)
    result = autograder("check", "02", *SEED)
    assert result.exit_code == 1
    golden(f"check_{name}", result.output)


def test_everything_passes(autograder, work, golden):
    work()
    result = autograder("check", "02", *SEED)
    assert result.exit_code == 0
    golden("check_passed", result.output)


@pytest.mark.usefixtures("solved")
def test_the_last_lesson_says_that_it_was_the_last(autograder):
    assert "that was the last lesson" in autograder("check", "03", *SEED).output


def test_the_second_time_says_what_is_new_and_what_no_longer_works(autograder, work, golden):
    work("{escape(name)}", "you")
    assert "since last time" not in autograder("check", "02", *SEED).output
    work("{GREETING}, stranger", "Hello, stranger")
    autograder("check", "02", "--task", "2", *SEED)  # one task alone is not "last time"
    golden("check_second_time", autograder("check", "02", *SEED).output)


def test_one_task_is_looked_at_alone(autograder, work, golden):
    work("{escape(name)}", "you")
    golden("check_task", autograder("check", "02", "--task", "2", *SEED).output)
    assert autograder("check", "02", "--task", "1", *SEED).exit_code == 0


def test_verbose_shows_every_finding(autograder, golden):
    golden("check_verbose", autograder("check", "02", "--verbose", *SEED).output)


@pytest.mark.usefixtures("solved")
def test_all_lessons_are_a_line_each_and_the_first_open_one_in_full(autograder, golden, tiny_course):
    (tiny_course.lesson("02").starter / "app.py").write_text(SOLUTION.replace("{escape(name)}", "you"))
    result = autograder("check", *SEED)
    assert result.exit_code == 1
    golden("check_all", result.output)


@pytest.mark.usefixtures("solved")
def test_all_lessons_passed(autograder, golden):
    result = autograder("check", *SEED)
    assert result.exit_code == 0
    golden("check_all_passed", result.output)


# --- what is not the student's


def test_a_check_that_crashes_is_ours_and_hides_nothing_of_the_students(autograder, work, tiny_course, golden):
    work("{escape(name)}", "you")
    checks = tiny_course.lesson("02").checks / "test_names.py"
    checks.write_text(checks.read_text().replace('visitor.opens("/").shows("stranger")', "len(1)"))
    result = autograder("check", "02", *SEED)
    assert result.exit_code == 3
    assert "TypeError" not in result.output
    golden("check_ours", same_report(result.output))
    [report] = (tiny_course.root / ".baseplate" / "reports").iterdir()
    assert "TypeError" in report.read_text()
    assert "seed 7" in report.read_text()


def same_report(text: str) -> str:
    """Return a text in which a report's name has no time."""
    return re.sub(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d", "<now>", text)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("test_names.py", "def test_(:\n"),
        ("test_names.py", CHECK + "import nothing_of_this_name\n"),
        ("conftest.py", "import nothing_of_this_name\n"),
        ("test_names.py", CHECK + 'def test_x(visitor):\n    """It has no task."""\n'),
        ("test_names.py", CHECK + '@task(1)\ndef test_x(visitr):\n    """It wants what is not there."""\n'),
    ],
    ids=["syntax", "import", "conftest", "no task", "no such fixture"],
)
def test_checks_that_cannot_be_used_are_our_mistake(autograder, tiny_course, file, text):
    (tiny_course.lesson("02").checks / file).write_text(text)
    result = autograder("check", "02", *SEED)
    assert result.exit_code == 3
    assert "OUR MISTAKE" in result.output
    assert "It does not count against you" in " ".join(result.output.split())
    assert ".baseplate/reports/" in result.output
    assert "Traceback" not in result.output


def test_checks_that_cannot_be_read_look_like_this(autograder, tiny_course, golden):
    (tiny_course.lesson("02").checks / "test_names.py").write_text("import nothing_of_this_name\n")
    golden("check_checks_broken", same_report(autograder("check", "02").output))


def test_an_app_process_that_does_not_start_is_the_computers(autograder, monkeypatch, golden):
    monkeypatch.setattr(started, "SCRIPT", "/nowhere/zygote.py")
    result = autograder("check", "02")
    assert result.exit_code == 2
    told = same_report(result.output).replace(sys.executable, "<python>")
    golden("check_computer", told)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device", "/tmp/x"), "No space left on device: /tmp/x"),
        (MemoryError(), "not enough memory"),
        (ImportError("broken", name="selectolax"), "`selectolax` cannot be used"),
    ],
)
def test_trouble_of_the_machine_is_the_computers(autograder, monkeypatch, error, says):
    def stop(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("autograder.grading.engine.grade_all", stop)
    result = autograder("check", "02")
    assert result.exit_code == 2
    assert "YOUR COMPUTER" in result.output
    assert says in result.output
    assert "autograder doctor" in result.output
    assert "Traceback" not in result.output


def test_an_error_of_ours_is_told_in_a_sentence_and_kept_in_a_report(autograder, monkeypatch, tiny_course):
    def stop(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("autograder.grading.engine.grade_all", stop)
    result = autograder("check", "02")
    assert result.exit_code == 3
    assert "OUR MISTAKE" in result.output
    assert "ZeroDivisionError" not in result.output
    [report] = (tiny_course.root / ".baseplate" / "reports").iterdir()
    assert "a slip" in report.read_text()


def test_where_no_report_can_be_written_the_error_is_named(autograder, monkeypatch, tiny_course):
    def stop(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("autograder.grading.engine.grade_all", stop)
    (tiny_course.root / ".baseplate").mkdir(exist_ok=True)
    (tiny_course.root / ".baseplate" / "reports").write_text("in the way")
    assert "ZeroDivisionError: a slip" in autograder("check", "02").output


def test_ctrl_c_is_a_line(autograder, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.grading.engine.grade_all", stop)
    result = autograder("check", "02")
    assert result.exit_code == 130
    assert result.output.split("\n") == ["checking…", "", "Stopped. Nothing was lost.", ""]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "9"), "9"),
        (("check", "02", "--task", "7"), "no task 7. It has: 1, 2."),
        (("check", "--task", "1"), "--task wants a lesson"),
        (("check", "02", "--from", "nowhere"), "no folder 02_names in nowhere"),
        (("check", "02", "--course", "lessons/01_hello/app.py"), "app.py"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(autograder, arguments, says):
    result = autograder(*arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_lesson_without_checks_is_not_full_of_points(autograder, tiny_course):
    for file in tiny_course.lesson("02").checks.glob("test_*.py"):
        file.unlink()
    result = autograder("check", "02")
    assert result.exit_code == 2
    assert "has no checks yet" in result.output


# --- for programs


@pytest.mark.parametrize("state", ["broken", "ours"])
def test_json_keeps_to_its_schema(autograder, work, tiny_course, state):
    work(*(("def hello(name):", "def hello(") if state == "broken" else ()))
    if state == "ours":
        checks = tiny_course.lesson("02").checks / "test_names.py"
        checks.write_text(checks.read_text().replace('visitor.opens("/").shows("stranger")', "len(1)"))
    result = autograder("check", "--json", *SEED)
    told = json.loads(result.stdout)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema, cls=jsonschema.Draft202012Validator)
    assert [each["lesson"] for each in told["results"]] == ["01_hello", "02_names", "03_memory"]
    assert {each["seed"] for each in told["results"]} == {7}


def test_json_says_nothing_else_and_has_no_checking(autograder, work):
    work("{escape(name)}", "[red]\x1b[31m\u202e")
    result = autograder("check", "02", "--json", *SEED)
    assert result.output.isascii()
    assert json.loads(result.output)["results"][0]["points"] == 1
    assert result.exit_code == 1


def test_json_of_full_marks_exits_with_zero(autograder):
    result = autograder("check", "--from", "solutions", "--json")
    assert result.exit_code == 0
    assert all(each["points"] == each["max_points"] > 0 for each in json.loads(result.output)["results"])


# --- the terminal


def test_student_text_is_data(autograder, work, golden):
    work("{escape(name)}", r"[red]you[/red] \x1b]0;owned\x07\x1b[2J\x1b[31m \u202edlrow \x00\x07 \x9b31m \u200bend")
    result = autograder("check", "02", *SEED)
    assert not {"\x1b", "\x00", "\x07", "\x9b", "\u202e", "\u200b"} & set(result.output)
    golden("check_hostile_text", result.output)


def test_a_hostile_error_is_data_too(autograder, work, golden):
    work(VIEW, 'raise ValueError("[red]\\x1b[2J\\u202e" + "x" * 2000)')
    result = autograder("check", "02", *SEED)
    assert not {"\x1b", "\u202e"} & set(result.output)
    golden("check_hostile_error", result.output)


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "cp1252"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["cp1252", "ascii"],
)
def test_a_pipe_that_knows_few_letters_gets_the_same_words(tiny_course, work, environment, golden):
    work("{escape(name)}", "Ёлка → “you”")
    code, said = in_a_pipe(tiny_course.root, "check", "02", *SEED, **environment)
    assert code == 1
    text = said.decode("cp1252")
    assert "NOT YET" in text
    assert "We found" in text
    if "LANG" in environment:
        assert said.isascii()
    golden(f"check_pipe_{'ascii' if 'LANG' in environment else 'cp1252'}", text)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_a_terminal_gets_colours_that_only_repeat_the_words(tiny_course, work):
    work("{escape(name)}", "you")
    code, said = on_a_terminal(tiny_course.root, "check", "02", *SEED)
    assert code == 1
    assert "\x1b[31m NOT YET" in said
    assert "\x1b[32m PASS" in said
    assert not re.search(r"\x1b\[[0-9;]*[A-HJKST]", said), "a cursor moves"


class Terminal(io.StringIO):
    """A terminal, or what passes for one."""

    def isatty(self) -> bool:
        """Claim to be one."""
        return True


@pytest.mark.parametrize(
    ("plain", "environment", "colour"),
    [
        (False, {}, True),
        (True, {}, False),
        (False, {"NO_COLOR": "1"}, False),
        (False, {"TERM": "dumb"}, False),
        (False, {"NO_COLOR": ""}, True),
    ],
    ids=["terminal", "plain", "NO_COLOR", "dumb", "empty NO_COLOR"],
)
def test_who_wants_no_colour_gets_none(monkeypatch, plain, environment, colour):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    console = make_console(plain, Terminal())
    say(console, "NOT YET", "notyet")
    assert isinstance(console.file, Terminal)
    assert console.file.getvalue() == ("\x1b[31mNOT YET\x1b[0m\n" if colour else "NOT YET\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_sixty_columns_are_enough(tiny_course, work, golden):
    work("/hello/<name>", "/helo/<name>")
    _, said = on_a_terminal(tiny_course.root, "check", "02", *SEED, "--plain", columns=60)
    assert max(len(line) for line in said.splitlines()) <= 60
    golden("check_60_columns", said)


def test_no_line_is_wider_than_eighty_columns():
    for file in (Path(__file__).parent / "golden").glob("check_*.txt"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert len(line) <= 80 or re.match(r"\s+>?\s+\d+ \|", line), f"{file.name}: {line}"


def test_the_first_word_comes_before_anything_heavy():
    code = (
        "import sys\n"
        "class First:\n"
        "    encoding = 'utf-8'\n"
        "    def write(self, text):\n"
        "        if not text.strip():\n"
        "            return 0\n"
        "        heavy = sorted({'pytest', 'rich', 'flask', 'werkzeug', 'selectolax'} & set(sys.modules))\n"
        "        sys.__stdout__.write(f'{text.strip()} {heavy}')\n"
        "        sys.__stdout__.flush()\n"
        "        raise SystemExit\n"
        "    def flush(self):\n"
        "        pass\n"
        "sys.stdout = First()\n"
        "from autograder.cli.main import main\n"
        "main(['check', '02'])\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert re.fullmatch(r".*checking.* \[\]", done.stdout), done.stdout + done.stderr


def test_what_to_type_next_gets_a_line_of_its_own_where_it_does_not_fit():
    start = CheckResult(Check("start", "The app starts", 0, 0), Outcome.FAILED)
    result = Result("02_names", (start, CheckResult(Check("one", "One", 1, 9), Outcome.PASSED, points=9)), 7, "process")
    view = View(result, "02", "Names", "", points_before=2, next_step="stuck? python -m autograder hint 02")
    stream = io.StringIO()
    Report(make_console(file=stream), view).print()
    *_, score, step = stream.getvalue().splitlines()
    assert score == " 9 of 9 points   [#########]  +7 since last time"
    assert step == " stuck? python -m autograder hint 02"


def test_a_place_in_a_far_folder_keeps_its_file_and_line_together():
    folder = "/home/ada/everything-that-belongs-to-the-course/handed-in-last-thursday/work"
    finding = Finding(((LOOK, "app.py:43, templates/show_build.html:7"),))
    checks = (CheckResult(Check("start", "The app starts", 0, 0), Outcome.FAILED, finding),)
    stream = io.StringIO()
    view = View(Result("02_names", checks, 7, "process"), "02", "Names", folder)
    Report(make_console(file=stream), view).print()
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.endswith("work/app.py:43,") for line in lines)
    assert any(line.endswith("/show_build.html:7") for line in lines)
    said = "".join(line[20:] for line in lines if "/" in line)
    assert f"{folder}/app.py:43,{folder}/templates/show_build.html:7" in said.replace(" ", "")


def test_a_check_that_waits_says_for_what():
    start = CheckResult(Check("start", "The app starts", 0, 0), Outcome.PASSED)
    broken = CheckResult(Check("pass", "Your tests pass", 1, 1), Outcome.FAILED)
    waits = Finding((("", "It waits until your tests can run on an app that is right."),))
    later = CheckResult(Check("catch", "A bug is caught", 2, 1), Outcome.BLOCKED, waits)
    stream = io.StringIO()
    result = Result("02_names", (start, broken, later), 7, "process")
    Report(make_console(file=stream), View(result, "02", "Names", "")).print()
    said = " ".join(stream.getvalue().split())
    assert "SKIPPED waits until your tests can run on an app that is right: task 2: a bug is caught" in said

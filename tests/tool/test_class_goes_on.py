"""A class goes on, whatever is killed on the way: what is finished is kept, and the grades are the same."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from autograder.classroom.graders import Graders
from autograder.classroom.intake import Intake
from autograder.classroom.journal import Journal
from autograder.classroom.whole_class import WholeClass
from autograder.cli.class_run import ground_of
from autograder.grading import identity
from autograder.grading.grader import Setup
from autograder.grading.options import Options
from autograder.sandbox.levels import Plan
from tests.tool.terminals import command, environment
from tests.tool.test_grade import SOLUTION, grades
from tests.tool.waiting import comes_true

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of one process need a posix system")

ROOT = Path(__file__).parents[2]
ASKED = ("--lesson", "02", "--trust-these-students", "--seed", "7", "--jobs", "2")
KILLS = random.Random(20261126)
"""Other moments in each round, the same ones in each run of the tests."""


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """Return a folder with twelve students' work on the tiny lesson 02: right, half right, and broken."""
    for number in range(12):
        folder = tmp_path / "handed in" / f"student {number:02}"
        folder.mkdir(parents=True)
        text = (SOLUTION, SOLUTION.replace("{escape(name)}", "you"), f"app = {number} +")[number % 3]
        (folder / "app.py").write_text(text)
        (folder / "greetings.py").write_text('GREETING = "Hello"\n')
    return tmp_path / "handed in"


@pytest.fixture
def start(tiny_course, handed, tmp_path) -> Callable[..., subprocess.Popen[str]]:
    """Return a function that starts to grade the class in a process of its own."""

    def run(**options: object) -> subprocess.Popen[str]:
        arguments = ("grade", str(handed), *ASKED, "--out", str(tmp_path / "out"), "--course", str(tiny_course.root))
        return subprocess.Popen(
            command(*arguments),
            cwd=ROOT,
            env=environment(MARK=str(tmp_path)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            **options,
        )

    return run


def kept(out: Path) -> dict[str, str]:
    """Return what the journal knows: each student with their result."""
    if not (out / "journal.sqlite").exists():
        return {}
    with closing(sqlite3.connect(out / "journal.sqlite")) as database:
        try:
            return dict(database.execute("select student, result from results"))
        except sqlite3.OperationalError:  # it was killed before there was a table
            return {}


def files(out: Path) -> dict[str, bytes]:
    """Return the files that a class gets."""
    return {path.name: path.read_bytes() for path in (out / "grades.csv", *(out / "feedback").iterdir())}


def marked(tmp_path: Path) -> list[str]:
    """Return the processes of this test that are still there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={tmp_path}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_a_command_that_is_killed_at_any_moment_goes_on_and_ends_with_the_same_grades(
    autograder, handed, start, tmp_path
):
    autograder("grade", str(handed), *ASKED, "--out", str(tmp_path / "without"))
    before: dict[str, str] = {}
    for _ in range(4):
        process = start()
        time.sleep(KILLS.uniform(0.1, 1.6))
        process.kill()
        process.communicate()
        now = kept(tmp_path / "out")
        assert before.items() <= now.items()
        before = now
    process = start()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert before.items() <= kept(tmp_path / "out").items()
    assert "12 students: 12 graded." in said
    assert files(tmp_path / "out") == files(tmp_path / "without")
    assert comes_true(lambda: not marked(tmp_path)), "graders end when nobody wants their answers"


def test_a_known_class_is_not_graded_again_and_takes_a_tenth_of_the_time(tiny_course, handed, tmp_path):
    lesson = tiny_course.lesson("02")
    setup = Setup(str(tiny_course.root), str(tiny_course.tests), (lesson.slug,), Options(7))

    def run(submit, options=setup.options) -> tuple[list[str], float]:
        intake = Intake(tiny_course, handed, [lesson])
        journal.begin()
        began = time.monotonic()
        whole = WholeClass(journal, submit, {lesson.slug: ground_of(lesson)}, options, 2)
        rows = list(whole.rows(enumerate(intake.handed_in())))
        return sorted(f"{row.student} {row.points} {row.status}" for row in rows), time.monotonic() - began

    def nobody(job):
        raise LookupError(f"{job.student} is not known")

    with Journal(tmp_path / "out") as journal:
        with Graders(setup, 1) as graders:
            first, slow = run(graders.submit)
        second, quick = run(nobody)
        assert (second, len(first)) == (first, 12)
        assert quick * 10 < slow
        with pytest.raises(LookupError):  # a program that was not confined may have meddled with its result
            run(nobody, replace(setup.options, plan=Plan(("landlock", "seccomp"))))


def test_what_changed_is_graded_again_and_nothing_else(autograder, handed, tiny_course, tmp_path):
    for folder in sorted(handed.iterdir())[1:]:
        folder.rename(tmp_path / folder.name)
    checks = tiny_course.lesson("02").checks / "test_names.py"
    seed = "7"

    def graded() -> dict[str, str]:
        autograder("grade", str(handed), *ASKED, "--seed", seed, "--out", str(tmp_path / "out"))
        return kept(tmp_path / "out")

    def changes() -> bool:
        seen.append(graded())  # the seconds that each check took tell one result from another
        return seen[-1] != seen[-2]

    seen = [graded()]
    (checks.parent / "mistakes.toml").write_text("")
    assert not changes(), "known wrong answers are no check"
    (handed / "student 00" / "greetings.py").write_text('GREETING = "Salut"\n')
    assert changes(), "the work"
    checks.write_text(checks.read_text().replace("greeted by name", "greeted by their name"))
    assert changes(), "the checks"
    (tiny_course.tests / "words.py").write_text("")
    assert changes(), "a helper of the checks"
    seed = "8"
    assert changes(), "the seed"


# --- what dies on the way


def spoil(course, handed: Path, sabotage: str) -> None:
    """Let a check do something terrible when it meets the work of student 00."""
    checks = course.lesson("02").checks / "test_names.py"
    begin = '    if b"terrible" in visitor.bench.copy.files["app.py"]:\n'
    text = checks.read_text()
    before = "    visitor.opens("
    assert before in text
    checks.write_text(
        "import os\nfrom pathlib import Path\n" + text.replace(before, f"{begin}        {sabotage}\n{before}")
    )
    app = handed / "student 00" / "app.py"
    app.write_text(app.read_text() + "# terrible\n")


def outcome(autograder, handed: Path, out: Path) -> tuple[str, set[str]]:
    """Grade the class and return the status of student 00, and those of all others."""
    result = autograder("grade", str(handed), *ASKED, "--out", str(out))
    assert result.exit_code == 0, result.output
    first, *others = grades(out)
    assert len(others) == 11
    return first["status"], {row["status"] for row in others}


OTHERS = {"graded", "graded: the app does not start"}


def test_work_that_costs_a_grader_its_life_twice_is_a_row_and_the_rest_goes_on(
    autograder, handed, tiny_course, tmp_path
):
    spoil(tiny_course, handed, "os.kill(os.getpid(), 9)")
    status, others = outcome(autograder, handed, tmp_path / "out")
    assert status == "look at this: our mistake: the grader's process stopped (code -9)"
    assert others == OTHERS


def test_a_check_that_never_ends_costs_one_row_once(autograder, handed, tiny_course, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.classroom.graders.LONGEST", 8.0)
    count = tmp_path / "count"
    spoil(tiny_course, handed, f"Path({str(count)!r}).open('a').write('x'), __import__('time').sleep(999)")
    status, others = outcome(autograder, handed, tmp_path / "out")
    assert status == "look at this: our mistake: grading it took longer than 8 seconds"
    assert others == OTHERS
    assert count.read_text() == "x"


def test_where_nothing_can_be_graded_the_class_ends_at_once(autograder, handed, tiny_course, tmp_path):
    checks = tiny_course.lesson("02").checks / "conftest.py"
    checks.write_text("import os\nos._exit(9)\n")
    result = autograder("grade", str(handed), *ASKED, "--out", str(tmp_path / "out"))
    assert result.exit_code == 3
    assert "The autograder stopped with an error of its own." in result.output
    assert not (tmp_path / "out" / "grades.csv").exists()


def test_a_grader_that_dies_once_costs_nobody_anything(autograder, handed, tiny_course, tmp_path):
    once = tmp_path / "once"
    once.touch()
    spoil(
        tiny_course, handed, f"Path({str(once)!r}).exists() and (Path({str(once)!r}).unlink(), os.kill(os.getpid(), 9))"
    )
    assert outcome(autograder, handed, tmp_path / "out") == ("graded", OTHERS)
    assert not once.exists()


ZYGOTE = "visitor.bench.apps._launcher._zygote.process.pid"


@pytest.mark.parametrize(
    "sabotage",
    [
        pytest.param(f"os.kill({ZYGOTE}, 9), visitor.bench.apps.drop()", id="before an app is loaded"),
        pytest.param(
            f"visitor.bench.apps.drop(), __import__('threading').Timer(0.2, os.kill, ({ZYGOTE}, 9)).start()",
            id="while an app is loaded",
        ),
        pytest.param(f"os.kill({ZYGOTE}, 9)", id="before a request"),
    ],
)
def test_a_zygote_that_dies_costs_nobody_anything(autograder, handed, tiny_course, tmp_path, sabotage):
    once = tmp_path / "once"
    once.touch()
    spoil(tiny_course, handed, f"Path({str(once)!r}).exists() and (Path({str(once)!r}).unlink(), {sabotage})")
    app = handed / "student 00" / "app.py"
    app.write_text(app.read_text() + "import time\ntime.sleep(0.5)\n")
    result = autograder("grade", str(handed), *ASKED, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    first, *others = grades(tmp_path / "out")
    assert (first["status"], first["points"]) == ("graded", "3")
    assert {row["status"] for row in others} == OTHERS
    assert not once.exists()


def test_no_space_for_one_submission_is_told_in_its_row(autograder, handed, tiny_course, tmp_path):
    spoil(tiny_course, handed, "raise OSError(28, 'No space left on device')")
    status, others = outcome(autograder, handed, tmp_path / "out")
    assert status == "look at this: a check crashed"
    assert others == OTHERS


def test_a_full_disk_stops_the_class_with_a_sentence_and_keeps_what_was_there(start, tmp_path):
    import resource

    Journal(tmp_path / "empty").__exit__()
    most = (tmp_path / "empty" / "journal.sqlite").stat().st_size + 16 * 4096  # some results, not twelve
    process = start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert "journal.sqlite could not be written" in said
    assert "Traceback" not in said
    before = kept(tmp_path / "out")
    assert 0 < len(before) < 12
    process = start()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert before.items() <= kept(tmp_path / "out").items()
    assert len(grades(tmp_path / "out")) == 12


def test_a_result_rests_on_the_checks_that_its_lesson_takes_in_from_an_earlier_one(tiny_course):
    earlier = tiny_course.lesson("01").checks / "test_hello.py"
    later = tiny_course.lesson("02").checks / "test_names.py"

    def changed() -> bool:
        before = identity.identity(tiny_course.lesson("02"))
        earlier.write_text(earlier.read_text() + "\n# changed\n")
        return identity.identity(tiny_course.lesson("02")) != before

    assert not changed()
    take_in = 'from autograder.checks import still_true\nglobals().update(still_true(1, "01_hello"))\n'
    later.write_text(later.read_text() + take_in)
    assert changed()


def test_a_package_that_nothing_here_uses_does_not_change_what_a_result_rests_on(monkeypatch):
    asked = {
        "flask": ["werkzeug>=3.1", "importlib-metadata>=3.6; python_version < '3.10'", "asgiref; extra == 'async'"],
        "werkzeug": ["markupsafe"],
    }
    monkeypatch.setattr(identity, "PACKAGES", ("flask", "not-installed"))
    monkeypatch.setattr(identity, "requires", asked.get)
    monkeypatch.setattr(
        identity, "version", lambda name: version("flask") if name != "not-installed" else version(name)
    )
    assert [name for name, _ in identity._versions()] == ["flask", "werkzeug", "markupsafe"]

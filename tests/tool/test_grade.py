"""A class, graded: everybody has a row, and nobody's work costs another's."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import main
from autograder.course import Course, State
from autograder.sandbox.levels import reached
from tests.tool.sample_zips import CLASS, packed, sample_zips
from tests.tool.terminals import command, on_a_terminal

ROOT = Path(__file__).parents[2]
SOLUTION = (ROOT / "tests/tool/tiny/solutions/02_names/app.py").read_text()

EXPECTED = {
    "Amina Diallo": ("all", "graded"),
    "Bjørn Håkonsen": ("all", "graded"),
    "Chidi Okafor": ("all", "graded"),
    "Citlali Reyes": ("some", "graded"),
    "Dilnoza Karimova": ("none", "graded"),
    "Elif Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}z": ("some", "graded"),
    "Farid Rahimi": ("some", "graded"),
    "Giulia Conti": ("some", "graded"),
    "Hana Nováková": ("some", "graded"),
    "Ikaika Kealoha": ("none", "graded: the app does not start"),
    "Jorge Peña": ("none", "graded: the app does not start"),
    "Kavya Iyer": ("some", "graded: an address did not answer in time"),
    "Mei-Ling Chen": ("all", "graded"),
    "Ngozi Adeyemi": ("all", "graded"),
    "Oleksandr Shevchenko": ("none", "could not be read"),
    "Pita Tamatea": ("none", "hostile"),
    "Quentin Dubois": ("all", "graded"),
    "Rūta Kazlauskaitė": ("none", "graded: the app does not start"),
    "Sione Tupou": ("none", "nothing handed in"),
    "Thandiwe Nkosi": ("none", "could not be read"),
    "Tomás Ó Súilleabháin": ("all", "graded"),
}


def grades(out: Path) -> list[dict[str, str]]:
    """Return the rows of a finished run."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> tuple[Result, Path]:
    """Grade the bundled sample class once."""
    out = tmp_path_factory.mktemp("graded") / "out"
    arguments = ["grade", str(CLASS), "--lesson", "02", "--trust-these-students", "--seed", "7", "--out", str(out)]
    return CliRunner().invoke(main, arguments, prog_name="autograder"), out


def test_everybody_in_the_sample_class_has_a_row(sample):
    result, out = sample
    assert result.exit_code == 0, result.output
    rows = grades(out)
    assert [row["student"] for row in rows] == list(EXPECTED)
    for row in rows:
        points, of = int(row["points"]), int(row["max_points"])
        wanted, status = EXPECTED[row["student"]]
        assert row["status"].startswith(status), row
        assert {"all": points == of > 0, "some": 0 < points < of, "none": points == 0 < of}[wanted], row
    assert len({row["max_points"] for row in rows}) == 1


def test_everybody_in_the_sample_class_has_a_text(sample):
    _, out = sample
    texts = {file.stem: file.read_text(encoding="utf-8") for file in (out / "feedback").iterdir()}
    assert set(texts) == set(EXPECTED)
    assert all(text.startswith(f"{name}\n") for name, text in texts.items())
    assert "SyntaxError" in texts["Ikaika Kealoha"]
    assert "UTF-8" in texts["Rūta Kazlauskaitė"]
    assert "`show_build` was still running" in texts["Kavya Iyer"]
    assert not any("\x1b" in text or "Traceback" in text for text in texts.values())


def test_the_table_on_the_screen_ends_with_who_needs_a_look(sample):
    result, _ = sample
    assert "21 students: 17 graded, 1 nothing handed in, 2 could not be read, 1 hostile." in result.output
    assert result.output.count("needs a look: ") == 3
    assert "not a submission: README.md, ruff.toml" in result.output
    assert f"seed 7 · isolation: {reached().plan.level}" in result.output


def test_the_zips_of_the_sample_class_are_what_their_script_makes():
    assert {file.name: file.read_bytes() for file in CLASS.glob("*.zip")} == sample_zips()


# --- a class on the tiny course


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """Return a folder with three students' work on the tiny lesson 02."""
    for student, text in (("Ada", SOLUTION), ("Bo", "app ="), ("Cy", SOLUTION.replace("{escape(name)}", "you"))):
        folder = tmp_path / "handed in" / student
        folder.mkdir(parents=True)
        (folder / "app.py").write_text(text)
        (folder / "greetings.py").write_text('GREETING = "Hello"\n')
    return tmp_path / "handed in"


TRUST = ("--lesson", "02", "--isolation", "none", "--trust-these-students", "--seed", "7", "--jobs", "1")
"""One at a time, so that the lines on the screen are in the order of the names."""


def test_without_trust_nothing_runs_and_the_reason_is_said(autograder, handed, tmp_path):
    (handed / "Ada" / "app.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    arguments = ("--lesson", "02", "--isolation", "none", "--out", str(tmp_path / "out"))
    result = autograder("grade", str(handed), *arguments)
    assert result.exit_code == 2
    assert "--trust-these-students" in result.output
    assert "Nothing was run" in result.output
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "out").exists()


def test_a_class_on_the_screen(autograder, handed, tmp_path, golden):
    result = autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    golden("grade", result.output)
    golden("grade_feedback", (tmp_path / "out" / "feedback" / "Cy.txt").read_text(encoding="utf-8"))


def test_a_class_is_graded_by_the_starters_as_they_are_now(autograder, handed, tiny_course, tmp_path):
    State(tiny_course).take_pristine()
    lesson = Course(tiny_course.root).lesson("03")
    for file in (lesson.previous.solution / "app.py", lesson.starter / "app.py"):
        file.write_text(file.read_text().replace("A tiny app.", "A small app."))
    assert autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out")).exit_code == 0
    assert b"A small app." in State(lesson.course).starter_files(lesson)["app.py"]


def test_all_lessons_give_a_row_each(autograder, handed, tmp_path):
    (handed / "Ada" / "02_names").mkdir()
    (handed / "Ada" / "02_names" / "app.py").write_text(SOLUTION)
    result = autograder("grade", str(handed), "--trust-these-students", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    rows = grades(tmp_path / "out")
    assert len(rows) == 9
    assert {row["max_points"] for row in rows if row["lesson"] == "01_hello"} == {"4"}


def test_the_points_of_a_right_answer_are_known_without_one(autograder, handed, tmp_path):
    (handed / "Di").mkdir()
    autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"))
    assert len({row["max_points"] for row in grades(tmp_path / "out")}) == 1


def test_a_roster_decides_who_has_a_row_and_in_which_order(autograder, handed, tmp_path):
    (tmp_path / "roster.csv").write_text("id;name\n1;Cy\n2;Di Prima, Diane\n3;Ada\n", encoding="utf-8-sig")
    roster = ("--roster", str(tmp_path / "roster.csv"))
    result = autograder("grade", str(handed), *TRUST, *roster, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert [(row["student"], row["status"]) for row in grades(tmp_path / "out")] == [
        ("Cy", "graded"),
        ("Di Prima, Diane", "nothing handed in"),
        ("Ada", "graded"),
        ("Bo", "graded: the app does not start"),
    ]
    assert "a folder or an archive each: 3 people; roster: 3, 1 of them without work" in result.output
    assert "not on the roster: Bo" in result.output


def test_a_roster_that_cannot_be_used_is_a_sentence_and_nothing_runs(autograder, handed, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\n1,Ada\n1,Bo\n")
    result = autograder("grade", str(handed), *TRUST, "--roster", str(tmp_path / "roster.csv"))
    assert result.exit_code == 2
    assert "roster.csv:3: the id 1 is both Ada's and Bo's." in " ".join(result.output.split())
    assert "graded" not in result.output


def test_a_canvas_download_is_graded_as_it_came_and_the_row_says_which_file_counts(autograder, tmp_path):
    app, greeting = SOLUTION.encode(), b'GREETING = "Hello"\n'
    right = packed({"app.py": app, "greetings.py": greeting})
    files = {
        "lovelaceada_7_100_work.zip": packed({"app.py": b"app ="}),
        "lovelaceada_7_200_work-1.zip": right,
        "bobo_LATE_8_150_app-1.py": app,
        "bobo_LATE_8_151_greetings.py": greeting,
        "cyrano_9_160_work.zip": packed({"/etc/app.py": app}),
    }
    (tmp_path / "submissions.zip").write_bytes(packed(files))
    result = autograder("grade", str(tmp_path / "submissions.zip"), *TRUST, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "Canvas's download: 3 people" in result.output
    assert [(row["student"], row["points"], row["status"]) for row in grades(tmp_path / "out")] == [
        ("bobo", "3", "graded"),
        ("cyrano", "0", "hostile: a file in it wants to be outside of its folder: /etc/app.py"),
        ("lovelaceada", "3", "graded: 2 submissions; the later one (work-1.zip, file 200) counts"),
    ]
    assert "Canvas marks it as late." in (tmp_path / "out" / "feedback" / "bobo.txt").read_text(encoding="utf-8")
    assert "needs a look: cyrano, lesson 02: hostile" in result.output


def test_checks_that_somebody_hands_in_are_nobodys(autograder, handed, tmp_path):
    """Only the graders' own tests count, whatever lies beside the work and whatever it is called."""
    everything_passes = "def pytest_runtest_call(item):\n    item.obj = lambda *a, **k: None\n"
    for name in ("conftest.py", "tests/conftest.py", "tests/02_names/conftest.py", "02_names/conftest.py"):
        file = handed / "Bo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(everything_passes)
    (handed / "Bo" / "tests/02_names/test_names.py").write_text("def test_it():\n    pass\n")
    (handed / "Bo" / "02_names/pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (handed / "Bo" / "02_names/app.py").write_text(SOLUTION.replace("{escape(name)}", "you"))
    (handed / "Bo" / "greetings.py").rename(handed / "Bo" / "02_names/greetings.py")
    autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"))
    points = {row["student"]: (row["points"], row["max_points"]) for row in grades(tmp_path / "out")}
    assert points["Bo"] == points["Cy"] == ("1", "3")


def test_grades_do_not_go_among_the_submissions(autograder, handed):
    result = autograder("grade", str(handed), *TRUST, "--out", str(handed / "out"))
    assert result.exit_code == 2
    assert "is inside" in result.output
    assert not (handed / "out").exists()


def test_a_name_and_a_finding_cannot_command_the_terminal(autograder, tmp_path):
    folder = tmp_path / "in" / "[red]Ada\x1b[31m\u202e"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text(SOLUTION.replace("Hello", "\x1b]0;owned\x07"))
    result = autograder("grade", str(tmp_path / "in"), *TRUST)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "[red]Ada" in result.output


def test_a_check_that_crashes_is_ours_and_everybody_still_has_a_row(autograder, handed, tiny_course, tmp_path):
    checks = tiny_course.lesson("02").checks / "test_names.py"
    checks.write_text(checks.read_text().replace('visitor.opens("/").shows("stranger")', "len(1)"))
    result = autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert [row["status"] for row in grades(tmp_path / "out")] == [
        "look at this: a check crashed",
        "graded: the app does not start",
        "look at this: a check crashed",
    ]
    assert "Traceback" not in (tmp_path / "out" / "feedback" / "Ada.txt").read_text()
    assert result.output.count(".baseplate/reports/") == 1


def test_checks_that_cannot_be_read_are_our_mistake(autograder, handed, tiny_course, tmp_path):
    (tiny_course.lesson("02").checks / "conftest.py").write_text("import nothing_of_this_name\n")
    result = autograder("grade", str(handed), *TRUST, "--out", str(tmp_path / "out"))
    assert result.exit_code == 3
    assert "OUR MISTAKE" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out" / "grades.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to one process needs a posix system")
def test_ctrl_c_says_what_is_saved(tiny_course, handed, tmp_path):
    (handed / "Bo" / "app.py").write_text("while True: pass\n")
    arguments = ["grade", str(handed), *TRUST, "--out", str(tmp_path / "out"), "--course", str(tiny_course.root)]
    process = subprocess.Popen(
        command(*arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("grading")
    assert process.stdout.readline().startswith("a folder or an archive each: 3 people")
    assert process.stdout.readline().startswith(" Ada")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "stopped after 1 of 3 students" in said
    assert "To go on, type the same again" in said
    assert "Traceback" not in said
    assert (tmp_path / "out" / "feedback" / "Ada.txt").exists()
    assert "Ada" in (tmp_path / "out" / "grades-so-far.csv").read_text()
    assert not (tmp_path / "out" / "grades.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_on_a_terminal_the_last_line_says_how_far_it_is(tiny_course, handed):
    (handed / "Aaron.rar").touch()
    code, said = on_a_terminal(ROOT, "grade", str(handed), *TRUST, "--course", str(tiny_course.root))
    assert code == 0
    assert re.search(r"\r 0 of 4\r.* 2 of 4, \d+\.\d a second, \d+ s left, 1 needs a look\r", said, re.DOTALL), said
    assert said.index(" 3 of 4, ") < said.index(" Cy ")

"""What one can do with a class that was graded: grade it again, change points by hand, put parts together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool.test_grade import SOLUTION, grades

TRUST = ("--trust-these-students", "--jobs", "1")
ASKED = ("--lesson", "02", *TRUST, "--seed", "7")


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """Return a folder with three students' work on the tiny lesson 02."""
    for student, text in (("Ada", SOLUTION), ("Bo", "app ="), ("Cy", SOLUTION.replace("{escape(name)}", "you"))):
        folder = tmp_path / "handed in" / student
        folder.mkdir(parents=True)
        (folder / "app.py").write_text(text)
        (folder / "greetings.py").write_text('GREETING = "Hello"\n')
    return tmp_path / "handed in"


@pytest.fixture
def out(autograder, handed, tmp_path) -> Path:
    """Return the folder of a class that was graded."""
    assert autograder("grade", str(handed), *ASKED, "--out", str(tmp_path / "out")).exit_code == 0
    return tmp_path / "out"


def files(out: Path) -> dict[str, bytes]:
    """Return the files that a class gets."""
    return {path.name: path.read_bytes() for path in (out / "grades.csv", *(out / "feedback").iterdir())}


def points(out: Path) -> dict[str, str]:
    """Return each student's points."""
    return {row["student"]: row["points"] for row in grades(out)}


def test_a_diff_shows_what_changed_checks_would_change_and_overwrites_nothing(autograder, out, tiny_course, golden):
    assert "Nothing would change." in autograder("regrade", str(out), "--diff", *TRUST).output
    checks = tiny_course.lesson("02").checks / "test_names.py"
    checks.write_text(checks.read_text().replace('visitor.opens("/").shows(word)', 'visitor.opens("/")'))
    checks.write_text(checks.read_text().replace(".shows(name)", '.shows("you")'))
    autograder("adjust", "Cy", "02", "2", "--why", "a good question", "--out", str(out))
    before = files(out), (out / "journal.sqlite").read_bytes()
    golden("regrade_diff", autograder("regrade", str(out), "--diff", *TRUST).output)
    assert (files(out), (out / "journal.sqlite").read_bytes()) == before
    assert autograder("regrade", str(out), *TRUST).exit_code == 0
    assert points(out) == {"Ada": "1", "Bo": "0", "Cy": "2"}
    assert "Nothing would change." in autograder("regrade", str(out), "--diff", *TRUST).output


def test_a_diff_names_who_is_new_and_who_is_gone(autograder, handed, out):
    (handed / "Bo").rename(handed / "Di")
    said = autograder("regrade", str(out), "--diff", *TRUST).output
    assert " Di  02  not graded → 0 of 3   graded: the app does not start" in said
    assert " Bo  is not among the submissions any more" in said
    assert "2 of 3 students would change." in said


def test_nothing_is_graded_again_without_trust(autograder, out):
    assert "Nothing was run" in autograder("regrade", str(out), "--diff", "--isolation", "none").output


def test_points_given_by_hand_are_shown_survive_and_can_be_taken_back(autograder, handed, out):
    before = files(out)
    said = autograder("adjust", "Cy", "02", "3", "--why", "=asked\n for more time", "--out", str(out))
    assert said.output == "Cy, lesson 02: 3 of 3 points, where the checks gave 1\n"
    after = files(out)
    assert {name for name in after if after[name] != before[name]} == {"grades.csv", "Cy.txt"}
    assert (
        after["Cy.txt"]
        .decode()
        .endswith(" Adjusted by hand: 3 of 3 points, where the checks gave 1.\n =asked for more time\n\n")
    )
    row = grades(out)[2]
    assert (row["points"], row["status"]) == ("3", "adjusted from 1 to 3: =asked for more time")
    (handed / "Cy" / "app.py").write_text(SOLUTION + "\n# handed in again\n")
    again = autograder("grade", str(handed), *ASKED, "--out", str(out)).output
    assert "3 students: 2 graded, 1 adjusted." in again
    assert grades(out)[2]["status"] == "adjusted from 3 to 3: =asked for more time"
    autograder("adjust", "Cy", "02", "--why", "no longer needed", "--out", str(out))
    assert grades(out)[2]["status"] == "graded"
    assert "Adjusted" not in files(out)["Cy.txt"].decode()


def test_an_adjustment_for_nobody_is_refused_with_a_hint(autograder, out):
    result = autograder("adjust", "Ady", "02", "3", "--why", "late", "--out", str(out))
    assert result.exit_code == 2
    assert "Did you mean “Ada”?" in result.output
    result = autograder("adjust", "Ada", "02", "3", "--why", "late", "--out", str(out.parent))
    assert result.exit_code == 2
    assert "There is no journal.sqlite" in result.output


def parts(autograder, handed: Path, tmp_path: Path, *seeds: str) -> list[str]:
    """Grade the class in as many parts as there are seeds, and return their folders."""
    folders = []
    for number, seed in enumerate(seeds, 1):
        folders.append(str(tmp_path / f"part {number}"))
        asked = ("--lesson", "02", *TRUST, "--seed", seed, "--shard", f"{number}/{len(seeds)}", "--out", folders[-1])
        assert autograder("grade", str(handed), *asked).exit_code == 0
    return folders


def test_parts_put_together_are_the_class(autograder, handed, out, tmp_path):
    first, second = parts(autograder, handed, tmp_path, "7", "7")
    assert list(points(Path(first))) == ["Ada", "Cy"]
    assert list(points(Path(second))) == ["Bo"]
    autograder("adjust", "Ada", "02", "2", "--why", "late", "--out", first)
    for _twice in range(2):
        result = autograder("merge", second, first, "--out", str(tmp_path / "whole"))
        assert result.exit_code == 0, result.output
        assert "3 students: 2 graded, 1 adjusted." in result.output
    autograder("adjust", "Ada", "02", "2", "--why", "late", "--out", str(out))
    assert files(tmp_path / "whole") == files(out)


def test_parts_that_do_not_fit_together_are_refused(autograder, handed, tmp_path):
    first, second = parts(autograder, handed, tmp_path, "7", "8")
    for asked, sentence in (
        ((first,), "Part 2/2 of the class is not"),
        ((first, second), "or random values in"),
    ):
        result = autograder("merge", *asked, "--out", str(tmp_path / "whole"))
        assert result.exit_code == 2
        assert sentence in result.output
        assert not (tmp_path / "whole" / "grades.csv").exists()


@pytest.mark.parametrize("part", ["0/2", "3/2", "2", "a/b", "1/1/1"])
def test_what_is_no_part_of_a_class_is_refused(autograder, handed, tmp_path, part):
    result = autograder("grade", str(handed), *ASKED, "--shard", part, "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "is no part of a class" in result.output


def test_a_part_wants_its_seed_said(autograder, handed, tmp_path):
    asked = ("--lesson", "02", *TRUST, "--shard", "1/2", "--out", str(tmp_path / "out"))
    assert "the same random values" in autograder("grade", str(handed), *asked).output

"""A whole class as a learning platform gives it: known by its naming, unpacked or not, and matched with a roster."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom.gradescope import read_metadata
from autograder.classroom.intake import HandedIn, Intake
from autograder.classroom.roster import Person, Roster
from autograder.course import Course, CourseError
from tests.tool.sample_zips import packed

APP = b"from flask import Flask\n"
OLD = b"# an old one\n"
WORK = packed({"02_names/app.py": APP})

Files = dict[str, bytes]


class Class:
    """A download, looked through for lesson 02: every row, with the files of its work as they were at its turn."""

    def __init__(self, course: Course, source: Path, roster: Roster | None, lessons: tuple[str, ...]) -> None:
        """Look at every row in its turn."""
        self.intake = Intake(course, source, [course.lesson(name) for name in lessons], roster)
        self.rows: list[HandedIn] = []
        self.files: list[Files] = []
        for row in self.intake.handed_in():
            self.rows.append(row)
            folder = row.submission.folder if row.submission else None
            inside = folder.rglob("*") if folder else ()
            self.files.append({str(path.relative_to(folder)): path.read_bytes() for path in inside if path.is_file()})

    def found(self) -> dict[str, list[str]]:
        """Return the names of everybody's files."""
        return {row.student: sorted(files) for row, files in zip(self.rows, self.files, strict=True)}

    def why(self) -> dict[str, str]:
        """Return why there is nothing of somebody."""
        return {row.student: row.why for row in self.rows}

    def notes(self) -> dict[str, tuple[str, ...]]:
        """Return what is said beside everybody's work."""
        return {row.student: row.notes for row in self.rows}


Look = Callable[..., Class]


@pytest.fixture(params=["folder", "zip", "zip around a folder"])
def look(request: pytest.FixtureRequest, tiny_course: Course, tmp_path: Path) -> Look:
    """Return a function that looks through a download, unpacked or as it came."""

    def at(files: Files, *people: Person, lessons: tuple[str, ...] = ("02",)) -> Class:
        source = tmp_path / "submissions"
        if request.param == "folder":
            for name, data in files.items():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).write_bytes(data)
        else:
            source = tmp_path / "submissions.zip"
            around = "assignment_7_export/" if "folder" in request.param else ""
            source.write_bytes(packed({around + name: data for name, data in files.items()}))
        return Class(tiny_course, source, Roster(people) if people else None, lessons)

    return at


# --- Canvas

CANVAS: Files = {
    "dialloamina_4711_90210_lesson02.zip": WORK,
    "chenmeiling_LATE_4712_90220_app-1.py": APP,
    "chenmeiling_LATE_4712_90221_home-1.html": b"<p>",
    "chenmeiling_LATE_4712_90222_style.css": b"p {}",
    "nováková_4713_text.html": b"I did it",
}


def test_a_canvas_download_is_known_and_its_loose_files_are_gathered(look: Look):
    seen = look(CANVAS)
    assert seen.intake.recognised == "Canvas's download: 3 people"
    assert seen.found() == {
        "chenmeiling": ["app.py", "static/style.css", "templates/home.html"],
        "dialloamina": ["app.py"],
        "nováková": [],
    }
    assert seen.why()["nováková"].startswith("could not be read: something typed in, or a link,")
    assert seen.notes()["chenmeiling"] == (
        "Canvas marks it as late.",
        "Canvas keeps no folders, so we put home.html, style.css where Flask looks for such files.",
    )
    assert {row.student: row.number for row in seen.rows}["dialloamina"] == "4711"


def test_a_canvas_download_meets_its_roster(look: Look):
    people = (
        Person("4711", "Diallo, Amina"),
        Person("4719", "Ngozi Adeyemi"),
        Person("x1", "Hana Nováková"),
        Person("x2", "Mei-Ling Chen", "mei@example.org", "B"),
    )
    seen = look(CANVAS, *people)
    assert seen.intake.students == ("Diallo, Amina", "Ngozi Adeyemi", "Hana Nováková", "Mei-Ling Chen", "nováková")
    assert seen.intake.recognised == "Canvas's download: 3 people; roster: 4, 2 of them without work"
    assert seen.intake.unlisted == ("nováková",)
    assert seen.why()["Ngozi Adeyemi"] == seen.why()["Hana Nováková"] == "nothing handed in"
    mei = seen.rows[3]
    assert (mei.person_id, mei.email, mei.section, mei.number) == ("x2", "mei@example.org", "B", "4712")


def test_the_later_of_two_files_in_canvas_counts_and_the_row_says_so(look: Look):
    seen = look(
        {
            "diallo_1_500_work.zip": packed({"app.py": OLD}),
            "diallo_1_600_work-1.zip": packed({"app.py": APP}),
            "chen_2_700_app-1.py": APP,
            "chen_2_650_app.py": OLD,
        }
    )
    assert {row.student: files["app.py"] for row, files in zip(seen.rows, seen.files, strict=True)} == {
        "chen": APP,
        "diallo": APP,
    }
    assert seen.notes() == {
        "diallo": ("2 submissions; the later one (work-1.zip, file 600) counts.",),
        "chen": ("2 files called app.py; the later one (file 700) counts.",),
    }


def test_pages_keep_their_numbers_where_two_would_become_one(look: Look):
    seen = look({"chen_2_1_app.py": APP, "chen_2_2_step-1.html": b"1", "chen_2_3_step-2.html": b"2"})
    assert seen.found() == {"chen": ["app.py", "templates/step-1.html", "templates/step-2.html"]}


def test_a_zip_of_templates_beside_an_app_is_unpacked_beside_it(look: Look):
    seen = look({"chen_2_1_app.py": APP, "chen_2_2_templates.zip": packed({"templates/home.html": b"<p>"})})
    assert seen.found() == {"chen": ["app.py", "templates/home.html"]}


def test_an_anonymous_canvas_download_goes_by_its_signs(look: Look):
    seen = look({"anon_x7Bq2_900_app.py": APP, "LATE_anon_y8_901_work.zip": WORK})
    assert seen.found() == {"anon_x7Bq2": ["app.py"], "anon_y8": ["app.py"]}


def test_two_of_one_name_are_told_apart_by_their_numbers(look: Look):
    seen = look({"lina_1_5_app.py": APP, "lina_2_6_app.py": APP})
    assert seen.intake.students == ("lina (1)", "lina (2)")


# --- Moodle


@pytest.mark.parametrize("ending", ["_assignsubmission_file_", "_assignsubmission_file"], ids=["older", "newer"])
def test_a_moodle_download_in_folders_is_known(look: Look, ending: str):
    seen = look(
        {
            f"Amina Diallo_815{ending}/lesson.zip": WORK,
            f"Flann OBrien_816{ending}/02_names/app.py": APP,
            f"Flann OBrien_816{ending.replace('file', 'onlinetext')}/onlinetext.html": b"hello",
            f"Mei-Ling Chen_817{ending.replace('file', 'onlinetext')}/onlinetext.html": b"hello",
        },
        Person("1", "O'Brien, Flann"),
        Person("Participant 815", "Somebody Else"),
        Person("3", "Chen, Mei-Ling"),
    )
    assert seen.intake.recognised.startswith("Moodle's download: 3 people")
    assert seen.found() == {"O'Brien, Flann": ["app.py"], "Somebody Else": ["app.py"], "Chen, Mei-Ling": []}
    assert seen.why()["Chen, Mei-Ling"].startswith("could not be read: something typed in")


def test_a_moodle_download_without_folders_is_known(look: Look):
    seen = look(
        {
            "Amina Diallo_815_assignsubmission_file_app.py": APP,
            "Amina Diallo_815_assignsubmission_file_home.html": b"<p>",
            "Group A_12_assignsubmission_file_work.zip": WORK,
            "Participant_99_assignsubmission_file_app.py": APP,
        }
    )
    assert seen.found() == {
        "Amina Diallo": ["app.py", "templates/home.html"],
        "Group A": ["app.py"],
        "Participant": ["app.py"],
    }


# --- Gradescope

LIST = b"""---
submission_101:
  :submitters:
  - :name: "Zo\\u00eb \\"Z\\" Lund"
    :sid: '007'
    :email: zoe@example.org
  :created_at: 2026-11-23 11:00:00.123456000 Z
  :score: 3.0
  :results:
    :output: |
      submission_999:
        :submitters:
      - :name: Nobody
  :history:
  - :id: 99
    :submitters:
    - :name: Older
submission_102:
  :submitters:
  - :name: Amina Diallo
    :sid:
    :email: amina@example.org
  - :name: O'Brien
    :email: flann@example.org
  :created_at: 2026-11-23 10:00:00.000000000 Z
submission_103:
  :submitters:
  - :name: "Zo\\u00eb \\"Z\\" Lund"
    :sid: '007'
    :email: zoe@example.org
  :created_at: 2026-11-23 09:30:00.000000000 -05:00
submission_104:
  :submitters: []
"""


def test_a_gradescope_export_is_known_by_its_list(look: Look):
    seen = look(
        {
            "submission_metadata.yml": LIST,
            "submission_101/app.py": OLD,
            "submission_102/app.py": APP,
            "submission_103/app.py": APP,
        },
        Person("007", "Lund"),
        Person("8", "Diallo", "AMINA@example.org"),
        Person("9", "Flann", "flann@example.org"),
    )
    assert seen.intake.recognised == "Gradescope's export: 4 people; roster: 3, 0 of them without work"
    assert seen.found() == {"Lund": ["app.py"], "Diallo": ["app.py"], "Flann": ["app.py"], "submission_104": []}
    assert seen.files[0]["app.py"] == APP
    assert seen.notes()["Lund"] == ("2 submissions; the later one (submission_103) counts.",)
    assert seen.notes()["Diallo"] == ("Handed in together with O'Brien.",)
    assert seen.intake.unlisted == ("submission_104",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - :name: !binary |-", "line 3: we do not understand the value"),
        ("  - :name: *1", "line 3: we do not understand the value"),
        ('  - :name: "half', "line 3: we do not understand the value"),
        ("  - Ada", "line 3: we do not understand who handed this in"),
    ],
)
def test_a_list_that_we_do_not_understand_is_said_and_not_guessed(line: str, said: str):
    with pytest.raises(CourseError, match=said):
        read_metadata(["submission_1:", "  :submitters:", line])


def test_a_list_with_damage_stops_the_run(tiny_course: Course, tmp_path: Path):
    whole = bytearray(packed({"submission_metadata.yml": LIST, "submission_101/app.py": APP}))
    whole[whole.index(b"submission_101:") + 40] ^= 1  # the checksum does not hold any more
    (tmp_path / "export.zip").write_bytes(whole)
    with pytest.raises(CourseError, match=r"submission_metadata\.yml cannot be read: Bad CRC-32"):
        Intake(tiny_course, tmp_path / "export.zip", [tiny_course.lesson("02")])


def test_a_folder_that_is_called_as_the_list_is_nobodys_list(look: Look):
    assert look({"submission_metadata.yml/app.py": APP, "Ada/app.py": APP}).intake.students == (
        "Ada",
        "submission_metadata.yml",
    )


def test_a_word_of_a_program_that_looks_like_the_list_is_none_of_it():
    found = read_metadata(io.StringIO(LIST.decode()))
    assert [each.folder for each in found] == ["submission_101", "submission_102", "submission_103", "submission_104"]
    assert [len(each.submitters) for each in found] == [1, 2, 1, 0]


# --- a folder for each, and what is said when two of them are one person's


def test_a_folder_of_repositories_is_matched_by_login_email_or_name(look: Look):
    seen = look(
        {
            "adal/lessons/02_names/app.py": APP,
            "bo@example.org.zip": WORK,
            "Cy Young/02_names/app.py": APP,
            "dee.zip": WORK,
            "roster.csv": b"",
        },
        Person("1", "Ada", login="AdaL"),
        Person("2", "Bo", "bo@example.org"),
        Person("3", "Young, Cy"),
    )
    assert seen.found() == {"Ada": ["app.py"], "Bo": ["app.py"], "Young, Cy": ["app.py"], "dee": ["app.py"]}
    assert seen.intake.unlisted == ("dee",)
    assert seen.intake.passed_over == ("roster.csv",)


def test_clones_from_a_classroom_of_repositories_are_matched_by_what_they_do_not_share(look: Look):
    files = {f"lab-02-{login}/lessons/02_names/app.py": APP for login in ("ada-l", "bo", "mallory")}
    seen = look(files, Person("1", "Ada", login="Ada-L"), Person("2", "Bo", login="bo"))
    assert seen.found() == {"Ada": ["app.py"], "Bo": ["app.py"], "lab-02-mallory": ["app.py"]}
    assert seen.intake.unlisted == ("lab-02-mallory",)


def test_an_unlisted_person_of_a_listed_name_gets_another_row(look: Look):
    seen = look({"Li Na/app.py": APP}, Person("1", "Li Na"), Person("2", "Li Na"))
    assert seen.intake.students == ("Li Na (1)", "Li Na (2)", "Li Na")
    assert seen.intake.unlisted == ("Li Na (2 people have this name)",)


@pytest.fixture
def ada_twice(tmp_path: Path) -> Path:
    """Return a folder in which one person has an older zip and a newer folder."""
    source = tmp_path / "in"
    (source / "Ada").mkdir(parents=True)
    (source / "Ada" / "app.py").write_bytes(APP)
    (source / "Ada.zip").write_bytes(packed({"app.py": OLD, "01_hello/app.py": OLD}))
    os.utime(source / "Ada.zip", (1_000_000_000, 1_000_000_000))
    os.utime(source / "Ada" / "app.py", (1_100_000_000, 1_100_000_000))
    return source


def test_of_two_submissions_the_one_with_the_newer_files_counts(tiny_course: Course, ada_twice: Path):
    [row] = Class(tiny_course, ada_twice, Roster([Person("1", "Ada")]), ("02",)).rows
    assert row.notes == ("2 submissions; the later one (Ada, changed 2004-11-09 11:33:20 UTC) counts.",)
    assert row.submission is not None
    assert row.submission.notes == row.notes


def test_a_later_submission_that_cannot_be_read_is_not_replaced_by_an_earlier_one(tiny_course: Course, ada_twice: Path):
    os.utime(ada_twice / "Ada.zip", (1_200_000_000, 1_200_000_000))
    (ada_twice / "Ada.zip").write_bytes(b"PK nonsense")
    [row] = Class(tiny_course, ada_twice, Roster([Person("1", "Ada")]), ("02",)).rows
    assert row.why.startswith("could not be read: the zip file is damaged")
    assert row.notes[0].startswith("2 submissions; the later one (Ada.zip, changed")


def test_a_lesson_that_the_later_submission_lacks_is_taken_from_the_earlier_one(tiny_course: Course, ada_twice: Path):
    seen = Class(tiny_course, ada_twice, Roster([Person("1", "Ada")]), ("01", "02"))
    assert [row.submission is not None for row in seen.rows] == [True, False]
    assert seen.rows[0].notes == (
        "2 submissions; the later one has nothing for this lesson; an earlier one "
        "(Ada.zip, changed 2001-09-09 01:46:40 UTC) counts.",
    )


# --- what is not what it seems


def test_one_zip_inside_another_is_enough(look: Look):
    inner = packed({"deeper.zip": packed({"app.py": APP})})
    assert look({"Ada.zip": inner, "Bo/work.zip": inner}).why() == {
        "Ada": "could not be read: it holds another archive, and one inside another is not unpacked",
        "Bo": "could not be read: it holds another archive, and one inside another is not unpacked",
    }


def test_a_tar_is_as_good_as_a_zip(look: Look):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as opened:
        entry = tarfile.TarInfo("x/app.py")
        entry.size = len(APP)
        opened.addfile(entry, io.BytesIO(APP))
    assert look({"Ada.tar.gz": data.getvalue(), "Bo.zip": WORK}).found() == {"Ada": ["app.py"], "Bo": ["app.py"]}


def test_hostile_work_has_its_own_word_and_costs_nobody_else(look: Look):
    seen = look({"Ada.zip": packed({"../Bo/app.py": b"mine"}), "Bo.zip": WORK, "Cy.zip": b"PK\x03\x04 cut off"})
    assert seen.why()["Ada"] == "hostile: a file in it wants to be outside of its folder: ../Bo/app.py"
    assert seen.why()["Cy"].startswith("could not be read: the zip file is damaged")
    assert seen.found()["Bo"] == ["app.py"]


def test_a_class_in_a_zip_with_a_climbing_name_is_refused_whole(tiny_course: Course, tmp_path: Path):
    (tmp_path / "class.zip").write_bytes(packed({"Ada/app.py": APP, "../Bo/app.py": APP}))
    with pytest.raises(CourseError, match="wants to be outside of its folder"):
        Intake(tiny_course, tmp_path / "class.zip", [tiny_course.lesson("02")])


@pytest.mark.parametrize("data", [b"", b"no zip", WORK[:40]])
def test_a_class_that_is_no_zip_is_a_sentence(tiny_course: Course, tmp_path: Path, data: bytes):
    (tmp_path / "class.zip").write_bytes(data)
    with pytest.raises(CourseError, match="It should be a folder, or a zip file as a learning platform makes it"):
        Intake(tiny_course, tmp_path / "class.zip", [tiny_course.lesson("02")])


def test_one_persons_link_or_size_in_the_zip_of_a_class_is_theirs_alone(tiny_course: Course, tmp_path: Path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as opened:
        link = zipfile.ZipInfo("Ada/secrets")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc")
        opened.writestr("Bo/02_names/app.py", APP)
        opened.writestr("Cy/zeros", bytes(33 * 1024**2))
        opened.writestr("Di/a.py", APP)
        opened.writestr("Di/A.py", APP)
    (tmp_path / "class.zip").write_bytes(data.getvalue())
    seen = Class(tiny_course, tmp_path / "class.zip", None, ("02",))
    assert [why.partition(":")[0] for why in seen.why().values()] == ["hostile", "", "hostile", "could not be read"]


ODD = "a|..|.|A|a.|\u00e9|e\u0301|\u202e|C:|con|x\\y|work.zip|w.tar.gz|.git|02_names|app.py|-1|_1_2_".split("|")
ODD += [
    "submission_metadata.yml",
    "dia_1_2_app.py",
    "dia_LATE_1_3_x-1.zip",
    "Ann_5_assignsubmission_file_",
    "anon_x_1_a.zip",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(st.sampled_from(ODD), min_size=1, max_size=3), st.booleans()), max_size=6))
def test_whatever_a_class_is_called_there_is_a_row_for_everybody_or_a_sentence(
    tiny_course: Course, tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[list[str], bool]]
):
    source = tmp_path_factory.mktemp("class") / "class.zip"
    inner = packed({"/".join(parts): APP for parts, _ in entries})
    source.write_bytes(packed({"/".join(parts): inner if full else APP for parts, full in entries}))
    try:
        seen = Class(tiny_course, source, None, ("01", "02"))
    except CourseError:
        return
    assert [row.student for row in seen.rows] == [name for name in seen.intake.students for _ in range(2)]
    assert len(set(seen.intake.students)) == len(seen.intake.students) > 0
    assert all((row.submission is None) == bool(row.why) for row in seen.rows)


@pytest.fixture
def reaching(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that puts a special file into somebody's folder and returns the class."""
    if os.name == "nt":
        pytest.skip("links need rights there, and there are no pipes")
    folder = tmp_path / "in" / "Ada"
    folder.mkdir(parents=True)
    (folder / "app.py").write_bytes(APP)

    def put(target: str) -> Path:
        if target == "a pipe":
            os.mkfifo(folder / "odd")
        else:
            (folder / "odd").symlink_to(target)
        return tmp_path / "in"

    yield put


@pytest.mark.parametrize("target", ["/etc/passwd", "../Bo/app.py", "a pipe"])
def test_a_folder_that_reaches_for_what_is_not_its_own_is_hostile(reaching, tiny_course: Course, target: str):
    [row] = Class(tiny_course, reaching(target), None, ("02",)).rows
    assert row.why.startswith("hostile: odd is a")


def test_folders_that_are_nested_deeper_than_programs_can_walk_stop_nobody(tiny_course: Course, tmp_path: Path):
    (tmp_path / "in" / "Ada" / "/".join("d" * 70)).mkdir(parents=True)
    (tmp_path / "in" / "Ada" / "app.py").write_bytes(APP)
    [row] = Class(tiny_course, tmp_path / "in", None, ("02",)).rows
    assert row.why == "could not be read: its folders lie more than 60 deep"


def test_a_link_inside_a_folder_harms_nobody(reaching, tiny_course: Course):
    [row] = Class(tiny_course, reaching("app.py"), None, ("02",)).rows
    assert row.submission is not None


def test_only_one_submission_is_open_at_a_time(tiny_course: Course, tmp_path: Path):
    (tmp_path / "class.zip").write_bytes(packed({f"{name}.zip": WORK for name in ("Ada", "Bo", "Cy")}))
    seen: list[Path] = []
    for row in Intake(tiny_course, tmp_path / "class.zip", [tiny_course.lesson("02")]).handed_in():
        assert row.submission is not None
        assert not any(folder.exists() for folder in seen)
        seen.append(row.submission.folder)
    assert len(seen) == 3
    assert not any(folder.exists() for folder in seen)

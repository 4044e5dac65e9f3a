"""Who should be there: what a roster may look like, what is said about a bad one, and whose work is whose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.roster import Person, Roster, Who, letters, read_roster
from autograder.course import CourseError

Read = Callable[[str | bytes], Roster]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a roster from its text."""

    def from_text(text: str | bytes) -> Roster:
        file = tmp_path / "roster.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_roster(file)

    return from_text


@pytest.mark.parametrize(
    "text",
    [
        "id,name,email,section\n17,Zoë Lund,zoe@example.org,A\n",
        "\ufeffid;name;email;section\r\n17;Zoë Lund;zoe@example.org;A\r\n",
        "Section,E-Mail,NAME,Id,shoe size\nA,zoe@example.org,Zoë Lund,17,39\n",
        '\n"id","name","email","section"\n\n"17"," Zoë Lund ","zoe@example.org","A"\n,,,\n',
        "SID\tFirst Name\tLast Name\tEmail Address\tGroup\n17\tZoë\tLund\tzoe@example.org\tA\n",
    ],
    ids=["plain", "byte order mark and semicolons", "any order", "quotes and blank lines", "tabs and two names"],
)
def test_a_roster_is_read_however_a_program_wrote_it(read: Read, text: str):
    assert read(text).people == (Person("17", "Zoë Lund", "zoe@example.org", "A", "", "Zoë Lund"),)


def test_the_gradebook_of_canvas_is_a_roster(read: Read):
    roster = read(
        "Student,ID,SIS User ID,SIS Login ID,Section,Bricks (5)\n"
        "    Points Possible,,,,,9\n"
        '"Lund, Zoë",4711,S1,zlund,Tue,\n'
    )
    assert [(each.id, each.name, each.login, each.section) for each in roster.people] == [
        ("4711", "Lund, Zoë", "zlund", "Tue")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this roster is empty"),
        ("\ufeff \n", "this roster is empty"),
        ("id,name\n", "nobody below it"),
        ("number,name\n1,Ada\n", r"roster\.csv:1: this roster has no column `id`\. Its first line is: number, name"),
        ("id,email\n1,a@b\n", r"no column `name`"),
        ("id,name,Name\n1,Ada,Bo\n", r"two columns are called `name`"),
        ("id,name\n1,Ada\n\n01,Bo\n1,Cy\n", r"roster\.csv:5: the id 1 is both Ada's and Cy's"),
        ("id,name,email\n1,Ada,x@y\n2,Bo,X@Y\n", r"roster\.csv:3: the email X@Y is both Ada's and Bo's"),
        ("id,name\n1,Ada\n,Bo\n", r"roster\.csv:3: there is no id in this line"),
        ("id,name\n1\n", r"roster\.csv:2: there is no name in this line"),
        ('id,name\n1,"Ada\n', r"roster\.csv:2: this line is no CSV"),
        ("id,name\n1,Ada\n2,Zoë\n".encode("latin-1"), r"roster\.csv:3: this is not UTF-8 text"),
        ("id,name\n1,Ada\n".encode("utf-16"), r"roster\.csv:1: this is not UTF-8 text"),
    ],
)
def test_a_roster_that_cannot_be_used_is_one_clear_sentence_with_its_line(read: Read, text: str | bytes, said: str):
    with pytest.raises(CourseError, match=said):
        read(text)


CLASS = Roster(
    [
        Person("17", "Zoë Lund", "zoe@example.org", login="zlund"),
        Person("18", "O'Brien, Flann"),
        Person("19", "Jean Paul Marat"),
        Person("20", "Li Na"),
        Person("21", "Li Na"),
        Person("Participant 22", "Ama Oti", "ama@example.org"),
    ]
)


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        (Who("somebody", ("17",)), "17"),
        (Who("somebody", ("ZLUND",)), "17"),
        (Who("somebody", ("participant 22",)), "Participant 22"),
        (Who("somebody", (), "Zoe@Example.org"), "17"),
        (Who("Zoe\u0308 LUND"), "17"),
        (Who("Lund, Zoë"), "17"),
        (Who("lundzoë"), "17"),
        (Who("Flann OBrien"), "18"),
        (Who("obrienflann"), "18"),
        (Who("Marat Jean Paul"), "19"),
        (Who("Li Na", ("21",)), "21"),
    ],
)
def test_work_is_matched_by_id_then_email_then_name(who: Who, whose: str):
    person, _ = CLASS.find(who)
    assert person is not None
    assert person.id == whose


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (Who("Li Na"), "2 people have this name"),
        (Who("Flann OBrien", ("17",)), "by its number or email it is Zoë Lund's, by its name O'Brien, Flann's"),
        (Who("Zoe Lund"), ""),
        (Who("Zoë"), ""),
        (Who("Zoë Lund-Berg"), ""),
        (Who("", ("",), ""), ""),
        (Who("...", ("1",), "zoe"), ""),
    ],
)
def test_work_is_never_matched_by_guess(who: Who, why: str):
    assert CLASS.find(who) == (None, why)


def test_two_people_of_one_name_are_told_apart_by_their_ids():
    assert [person.label for person in CLASS.people][2:5] == ["Jean Paul Marat", "Li Na (20)", "Li Na (21)"]


@given(st.text(), st.text())
def test_a_match_by_name_has_the_same_letters_and_a_name_of_ones_own_is_found(name: str, other: str):
    person, _ = Roster([Person("1", name), Person("2", "Ada B. Lovelace")]).find(Who(other))
    if person is not None:
        assert sorted(letters(person.name)) == sorted(letters(other))
    alone, _ = Roster([Person("1", name)]).find(Who(name))
    assert (alone is not None) == bool(letters(name))

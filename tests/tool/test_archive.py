"""What comes out of a zip that a stranger made: plain files with plain names, or a sentence that says why not.

``Hostile`` is what nobody does by accident; anything else that is refused is ``Refused`` and no more.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import archive, room, zips
from autograder.classroom.archive import unpack
from autograder.classroom.room import Hostile, Refused, Room
from tests.tool.sample_zips import packed

APP = b"from flask import Flask\n"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """Return an empty folder to unpack into."""
    (tmp_path / "into").mkdir()
    return tmp_path / "into"


@pytest.fixture
def made(tmp_path: Path):
    """Return a function that writes bytes as a zip file and returns where."""

    def write(data: bytes) -> Path:
        file = tmp_path / "handed in.zip"
        file.write_bytes(data)
        return file

    return write


def one_entry(name: str = "app.py", data: bytes = APP, **attributes: object) -> bytes:
    """Return a zip of one entry, deflated, with these attributes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    for key, value in attributes.items():
        setattr(entry, key, value)
    packed_bytes = io.BytesIO()
    with zipfile.ZipFile(packed_bytes, "w") as opened:
        opened.writestr(entry, data)
    return packed_bytes.getvalue()


def names(folder: Path) -> list[str]:
    """Return the files of a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_plain_files_come_out_as_they_went_in(made, into):
    unpack(made(packed({"app.py": APP, "templates/a b ü.html": b"<p>"})), Room(into))
    assert names(into) == ["app.py", "templates/a b ü.html"]
    assert (into / "app.py").read_bytes() == APP


def test_a_name_written_on_windows_makes_folders(made, into):
    unpack(made(packed({"templates\\home.html": b"<p>"})), Room(into))
    assert names(into) == ["templates/home.html"]


def test_what_programs_leave_behind_is_passed_over_and_does_not_count(made, into):
    rubbish = {f".venv/lib/{number}.py": b"" for number in range(room.MOST_FILES + 1)}
    unpack(made(packed({"app.py": APP, "__MACOSX/._app.py": b"x", "__pycache__/app.pyc": b"x", **rubbish})), Room(into))
    assert names(into) == ["app.py"]


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "/etc/passwd",
        "a/../../app.py",
        "..\\app.py",
        "C:\\app.py",
        "C:app.py",
        "//server/share/app.py",
        "a/..",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(made, into, name):
    with pytest.raises(Hostile, match="outside of its folder"):
        unpack(made(packed({name: APP})), Room(into))
    assert names(into.parent) == ["handed in.zip"]


@pytest.mark.parametrize("mode", [0o020666, 0o060666, 0o010644, 0o140755], ids=["device", "disk", "pipe", "socket"])
def test_special_files_are_hostile(made, into, mode):
    with pytest.raises(Hostile, match="a device, a pipe or another special file"):
        unpack(made(one_entry(external_attr=mode << 16)), Room(into))


@pytest.mark.parametrize("target", ["/etc/passwd", "../app.py", "a/../../b", "C:/x", "..\\x"])
def test_a_link_that_leads_out_is_hostile(made, into, target):
    with pytest.raises(Hostile, match="templates is a link that leads out of its folder"):
        unpack(made(one_entry("templates", target.encode(), external_attr=0o120777 << 16)), Room(into))
    assert not names(into)


@pytest.mark.parametrize("target", ["app.py", "../beside/app.py", "b/../.."])
def test_a_link_that_stays_inside_is_not_followed_and_not_hostile(made, into, target):
    with pytest.raises(Refused, match="is a link, and links are not followed") as refused:
        unpack(made(one_entry("a/b/app.py", target.encode(), external_attr=0o120777 << 16)), Room(into))
    assert not isinstance(refused.value, Hostile)


@pytest.mark.parametrize(
    "two",
    [("app.py", "APP.py"), ("app.py", "./app.py"), ("a.py", "a.py. "), ("\u00e9.py", "e\u0301.py"), ("ß.py", "SS.py")],
)
def test_two_names_that_are_one_on_some_system_are_refused(made, into, two):
    with pytest.raises(Refused, match="two files are called"):
        unpack(made(packed(dict.fromkeys(two, APP))), Room(into))


def test_a_file_that_another_needs_as_a_folder_is_refused(made, into):
    with pytest.raises(Refused, match="damaged"):
        unpack(made(packed({"app": APP, "app/x.py": APP})), Room(into))


def test_a_bomb_is_refused_before_it_unpacks(made, into):
    with pytest.raises(Refused, match="grows more than 200 times"):
        unpack(made(one_entry(data=bytes(4 * 1024**2))), Room(into))
    assert not names(into)


def test_many_files_that_are_too_much_together_are_refused(made, into, monkeypatch):
    monkeypatch.setattr(zips, "MOST_BYTES", 1024**2)
    with pytest.raises(Refused, match="unpacks to more than 1 MB"):
        unpack(made(packed({f"{number}.txt": bytes(200_000) for number in range(8)})), Room(into))


def test_thousands_of_files_are_refused(made, into):
    with pytest.raises(Refused, match="holds 2001 files; 2000 is the most"):
        unpack(made(packed({f"{number}.py": b"" for number in range(room.MOST_FILES + 1)})), Room(into))


def test_tens_of_thousands_of_entries_are_refused_also_when_they_are_rubbish(made, into, monkeypatch):
    monkeypatch.setattr(zips, "MOST_ENTRIES", 100)
    with pytest.raises(Refused, match="101 entries"):
        unpack(made(packed({f".git/{number}": b"" for number in range(101)})), Room(into))


def test_a_large_file_is_refused(made, into, monkeypatch):
    monkeypatch.setattr(room, "LARGEST_FILE", 100)
    with pytest.raises(Refused, match=r"app\.py is larger than"):
        unpack(made(packed({"app.py": bytes(101)})), Room(into))


def test_a_large_archive_is_not_even_opened(made, into, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 10)
    with pytest.raises(Refused, match="the zip file is larger"):
        unpack(made(packed({"app.py": APP})), Room(into))


def test_a_password_is_named(made, into):
    data = bytearray(one_entry())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="protected by a password"):
        unpack(made(bytes(data)), Room(into))


def test_a_method_that_wants_much_memory_is_refused(made, into):
    with pytest.raises(Refused, match="unusual way"):
        unpack(made(one_entry(compress_type=zipfile.ZIP_LZMA)), Room(into))


def test_a_wrong_checksum_is_damage(made, into):
    data = packed({"app.py": APP})
    with pytest.raises(Refused, match="damaged"):
        unpack(made(data.replace(APP, APP.upper())), Room(into))


def test_a_damaged_stream_is_damage(made, into):
    data = bytearray(one_entry(data=bytes(range(256)) * 9))
    data[40:60] = b"\xff" * 20
    with pytest.raises(Refused, match="damaged"):
        unpack(made(bytes(data)), Room(into))


@pytest.mark.parametrize("cut", [0, 1, 30, 60, -1, -30])
def test_a_zip_that_was_cut_off_is_damage(made, into, cut):
    with pytest.raises(Refused, match="damaged"):
        unpack(made(packed({"app.py": APP})[:cut]), Room(into))


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says(made, into):
    """The directory says 10 bytes, the stream has megabytes: no more than 10 are ever made."""
    data = bytearray(one_entry(data=bytes(5 * 1024**2)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(Refused, match="damaged"):
        unpack(made(bytes(data)), Room(into))
    assert not names(into)


def test_an_entry_that_claims_terabytes_is_refused(made, into):
    """A zip64 record beside a small file."""
    data = bytearray(packed({"app.py": APP}))
    at = data.index(b"PK\x01\x02")
    extra = struct.pack("<HHQQ", 1, 16, 2**40, len(APP))
    data[at + 20 : at + 28] = b"\xff" * 8
    data[at + 30 : at + 32] = struct.pack("<H", len(extra))
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", end - at + len(extra))
    data[end:end] = extra
    with pytest.raises(Hostile, match="unpacks to more than"):
        unpack(made(bytes(data)), Room(into))


def test_entries_that_lie_over_each_other_are_hostile(made, into):
    """Two names for one stream: how the largest bombs are made."""
    data = bytearray(packed({"a.py": APP, "b.py": APP}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(Hostile, match="lie over each other"):
        unpack(made(bytes(data)), Room(into))


def test_a_long_name_is_shown_by_its_beginning_and_its_length(made, into):
    with pytest.raises(Refused, match=r"\(first 80 of 303 characters\)"):
        unpack(made(packed({"../" + "a" * 300: APP})), Room(into))


def test_a_bomb_that_would_fill_a_disk_is_hostile(made, into):
    with pytest.raises(Hostile, match="unpacks to more than 32 MB and grows more than 200 times"):
        unpack(made(one_entry(data=bytes(room.MOST_BYTES + 1))), Room(into))


def test_a_name_that_hides_its_end_behind_a_nul_is_hostile(made, into):
    data = packed({"app.pyXexe": APP}).replace(b"pyXexe", b"py\0exe")
    with pytest.raises(Hostile, match="hides its end"):
        unpack(made(data), Room(into))


def test_a_name_is_shown_without_anything_invisible(made, into):
    with pytest.raises(Hostile) as refused:
        unpack(made(packed({"../\u202eyp.ppa": APP})), Room(into))
    assert str(refused.value).endswith(": ../<U+202E>yp.ppa")


def test_a_colon_in_a_name_becomes_a_line(made, into):
    """It is part of many names on a Mac, and on Windows it would open a hidden stream of a file."""
    unpack(made(packed({"Screen 12:30.png": b"x"})), Room(into))
    assert names(into) == ["Screen 12_30.png"]


def test_a_list_that_would_fill_the_memory_is_never_read(made, into, monkeypatch):
    file = made(packed({f".git/{number}": b"" for number in range(101)}))
    monkeypatch.setattr(zips, "MOST_ENTRIES", 100)
    monkeypatch.setattr(zips.zipfile, "ZipFile", None)
    with pytest.raises(Refused, match="the zip file holds 101 entries; 100 is the most"):
        unpack(file, Room(into))


@pytest.mark.parametrize(
    ("start", "kind"), [(b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"%PDF-1.7", "PDF")]
)
def test_another_kind_of_file_under_the_name_of_a_zip_is_called_what_it_is(made, into, start, kind):
    with pytest.raises(Refused, match=f"it is a {kind} file; zip and tar files are unpacked"):
        unpack(made(start + bytes(100)), Room(into))


def test_a_full_disk_of_ours_is_nobodys_damage(made, into, monkeypatch):
    file = made(packed({"app.py": APP}))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(file, Room(into))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore:Duplicate name")  # two names that differ only behind a NUL are one in a zip
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_no_name_whatever_leaves_the_folder(tmp_path_factory, strange):
    home = tmp_path_factory.mktemp("zip")
    (home / "into").mkdir()
    try:
        (home / "x.zip").write_bytes(packed(dict.fromkeys(strange, APP)))
        unpack(home / "x.zip", Room(home / "into"))
    except (Refused, UnicodeEncodeError):  # a lone surrogate cannot be written into a zip in the first place
        pass
    assert {path.name for path in home.iterdir()} == {"x.zip", "into"}
    assert all(path.is_file() or path.is_dir() for path in (home / "into").rglob("*"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_of_any_kind_is_a_sentence_and_never_an_error_of_ours(tmp_path_factory, changes):
    home = tmp_path_factory.mktemp("zip")
    (home / "into").mkdir()
    data = bytearray(one_entry("app.py", APP * 5) if changes[0][1] % 2 else packed({"app.py": APP, "b/c.py": APP}))
    for place, value in changes:
        data[place % len(data)] = value
    (home / "x.zip").write_bytes(data)
    try:
        unpack(home / "x.zip", Room(home / "into"))
    except Refused as refused:
        assert "\n" not in str(refused)
    assert {path.name for path in home.iterdir()} == {"x.zip", "into"}

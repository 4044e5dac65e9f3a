"""What comes out of a zip that a stranger made: plain files with plain names, or a sentence that says why not."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import archive
from autograder.classroom.archive import Refused, unpack
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
    unpack(made(packed({"app.py": APP, "templates/a b ü.html": b"<p>"})), into)
    assert names(into) == ["app.py", "templates/a b ü.html"]
    assert (into / "app.py").read_bytes() == APP


def test_a_name_written_on_windows_makes_folders(made, into):
    unpack(made(packed({"templates\\home.html": b"<p>"})), into)
    assert names(into) == ["templates/home.html"]


def test_what_programs_leave_behind_is_passed_over_and_does_not_count(made, into):
    rubbish = {f".venv/lib/{number}.py": b"" for number in range(archive.MOST_FILES + 1)}
    unpack(made(packed({"app.py": APP, "__MACOSX/._app.py": b"x", "__pycache__/app.pyc": b"x", **rubbish})), into)
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
    with pytest.raises(Refused, match="outside of its folder"):
        unpack(made(packed({name: APP})), into)
    assert names(into.parent) == ["handed in.zip"]


@pytest.mark.parametrize(
    "mode", [0o120777, 0o020666, 0o060666, 0o010644, 0o140755], ids=["link", "device", "disk", "pipe", "socket"]
)
def test_links_and_special_files_are_refused(made, into, mode):
    with pytest.raises(Refused, match="a link or a special file"):
        unpack(made(one_entry(external_attr=mode << 16)), into)


@pytest.mark.parametrize(
    "two",
    [("app.py", "APP.py"), ("app.py", "./app.py"), ("a.py", "a.py. "), ("\u00e9.py", "e\u0301.py"), ("ß.py", "SS.py")],
)
def test_two_names_that_are_one_on_some_system_are_refused(made, into, two):
    with pytest.raises(Refused, match="two files are called"):
        unpack(made(packed(dict.fromkeys(two, APP))), into)


def test_a_file_that_another_needs_as_a_folder_is_refused(made, into):
    with pytest.raises(Refused, match="damaged"):
        unpack(made(packed({"app": APP, "app/x.py": APP})), into)


def test_a_bomb_is_refused_before_it_unpacks(made, into):
    with pytest.raises(Refused, match="grows more than 200 times"):
        unpack(made(one_entry(data=bytes(4 * 1024**2))), into)
    assert not names(into)


def test_many_files_that_are_too_much_together_are_refused(made, into, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1024**2)
    with pytest.raises(Refused, match="unpacks to more than 1 MB"):
        unpack(made(packed({f"{number}.txt": bytes(200_000) for number in range(8)})), into)


def test_thousands_of_files_are_refused(made, into):
    with pytest.raises(Refused, match="holds 2001 files; 2000 is the most"):
        unpack(made(packed({f"{number}.py": b"" for number in range(archive.MOST_FILES + 1)})), into)


def test_tens_of_thousands_of_entries_are_refused_also_when_they_are_rubbish(made, into, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 100)
    with pytest.raises(Refused, match="101 entries"):
        unpack(made(packed({f".git/{number}": b"" for number in range(101)})), into)


def test_a_large_file_is_refused(made, into, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_FILE", 100)
    with pytest.raises(Refused, match=r"app\.py is larger than"):
        unpack(made(packed({"app.py": bytes(101)})), into)


def test_a_large_archive_is_not_even_opened(made, into, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 10)
    with pytest.raises(Refused, match="the zip file is larger"):
        unpack(made(packed({"app.py": APP})), into)


def test_a_password_is_named(made, into):
    data = bytearray(one_entry())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="protected by a password"):
        unpack(made(bytes(data)), into)


def test_a_method_that_wants_much_memory_is_refused(made, into):
    with pytest.raises(Refused, match="unusual way"):
        unpack(made(one_entry(compress_type=zipfile.ZIP_LZMA)), into)


def test_a_wrong_checksum_is_damage(made, into):
    data = packed({"app.py": APP})
    with pytest.raises(Refused, match="damaged"):
        unpack(made(data.replace(APP, APP.upper())), into)


def test_a_damaged_stream_is_damage(made, into):
    data = bytearray(one_entry(data=bytes(range(256)) * 9))
    data[40:60] = b"\xff" * 20
    with pytest.raises(Refused, match="damaged"):
        unpack(made(bytes(data)), into)


@pytest.mark.parametrize("cut", [0, 1, 30, 60, -1, -30])
def test_a_zip_that_was_cut_off_is_damage(made, into, cut):
    with pytest.raises(Refused, match="damaged"):
        unpack(made(packed({"app.py": APP})[:cut]), into)


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says(made, into):
    """The directory says 10 bytes, the stream has megabytes: no more than 10 are ever made."""
    data = bytearray(one_entry(data=bytes(5 * 1024**2)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(Refused, match="damaged"):
        unpack(made(bytes(data)), into)
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
    with pytest.raises(Refused, match="unpacks to more than"):
        unpack(made(bytes(data)), into)


def test_entries_that_lie_over_each_other_are_damage(made, into):
    """Two names for one stream: how the largest bombs are made."""
    data = bytearray(packed({"a.py": APP, "b.py": APP}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(Refused, match="damaged"):
        unpack(made(bytes(data)), into)


def test_a_long_name_is_shown_by_its_beginning_and_its_length(made, into):
    with pytest.raises(Refused, match=r"\(first 80 of 303 characters\)"):
        unpack(made(packed({"../" + "a" * 300: APP})), into)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore:Duplicate name")  # two names that differ only behind a NUL are one in a zip
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_no_name_whatever_leaves_the_folder(tmp_path_factory, strange):
    home = tmp_path_factory.mktemp("zip")
    (home / "into").mkdir()
    try:
        (home / "x.zip").write_bytes(packed(dict.fromkeys(strange, APP)))
        unpack(home / "x.zip", home / "into")
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
        unpack(home / "x.zip", home / "into")
    except Refused as refused:
        assert "\n" not in str(refused)
    assert {path.name for path in home.iterdir()} == {"x.zip", "into"}

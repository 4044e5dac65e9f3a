"""What comes out of a tar that a stranger made, packed in one of the usual ways or in none."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom import room, tars
from autograder.classroom.archive import is_archive, stem, unpack
from autograder.classroom.room import Hostile, Refused, Room

APP = b"from flask import Flask\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": lambda data: gzip.compress(data, mtime=0),
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}

Unpacked = Callable[..., list[str]]


@pytest.fixture
def unpacked(tmp_path: Path) -> Unpacked:
    """Return a function that unpacks bytes and returns the names of what came out."""

    def take_apart(data: bytes, name: str = "handed in.tar") -> list[str]:
        file, into = tmp_path / name, tmp_path / "into"
        file.write_bytes(data)
        into.mkdir()
        try:
            unpack(file, Room(into))
        finally:
            assert {path.name for path in tmp_path.iterdir()} == {name, "into"}
            assert all(path.is_file() or path.is_dir() for path in into.rglob("*"))
        return sorted(path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file())

    return take_apart


def tar(*names: str, data: bytes = APP, **about: object) -> bytes:
    """Return a tar of entries with these names, all with these attributes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as opened:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            for key, value in about.items():
                setattr(entry, key, value)
            opened.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("ending", PACKERS)
def test_a_tar_comes_out_however_it_is_packed_and_whatever_it_is_called(unpacked: Unpacked, ending: str):
    folder = tar("./", type=tarfile.DIRTYPE, data=b"")[:512]
    data = PACKERS[ending](folder + tar("./02_names/app.py", ".venv/bin/python", "a b ü.html"))
    assert unpacked(data, f"Ada.{ending}") == ["02_names/app.py", "a b ü.html"]


def test_a_tar_that_calls_itself_a_zip_is_a_tar(unpacked: Unpacked):
    assert unpacked(gzip.compress(tar("app.py")), "Ada.zip") == ["app.py"]


def test_archives_are_known_by_their_endings():
    known = ["a.zip", "a.ZIP", "a.tar", "a.tgz", "a.tar.gz", "a.tar.bz2", "a.txz", "a.tar.xz"]
    assert all(is_archive(name) and stem(name) == "a" for name in known)
    assert not any(is_archive(name) for name in ("a.gz", "a.rar", "a.py", "zip", "tar.md"))


@pytest.mark.parametrize("name", ["../app.py", "/etc/passwd", "a/../../app.py", "C:\\app.py", "..\\app.py"])
def test_a_name_that_leads_elsewhere_is_hostile(unpacked: Unpacked, name: str):
    with pytest.raises(Hostile, match="outside of its folder"):
        unpacked(tar(name))


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE], ids=["device", "disk", "pipe"])
def test_special_files_are_hostile(unpacked: Unpacked, kind: bytes):
    with pytest.raises(Hostile, match="a device, a pipe"):
        unpacked(tar("app.py", type=kind, data=b""))


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        (tarfile.SYMTYPE, "app.py", "/etc/passwd"),
        (tarfile.SYMTYPE, "a/app.py", "../../secret"),
        (tarfile.LNKTYPE, "a/app.py", "../secret"),
        (tarfile.LNKTYPE, "app.py", "/etc/passwd"),
    ],
)
def test_a_link_that_leads_out_is_hostile(unpacked: Unpacked, kind: bytes, name: str, target: str):
    with pytest.raises(Hostile, match=r"app\.py is a link that leads out of its folder"):
        unpacked(tar(name, type=kind, linkname=target, data=b""))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_that_stays_inside_is_not_followed_and_not_hostile(unpacked: Unpacked, kind: bytes):
    with pytest.raises(Refused, match="links are not followed") as refused:
        unpacked(tar("a/app.py", type=kind, linkname="b/app.py", data=b""))
    assert not isinstance(refused.value, Hostile)


def test_a_file_written_through_a_link_never_is(unpacked: Unpacked):
    both = tar("out", type=tarfile.SYMTYPE, linkname="/tmp", data=b"")[:512] + tar("out/owned.py")
    with pytest.raises(Hostile, match="leads out"):
        unpacked(both)


def test_a_sparse_file_is_not_read(unpacked: Unpacked):
    with pytest.raises(Refused, match="unusual way"):
        unpacked(tar("app.py", type=tarfile.GNUTYPE_SPARSE, data=b""))


@pytest.mark.parametrize("two", [("app.py", "APP.py"), ("app.py", "./app.py"), ("\u00e9.py", "e\u0301.py")])
def test_two_names_that_are_one_on_some_system_are_refused(unpacked: Unpacked, two: tuple[str, str]):
    with pytest.raises(Refused, match="two files are called"):
        unpacked(tar(*two))


def test_the_limits_of_files_and_bytes_hold(unpacked: Unpacked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for limit, value, data, said in (
        ("MOST_FILES", 3, tar(*"abcd"), "more than 3 files"),
        ("LARGEST_FILE", 10, tar("a"), "a is larger than"),
        ("MOST_BYTES", 30, tar("a", "b"), "more than 0 MB"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(room, limit, value)
            with pytest.raises(Refused, match=said):
                unpacked(data)
        for file in (tmp_path / "into").iterdir():
            file.unlink()
        (tmp_path / "into").rmdir()


def test_thousands_of_entries_are_refused_also_when_they_are_rubbish(unpacked: Unpacked, monkeypatch):
    monkeypatch.setattr(tars, "MOST_ENTRIES", 100)
    with pytest.raises(Refused, match="more than 100 entries"):
        unpacked(tar(*(f".git/{number}" for number in range(101))))


@pytest.mark.parametrize("ending", [ending for ending in PACKERS if ending != "tar"])
def test_a_bomb_is_hostile_also_when_it_hides_where_nothing_is_unpacked(unpacked: Unpacked, ending: str):
    with pytest.raises(Hostile, match="grows more than 200 times"):
        unpacked(PACKERS[ending](tar(".venv/zeros", data=bytes(24 * 1024**2))), f"Ada.{ending}")


def test_an_xz_that_asks_for_gigabytes_of_memory_does_not_get_them(unpacked: Unpacked):
    data = bytearray(lzma.compress(tar("app.py"), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1024**2}]))
    at = data.index(bytes([0x21, 0x01]), 12)  # LZMA2, one byte of properties: the size of the dictionary
    data[at + 2] = 40  # 4 GiB
    header = data[12 : 12 + (data[12] + 1) * 4]
    header[-4:] = zlib.crc32(header[:-4]).to_bytes(4, "little")
    data[12 : 12 + len(header)] = header
    with pytest.raises(Refused, match=r"damaged \(Memory usage limit"):
        unpacked(bytes(data), "Ada.tar.xz")


def test_a_header_that_claims_a_name_of_megabytes_is_hostile(unpacked: Unpacked):
    with pytest.raises(Hostile, match="a header in it claims 1048577 bytes"):
        unpacked(tar("x", type=tarfile.XHDTYPE, data=bytes(1024**2 + 1)))


@pytest.mark.parametrize("size", ["99999999", "-512"])
def test_a_size_in_pax_records_that_lies_is_no_more_than_damage(unpacked: Unpacked, size: str):
    packed = io.BytesIO()
    entry = tarfile.TarInfo("app.py")
    entry.pax_headers = {"size": size}
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as opened:
        opened.addfile(entry)
        opened.addfile(tarfile.TarInfo("b.py"))
    with pytest.raises(Refused):
        unpacked(packed.getvalue())


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.9])
def test_a_tar_that_was_cut_off_is_damage(unpacked: Unpacked, ending: str, part: float):
    packed = PACKERS[ending](tar("a.py", "b.py", "c.py", data=bytes(range(256)) * 40)[: 3 * 10752 + 1024])
    with pytest.raises(Refused, match=r"the tar file is damaged"):
        unpacked(packed[: int(len(packed) * part)], f"Ada.{ending}")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(PACKERS)), st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=4))
def test_damage_of_any_kind_is_a_sentence_and_never_an_error_of_ours(tmp_path_factory, ending, changes):
    home = tmp_path_factory.mktemp("tar")
    (home / "into").mkdir()
    data = bytearray(PACKERS[ending](tar("app.py", "b/c.py", "n" * 150)))
    for place, value in changes:
        data[place % len(data)] = value
    (home / "x.tar").write_bytes(data)
    try:
        unpack(home / "x.tar", Room(home / "into"))
    except Refused as refused:
        assert "\n" not in str(refused)
    assert {path.name for path in home.iterdir()} == {"x.tar", "into"}

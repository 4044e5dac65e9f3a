"""The whole of it, with a real pip and the real network: the plug is pulled in the middle, and the second try works."""

from __future__ import annotations

import signal
import sys
import time

import pytest

from tests.tool.bootstrap.conftest import Small
from tests.tool.waiting import comes_true


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed as only POSIX can")
def test_a_set_up_that_was_killed_starts_over(bare: Small) -> None:
    process = bare.start("list")
    assert comes_true((bare.venv / "bin" / "python").exists, 60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (bare.venv / "baseplate.unfinished").exists()
    time.sleep(0.5)
    ran = bare.run("list")
    assert ran.code == 0, ran.err
    assert ran.saw["prefix"] == str(bare.venv)
    assert "Ready after" in ran.err
    assert not (bare.venv / "baseplate.unfinished").exists()
    assert (bare.venv / "bin" / "autograder").exists()
    assert all(file.read_bytes().isascii() for file in bare.packages.glob("*.pth")), "Windows reads them as it likes"

    _damage(bare)
    ran = bare.run("list")
    assert (ran.code, "Setting up" in ran.err) == (0, True), ran.err
    assert not bare.venv.is_symlink()
    assert (bare.root / "linked" / "lib").exists(), "what a link leads to belongs to somebody else"


def _damage(small: Small) -> None:
    """Make ``.venv`` a link to a folder elsewhere, whose Python has lost its settings and leads nowhere."""
    elsewhere = small.venv.rename(small.root / "linked")
    small.venv.symlink_to(elsewhere)
    (elsewhere / "pyvenv.cfg").unlink()
    (elsewhere / "bin" / "python").unlink()
    (elsewhere / "bin" / "python").symlink_to("/a/python/that/was/removed")

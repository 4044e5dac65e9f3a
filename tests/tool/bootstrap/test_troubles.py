"""What can go wrong on somebody's machine: one sentence, the next step, exit code 2, and a second try works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tool.bootstrap.conftest import TOP, Ran, Small
from tests.tool.waiting import comes_true

WORDS = {
    "no network": (
        "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError(...)': /simple/flask/\n"
        "ERROR: Could not find a version that satisfies the requirement flask==3.1.3 (from versions: none)\n"
        "ERROR: No matching distribution found for flask==3.1.3",
        "The packages could not be fetched: there is no network, or it was cut off.",
    ),
    "full disk": (
        "Installing collected packages: flask\n"
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "The disk (or the folder for temporary files) is full.",
    ),
    "certificate": (
        "WARNING: Retrying (Retry(total=1)) after connection broken by 'SSLError(SSLCertVerificationError(1, "
        "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/flask/",
        "A certificate on the way to the packages is not trusted; in schools and companies a proxy does this.",
    ),
    "file in use": (
        "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied: 'flask.exe'",
        "A file in the course's folder could not be written.",
    ),
    "too new a Python": (
        "ERROR: Could not find a version that satisfies the requirement selectolax==1.0.2\n"
        "ERROR: No matching distribution found for selectolax==1.0.2",
        "There is no ready-made package `selectolax` for Python",
    ),
    "something else": ("ERROR: the moon is full", "pip could not install the packages: ERROR: the moon is full"),
}


def a_clear_sentence(ran: Ran) -> str:
    """Return what was said, after a look at how it was said."""
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.count("YOUR COMPUTER   ") == 1
    assert "again" in ran.err
    return ran.err.partition("YOUR COMPUTER   ")[2]


@pytest.mark.parametrize("kind", WORDS)
def test_what_pip_says_becomes_a_sentence_and_the_second_try_works(small: Small, kind: str) -> None:
    says, sentence = WORDS[kind]
    small.pip(says, exits=1)
    said = a_clear_sentence(small.run("list"))
    assert said.startswith(sentence)
    log = small.root / ".baseplate" / "setup.log"
    assert str(log) in said
    assert says in log.read_text()
    if "Installing" not in says:  # otherwise it starts over with a real pip, which test_fresh tries
        small.pip()
        assert small.run("list").code == 0


def test_a_python_without_ensurepip_names_the_package_to_install(bare: Small, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    said = a_clear_sentence(bare.run("list", env={"PYTHONPATH": str(site)}))
    assert "came without its module `ensurepip`" in said
    assert f"sudo apt install python3.{sys.version_info[1]}-venv" in said


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("EROFS", "The course's folder cannot be written to"), ("ENOSPC", "The disk is full.")],
)
def test_a_folder_that_cannot_be_written_to_is_named(bare: Small, tmp_path: Path, number: str, sentence: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import errno, os\n"
        "def mkdir(path, *rest, **more):\n"
        f"    raise OSError(errno.{number}, os.strerror(errno.{number}), str(path))\n"
        "os.mkdir = mkdir\n"
    )
    assert a_clear_sentence(bare.run("list", env={"PYTHONPATH": str(site)})).startswith(sentence)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere; Windows has other rights")
def test_a_folder_without_the_right_to_write_is_named(bare: Small) -> None:
    bare.root.chmod(0o555)
    try:
        assert "cannot be written to" in a_clear_sentence(bare.run("list"))
    finally:
        bare.root.chmod(0o755)


def test_a_file_in_the_place_of_venv_is_not_deleted(bare: Small) -> None:
    bare.venv.write_text("somebody's notes")
    assert ".venv is a file" in a_clear_sentence(bare.run("list"))
    assert bare.venv.read_text() == "somebody's notes"


def test_two_set_ups_at_once_wait_for_each_other_and_install_once(small: Small) -> None:
    small.pip(seconds=1.5)
    first = small.start("list")
    calls = small.packages / "pip" / "told" / "calls"
    assert comes_true(calls.exists)
    second = small.run("list")
    first.communicate(timeout=60)
    assert (first.returncode, second.code) == (0, 0)
    assert "Another set-up of this course is running. Waiting for it to end ..." in second.err
    assert len(small.pip_calls()) == 1


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_changed_recipe_is_installed_on_the_next_command(ready: Small, name: str) -> None:
    file = ready.root / name
    file.write_text("# changed\n" + file.read_text())
    ran = ready.run("list")
    assert ran.code == 0
    assert "Adding packages to .venv" in ran.err
    assert len(ready.pip_calls()) == 2


def test_settings_of_tools_do_not_count_as_a_change(ready: Small) -> None:
    file = ready.root / "pyproject.toml"
    file.write_text(file.read_text() + "\n[tool.other]\nx = 1\n")
    ready.run("list")
    assert len(ready.pip_calls()) == 1


def test_only_the_command_test_asks_for_the_authors_packages(ready: Small) -> None:
    assert "requirements-dev.txt" not in ready.pip_calls()[0]
    assert ready.run("test").code == 0
    assert "requirements-dev.txt" in ready.pip_calls()[1]
    assert ready.run("test").code == 0
    assert len(ready.pip_calls()) == 2


def test_settings_that_send_packages_elsewhere_are_not_passed_on(small: Small) -> None:
    spy = "import os\nprint('seen', sorted(set(os.environ) & {'PIP_TARGET', 'PYTHONPATH'}), os.environ['PIP_USER'])\n"
    module = small.packages / "pip" / "__main__.py"
    module.write_text(spy)
    assert small.run("list", env={"PIP_TARGET": "x", "PIP_USER": "1"}).code == 0
    assert "seen [] 0" in (small.root / ".baseplate" / "setup.log").read_text()


def test_complete_wheels_are_used_without_a_network(small: Small) -> None:
    wheels = small.root / "wheels"
    wheels.mkdir()
    program = "from autograder.setup.packages import wheels_key; import sys; sys.stdout.buffer.write(wheels_key())"
    key = small.run("list").code == 0 and _python(small, program)
    assert key
    (wheels / "complete.txt").write_bytes(key)
    (small.venv / "baseplate.stamp").unlink()
    small.pip("ERROR: No matching distribution found for flask==3.1.3", exits=1)
    said = a_clear_sentence(small.run("list"))
    assert f"--no-index --find-links {wheels}" in small.pip_calls()[-1]
    assert said.startswith("The folder wheels/ has no `flask` for this computer.")
    (wheels / "complete.txt").write_bytes(key.replace(b"Python", b"Another"))
    small.run("list")
    assert "--no-index" not in small.pip_calls()[-1]


def test_a_package_that_somebody_removed_is_put_back_once(ready: Small) -> None:
    main = ready.root / "autograder" / "cli" / "main.py"
    main.write_text("import not_there\n" + main.read_text())
    ran = ready.run("list")
    said = a_clear_sentence(ran)
    assert "Adding packages to .venv" in ran.err
    assert said.startswith("The package `not_there` is missing from .venv.")
    assert len(ready.pip_calls()) == 2
    (ready.packages / "not_there.py").touch()
    assert ready.run("list").code == 0


def test_a_mistake_of_ours_is_not_taken_for_a_missing_package(ready: Small) -> None:
    main = ready.root / "autograder" / "cli" / "main.py"
    main.write_text("import autograder.not_there\n" + main.read_text())
    ran = ready.run("list")
    assert "Adding packages" not in ran.err
    assert "No module named 'autograder.not_there'" in ran.err


def _python(small: Small, program: str) -> bytes:
    """Return what a line of Python prints in the small course's own Python."""
    python = small.venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    return subprocess.run([python, "-c", program], cwd=small.root, capture_output=True, check=True).stdout


def test_the_lock_says_what_other_systems_need_and_names_no_address() -> None:
    lock = (TOP / "constraints.txt").read_text()
    assert "\ncolorama==" in lock
    assert "://" not in lock
    pins = {line.split(" ;")[0].strip() for line in lock.splitlines()}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (TOP / name).read_text().splitlines():
            wanted, _, reason = line.partition("#")
            assert not wanted.strip() or (wanted.strip() in pins and reason.strip()), line

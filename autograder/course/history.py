"""What git remembers of a folder, for those who have git; everybody else gets None."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from autograder.course.files import Files, is_leftover


def _run(root: Path, *arguments: str, given: bytes = b"") -> tuple[bool, bytes, str]:
    """Run a git command in ``root``; return whether it went well, its output, and its complaint."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            check=False,
            cwd=root,
            env=clean | {"LC_ALL": "C"},
            capture_output=True,
            timeout=20,
            input=given,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, b"", str(error)
    return done.returncode == 0, done.stdout, done.stderr.decode("utf-8", "replace")


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what a git command printed, or None when there is no git or it fails."""
    fine, printed, _ = _run(root, *arguments)
    return printed if fine else None


def version(root: Path, folder: str, commit: str = "HEAD") -> Files | None:
    """Return the files of a folder (relative to ``root``) as they were in a commit, or None if it does not know it."""
    packed = _git(root, "archive", "--format=tar", commit, "--", folder)
    if packed is None:
        return None
    files: Files = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            path = member.name.removeprefix(f"{folder}/")
            stream = archive.extractfile(member) if member.isfile() else None
            if stream and not is_leftover(path):
                files[path] = stream.read()
    return files


def commits(root: Path, folder: str, limit: int = 50) -> list[str]:
    """Return the commits that changed a folder, newest first."""
    printed = _git(root, "log", f"--max-count={limit}", "--format=%H", "--", folder)
    return printed.decode("ascii", "replace").split() if printed else []


def changed_with(root: Path, folder: str, others: Iterable[str]) -> bool:
    """Tell whether the last commit that changed a folder also changed one of the others."""
    last = commits(root, folder, 1)
    return bool(
        last and _git(root, "diff-tree", "--no-commit-id", "--root", "-r", "--name-only", last[0], "--", *others)
    )


def changes(root: Path, folder: str, since: str, without: str) -> bytes | None:
    """Return the difference of a folder, but not of its file ``without``, between a commit and now; None without git.

    Paths in it are inside the folder. A file that git does not know yet is not part of it.
    """
    if version(root, folder, since) is None:
        return None
    options = ["--no-color", "--no-ext-diff", f"--relative={_prefix(root)}{folder}"]
    return _git(root, "diff", *options, since, "--", folder, f":(exclude){folder}/{without}")


def apply(root: Path, folder: str, fix: bytes, write: bool = True) -> str:
    """Apply a difference to another folder, all of it or nothing; return git's complaint, or nothing.

    A folder that has the change already is left alone.
    """
    target = ["apply", f"--directory={_prefix(root)}{folder}"]
    if _run(root, *target, "--check", "--reverse", given=fix)[0]:
        return ""
    complaint = ""
    for context in ([], ["-C1"]):  # as exact as possible, then with one line of agreement around the change
        fine, _, said = _run(root, *target, *context, *([] if write else ["--check"]), given=fix)
        if fine:
            return ""
        complaint = complaint or said
    return complaint


def _prefix(root: Path) -> str:
    """Return where the course lies in its repository: nothing, or a path that ends with a slash."""
    return (_git(root, "rev-parse", "--show-prefix") or b"").decode().strip()

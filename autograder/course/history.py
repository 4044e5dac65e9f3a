"""What git remembers of a folder, for those who have git; everybody else gets None.

What only git needs is imported when it is asked: most commands never come here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from autograder.course.files import Files, is_leftover


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what a git command printed when run in ``root``, or None when there is no git or it fails."""
    import subprocess

    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            check=False,
            cwd=root,
            env=clean,
            capture_output=True,
            timeout=20,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def version(root: Path, folder: str, commit: str = "HEAD") -> Files | None:
    """Return the files of a folder (relative to ``root``) as they were in a commit, or None if it does not know it."""
    packed = _git(root, "archive", "--format=tar", commit, "--", folder)
    if packed is None:
        return None
    import io
    import tarfile

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

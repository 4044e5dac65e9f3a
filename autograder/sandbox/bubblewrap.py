"""Bubblewrap: a system around the apps' processes that has no network, no other process and no file of anybody's."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from pathlib import Path

from autograder.sandbox.confinement import DEVICES
from autograder.sandbox.folder import MOST_WRITTEN

HERE = str(Path(__file__).resolve().parent)
BOX = "/box"
"""Where the private copies are: a file system in memory, made for one grader and gone with it."""
BOX_SIZE = MOST_WRITTEN + 32 * 1024**2
"""Room for what an app may write and for the reader's copy of its database."""

SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
SETTINGS = ("/etc/localtime", "/etc/mime.types", "/etc/ld.so.cache")
FIRST_USER, USERS = 65_000, 500


def program() -> str | None:
    """Return where bubblewrap is, if it is installed."""
    return shutil.which("bwrap")


def user_for_apps() -> int:
    """Return the number of a user that nobody is: apps run as that one when the grader is root."""
    return FIRST_USER + os.getpid() % USERS


@functools.cache
def readable() -> list[str]:
    """Return what a worker has to read: this room and the libraries of Python; never a home, or the course."""
    found = [*SYSTEM, *SETTINGS, HERE]
    for prefix in (sys.prefix, sys.base_prefix):
        found += [f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/pyvenv.cfg"]
    for folder in sys.path:  # some installers only link to their packages
        if folder.endswith("-packages") and Path(folder).is_dir():
            found.append(folder)
            found += {str(each.resolve().parent) for each in Path(folder).iterdir() if each.is_symlink()}
    return sorted({path for path in found if Path(path).exists()})


def wrap(command: list[str]) -> list[str]:
    """Return a command that runs ``command`` inside; the first word of it is a Python."""
    arguments = [program() or "bwrap", "--die-with-parent", "--chdir", "/", "--unshare-cgroup-try"]
    arguments += [f"--unshare-{what}" for what in ("ipc", "pid", "net", "uts")]
    if os.geteuid() == 0:  # it becomes nobody by itself, before it imports anything
        arguments += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user"]
    paths = [*readable(), *links(command[0])]
    for parent in sorted({str(parent) for path in (*paths, *DEVICES) for parent in Path(path).parents} - {"/"}):
        arguments += ["--perms", "0755", "--dir", parent]  # empty ones: whoever runs as nobody must get through
    for path in paths:
        arguments += ["--ro-bind", path, path]
    for device in DEVICES:
        arguments += ["--dev-bind", device, device]
    arguments += ["--size", str(BOX_SIZE), "--tmpfs", BOX, "--remount-ro", "/"]
    return [*arguments, "--", *command]


def links(executable: str) -> list[str]:
    """Return a path and those of all that it links to."""
    found = [Path(executable)]
    while found[-1].is_symlink():
        found.append(found[-1].parent / found[-1].readlink())
    return [os.path.normpath(each) for each in found]

"""What can go wrong with a computer while it is made ready, each in one sentence with the next step."""

from __future__ import annotations

import errno
import re
import sys

AGAIN = "then type the same command again."
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL_ON_WINDOWS = 112
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


class Trouble(Exception):
    """Something about the computer, not about anybody's code: what it is, and the next step."""

    def __init__(self, what: str, next_step: str) -> None:
        """Keep both sentences."""
        super().__init__(what)
        self.what = what
        self.next_step = next_step


def from_system(error: OSError, folder: str) -> Trouble:
    """Return what an error of the operating system means while something is written below ``folder``."""
    if error.errno in FULL or getattr(error, "winerror", 0) == FULL_ON_WINDOWS:
        return Trouble("The disk is full.", f"Free about 300 MB, {AGAIN}")
    if error.errno in CLOSED:
        return Trouble(
            f"The course's folder cannot be written to: {error.filename or folder}",
            f"Copy the course to a folder of your own (or close programs that use .venv), {AGAIN}",
        )
    return Trouble(
        f"The course could not be set up: {error.strerror or error} ({error.filename or folder})",
        f"Mend that, {AGAIN}",
    )


def from_pip(log: str, wheels: bool) -> Trouble:
    """Return what pip's output means. ``wheels``: it was told to use the folder ``wheels/`` and no network."""
    hits = ((re.search(pattern, log), what, next_step) for pattern, what, next_step in PIP_SAYS)
    found, what, next_step = next((hit for hit in hits if hit[0]), (None, "", ""))
    if not found:
        last = next((line for line in reversed(log.splitlines()) if line.startswith("ERROR")), "no reason given")
        return Trouble(f"pip could not install the packages: {last}", f"Look into the log, {AGAIN}")
    package = next((name for name in found.groups() if name), "")
    if package and wheels:
        return Trouble(
            f"The folder wheels/ has no `{package}` for this computer.",
            f"Type `make wheels` on a computer of the same kind with a network, copy wheels/ here, {AGAIN}",
        )
    version = sys.version.split()[0]
    return Trouble(what.format(package=package, version=version), next_step)


PIP_SAYS = (
    (
        r"No space left on device|\[Errno 28\]|not enough space on the disk|Disk quota exceeded",
        "The disk (or the folder for temporary files) is full.",
        f"Free about 300 MB, {AGAIN}",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError",
        "A certificate on the way to the packages is not trusted; in schools and companies a proxy does this.",
        f"Ask for its certificate and set PIP_CERT to that file, or use another network, {AGAIN}",
    ),
    (
        r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo failed|nodename nor servname|ProxyError"
        r"|Network is unreachable|Connection refused|ConnectTimeout|Read timed out|connection broken|No route to host",
        "The packages could not be fetched: there is no network, or it was cut off.",
        f"Connect to the network, {AGAIN} Without one: fill wheels/ elsewhere (`make wheels`) and copy it here.",
    ),
    (
        r"\[Errno (?:13|30)\]|Permission denied|Read-only file system|\[WinError (?:5|32)\]",
        "A file in the course's folder could not be written.",
        f"Close programs that use .venv, or copy the course to a folder of your own, {AGAIN}",
    ),
    (
        r"No matching distribution found for ([\w.-]+)|Failed building wheel for ([\w.-]+)",
        "There is no ready-made package `{package}` for Python {version} on this computer.",
        f"Use a Python from 3.11 to 3.13: delete the folder .venv, {AGAIN}",
    ),
)
"""What pip prints, what it means, and what to do; the first that is found counts."""

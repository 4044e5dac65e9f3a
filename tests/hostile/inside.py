"""What happens in the outer box: secrets are laid out, the collection is graded, and then we look what it got.

Run as ``python -m tests.hostile.inside strict|auto``, in a system that is thrown away. Prints what was seen as JSON.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

from tests.hostile.collection import HERE, collection

HOST, HOME = Path("/tmp/host"), Path("/home/grader")
COURSE = HERE.parents[1]
"""This repository. The outer box lets nobody write here; other tests, outside, write their caches meanwhile."""
NOBODY = 65534
LIMITS = {"AS": 4 * 2**30, "FSIZE": 64 * 2**20, "CORE": 0, "NPROC": 2000}
LONGEST = 180


def main() -> None:
    """Lay out, grade, look."""
    isolation = sys.argv[1]
    lay_out()
    heard = listen()
    # without bubblewrap nobody may be root; and then the students' code and the canaries are of one user
    other = isolation == "auto" and os.geteuid() == 0
    if other:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(HOST), str(HOME)], check=True)
    before, began = everything(), time.monotonic()
    environment = {
        **{"PATH": os.environ["PATH"] if isolation != "auto" else "/nowhere", "HOME": str(HOME), "LANG": "C.UTF-8"},
        **{"CANARY": "CANARY_ENVIRONMENT", "PYTHONPATH": str(COURSE), "PYTHONDONTWRITEBYTECODE": "1"},
    }
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-P", "-m", "tests.hostile.grade", isolation],
        cwd=COURSE,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
        preexec_fn=limit,
        check=False,
        **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if other else {}),
    )
    seconds = time.monotonic() - began
    after = everything()
    seen = {
        "seconds": seconds,
        "code": ran.returncode,
        "screen": ran.stdout.decode("utf-8", "replace"),
        "errors": ran.stderr.decode("utf-8", "replace")[-3000:],
        "heard": heard,
        "changed": sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)),
        "running": running(),
        **results(),
    }
    print(json.dumps(seen))


def lay_out() -> None:
    """Write the course, the submissions and the secrets."""
    shutil.copytree(HERE / "course", HOST / "course")
    (HOST / "submissions").mkdir()
    (HOST / "out").mkdir()
    for case in collection():
        case.hand_in(HOST / "submissions")
    neighbour = HOST / "submissions" / "a neighbour"
    shutil.copytree(HERE / "course/solutions/01_hello", neighbour)
    (neighbour / "app.py").write_text((neighbour / "app.py").read_text().replace("_SOLUTION", "_NEIGHBOUR"))
    HOME.mkdir(parents=True, exist_ok=True)
    for place, what in ((HOME, "HOME"), (HOST, "HOST"), (Path("/dev/shm"), "MEMORY")):
        (place / "canary").write_text(f"CANARY_{what}")


def listen() -> list[str]:
    """Listen on everything that a hostile app might speak to, and return the list of what is heard."""
    heard: list[str] = []
    tcp, udp = socket.create_server(("127.0.0.1", 47999)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 47999))
    abstract, path = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    abstract.bind("\0hostile-canary")
    path.bind(str(HOST / "socket"))
    (HOST / "socket").chmod(0o777)
    abstract.listen()
    path.listen()

    def hear(server: socket.socket) -> None:
        while True:
            heard.append(repr(server.recv(99) if server is udp else server.accept()[0].recv(99)))

    for server in (tcp, udp, abstract, path):
        threading.Thread(target=hear, args=(server,), daemon=True).start()
    return heard


def limit() -> None:
    """Limit what the grader and all it starts may take, should it fail to do that itself."""
    for name, most in LIMITS.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def everything() -> dict[str, str]:
    """Return every file that nobody may touch, with a digest of what is in it."""
    found = {}
    packages = Path(sysconfig.get_path("purelib"))
    places = (Path("/tmp"), Path("/home"), Path("/dev/shm"), Path("/run"), Path("/var/tmp"), packages)
    for place in places:
        for here, folders, names in os.walk(place):
            if Path(here) == packages:
                folders.clear()
            if Path(here) == HOST:
                folders.remove("out")
            if Path(here) == COURSE and not os.access(here, os.W_OK):
                folders.clear()
                continue
            for name in [*names, *folders]:
                path = Path(here, name)
                data = b""
                with contextlib.suppress(OSError):
                    data = path.read_bytes() if path.is_file() and path.stat().st_size < 2**24 else b""
                found[str(path)] = hashlib.sha256(data).hexdigest()
    return found


def running() -> list[str]:
    """Return the processes that are left, but for this one and its box."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if b"State:\tZ" not in (process / "status").read_bytes():
                left.append(command)
    return [command for command in left if "tests.hostile.inside" not in command]


def results() -> dict[str, object]:
    """Return the rows and the texts of the class, and everything that is in its files as one text."""
    out = HOST / "out"
    table = out / "grades.csv"
    if not table.exists():
        return {"rows": [], "texts": ""}
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir())
    return {"rows": rows, "texts": texts}


if __name__ == "__main__":
    main()

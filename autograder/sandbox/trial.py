"""A process that confines itself as a worker does, and then attempts what each layer forbids.

Run as a script: ``python -I -S trial.py PLAN``. It prints the layers that do not hold, each with the reason.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Try every layer of the plan; one that cannot be put on is left out, and said."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from autograder.sandbox import bubblewrap, confinement, seccomp

    plan = json.loads(sys.argv[1])
    wrapped = confinement.BUBBLEWRAP in plan["layers"]
    confinement.close_to_others({**plan, "layers": [confinement.BUBBLEWRAP]} if wrapped else {"layers": []})
    folder = bubblewrap.BOX if wrapped else tempfile.gettempdir()
    missing: dict[str, str] = {}
    with contextlib.suppress(OSError):  # without libseccomp; told below
        seccomp.make_program()
    for layer in (confinement.LANDLOCK, confinement.SECCOMP):
        alone = {**plan, "layers": [layer], "threads": confinement.NOT_OURS_ALONE}
        try:
            confinement.confine(folder, alone)
        except OSError as error:
            missing[layer] = str(error)
            continue
        if not _forbids(layer):
            missing[layer] = "it was put on and does not hold"
    sys.stdout.write(json.dumps(missing))
    sys.stdout.flush()
    os._exit(0)


def _forbids(layer: str) -> bool:
    try:
        if layer == "landlock":
            list(Path("/").iterdir())
        elif os.fork() == 0:
            os._exit(0)
    except PermissionError:
        return True
    return False


if __name__ == "__main__":
    main()

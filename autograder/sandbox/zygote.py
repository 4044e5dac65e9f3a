"""A process started afresh that imports Flask once and then forks one worker per job. It holds no secret.

Run as a script, isolated from the environment: ``python -I zygote.py FD fork|single PLAN EXTENSION …``. In ``fork``
mode FD is the control socket. A one-byte order and two descriptors (the worker's channel and its log) make a worker;
another order and one descriptor make a twin, which does the same for whoever has the other end of that socket. In
``single`` mode, for systems without ``fork``, this process is itself the one worker and FD is its channel. PLAN says
how a worker is confined (``levels.py``). The first frame brings the templates to compile ahead, by name. Inside
bubblewrap, the first answer brings the folder for private copies.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = str(Path(__file__).resolve().parents[2])
POPULATE_WRITE = 23
"""The number of an order to Linux: have all pages of a piece of memory ready to be written to."""
FORK, FORK_WARM, END, DUMP, HALT, GO_ON, TWIN = b"f", b"w", b"e", b"d", b"h", b"g", b"t"


def main() -> None:
    """Preload, say that we are ready, and fork workers until the grader hangs up."""
    gc.disable()  # nearly all that imports make is kept: to look for the rest takes a fifth of their time
    sys.path.insert(0, ROOT)
    from autograder.sandbox import confinement, frames, stack, worker

    for module in ("app_side", "compiled", "complaint", "reader"):  # a fork has at once what is imported here
        importlib.import_module(f"autograder.sandbox.{module}")
    # a student's own `tests` or `lessons` must not find the course's, nor `json.py` be hidden by what we need
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(ROOT)]
    descriptor, mode, told, *extensions = sys.argv[1:]
    plan = json.loads(told)
    confinement.close_to_others(plan)
    control = socket.socket(fileno=int(descriptor))
    _, templates = frames.Channel(control).receive()
    stack.preload(extensions, json.loads(templates))
    gc.enable()
    _say_ready(control, plan)
    if mode == "single":
        log = os.dup(2)
        worker.serve(frames.Channel(control), log, plan)
    else:
        _fork_workers(control, plan)


def _say_ready(control: socket.socket, plan: dict[str, Any]) -> None:
    if "box" not in plan:
        control.sendall(b"r")
        return
    box = os.open(plan["box"], os.O_RDONLY)
    socket.send_fds(control, [b"r"], [box])
    os.close(box)


def _fork_workers(control: socket.socket, plan: dict[str, Any]) -> None:
    children: set[int] = set()
    ending: set[int] = set()  # workers that were killed, and twins: those end when their own grader hangs up
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, 64, 2)
        ending = {pid for pid in ending if os.waitpid(pid, os.WNOHANG)[0] == 0}
        if not order:
            for pid in children:
                _kill(pid)
            for pid in children | ending:
                os.waitpid(pid, 0)
            os._exit(0)
        if order[:1] in (FORK, FORK_WARM):
            pid = os.fork()
            if pid == 0:
                control.close()
                _become_worker(plan, order[:1] == FORK_WARM, *descriptors)
            children.add(pid)
            for descriptor in descriptors:
                os.close(descriptor)
            control.sendall(json.dumps({"pid": pid}).encode().ljust(64))
        elif order == TWIN:
            twin = os.fork()
            if twin == 0:
                control.close()
                control, children, ending = socket.socket(fileno=descriptors[0]), set(), set()
                continue
            ending.add(twin)
            os.close(descriptors[0])
            control.sendall(b"{}".ljust(64))
        else:
            if (pid := int(order[1:])) in children:
                _obey(order[:1], pid)
                if order[:1] == END:
                    children.discard(pid)
                    ending.add(pid)
            control.sendall(b"{}".ljust(64))


def _obey(order: bytes, pid: int) -> None:
    if order == DUMP:
        os.kill(pid, signal.SIGUSR1)
    elif order == HALT:
        _halt(pid)
    elif order == GO_ON:
        os.kill(pid, signal.SIGCONT)
    elif order == END:
        _halt(pid)  # from here on it does nothing; to free its memory takes longer, and nobody waits for that
        _kill(pid)


def _copy_shared_memory() -> None:
    """Copy what we share with our parent now and not at each first write, which is a third of the time to load an app.

    An older kernel than 5.14 does not know the order. Then nothing is gained and nothing lost.
    """
    import ctypes

    libc = ctypes.CDLL(None)
    with contextlib.suppress(OSError):  # no /proc here
        for line in Path("/proc/self/maps").read_text().splitlines():
            where, rights = line.split()[:2]
            if rights == "rw-p":
                begin, end = (int(address, 16) for address in where.split("-"))
                libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), POPULATE_WRITE)


def _halt(pid: int) -> None:
    """Stop all threads of a worker, and wait until they have stopped, or until it has ended."""
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)


def _kill(pid: int) -> None:
    """Kill a worker with all of its group. We are its parent, so its number is no other's until we wait for it."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _become_worker(plan: dict[str, Any], warm: bool, channel: int, log: int) -> None:
    """Turn a fresh fork into a worker: its own session, no descriptor but its channel and its log."""
    from autograder.sandbox import frames, worker

    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(log, 100)
        os.dup2(channel, 101)
        for target, source in ((0, null), (1, 100), (2, 100), (3, 101), (4, 100)):
            os.dup2(source, target)
        os.closerange(5, 4096)
        for number, name in ((1, "stdout"), (2, "stderr")):  # new ones: the old ones know another kind of file
            stream = os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        if warm:
            _copy_shared_memory()
        worker.serve(frames.Channel(socket.socket(fileno=3)), 4, plan)
    except frames.ChannelClosed:
        pass
    except BaseException:
        os.write(4, traceback.format_exc().encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()

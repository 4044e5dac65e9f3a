"""The life of one worker: it is told its job, gives up its rights, and answers until the grader hangs up."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.sandbox.confinement import confine
from autograder.sandbox.frames import Channel, ChannelClosed

CHEAP_HASH = "scrypt:128:1:1"
"""What ``generate_password_hash`` costs in a worker, unless real hashing is asked for. Its format stays the same."""


def serve(channel: Channel, log: int, plan: dict[str, Any]) -> None:
    """Take the job from the first frame and answer requests until the channel closes.

    ``log`` is where prints go, ``plan`` what this process gives up before the student's first line.
    """
    job, _ = channel.receive()
    folder = os.path.realpath(job["folder"])
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(job["environment"])
    tempfile.tempdir = folder
    sys.dont_write_bytecode = True
    if hasattr(faulthandler, "register"):  # not on Windows: there a hang has no line number
        faulthandler.register(signal.SIGUSR1, file=log, all_threads=False)
    if not job["real_hashing"]:
        _lower_hash_cost()
    channel.send({"isolation": confine(folder, plan)})
    answer = {"app": _app, "reader": _reader, "suite": _suite}[job["role"]](folder)
    while True:
        try:
            question, body = channel.receive()
        except ChannelClosed:
            return
        reply, data = answer(question, body)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # the app may have closed or replaced them
                stream.flush()
        try:
            channel.send({**reply, "id": question["id"]}, data)
        except ValueError:
            channel.send({"id": question["id"], "status": "500", "headers": [], "too_large": True})


def _lower_hash_cost() -> None:
    """Make hashing cheap where the app leaves the method to werkzeug; most of a login lesson's time is hashing."""
    from werkzeug import security

    defaults = security.generate_password_hash.__defaults__ or ()
    security.generate_password_hash.__defaults__ = (CHEAP_HASH, *defaults[1:])


def _app(folder: str) -> Any:
    from autograder.sandbox.app_side import AppSide

    side = AppSide(folder)

    def answer(question: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        match question["do"]:
            case "load":
                return side.load(), b""
            case "request":
                return side.request(question["environ"], body)
            case "command":
                return side.command(question["arguments"]), b""
            case "reset":
                return side.reset(), b""
        return {"error": {"type": "Unknown", "message": "", "frames": [], "names": []}}, b""

    return answer


def _reader(folder: str) -> Any:
    from autograder.sandbox.reader import read_tables

    def answer(question: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        return read_tables(str(Path(folder, question["file"]))), b""

    return answer


def _suite(folder: str) -> Any:
    from autograder.sandbox.suite_side import run_suite

    def answer(question: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        return run_suite(folder, question["backwards"], question["until_one_fails"], question["near"]), b""

    return answer

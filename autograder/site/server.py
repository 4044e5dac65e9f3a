"""Serves the site to the browsers of this machine, on the port that it had last time, or on one that is free."""

from __future__ import annotations

import contextlib

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from autograder.course.files import write_whole
from autograder.live import ports
from autograder.site import create_app
from autograder.site.study import Study

HOST = "127.0.0.1"
OPEN_TO_ALL, LARGEST = 1024, 65535
NOT_OURS = range(ports.FIRST, ports.LAST + 1)
"""Ports that people know by heart as those of their own apps."""


class Quiet(WSGIRequestHandler):
    """Answers without writing a line for each request: the terminal belongs to whoever started us."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing about a browser that went away in the midst of an answer."""


def open_server(study: Study, port: int = 0) -> BaseWSGIServer:
    """Return a server that listens already; ``serve_forever`` answers. Port 0 takes a free one."""
    server = make_server(HOST, port, create_app(study), threaded=True, request_handler=Quiet)
    study.hosts = frozenset({f"{HOST}:{server.port}", f"localhost:{server.port}"})
    return server


def open_again(study: Study) -> BaseWSGIServer:
    """Return a server on the port of the last start where that is free, so that pages which were left open go on."""
    file = study.state.folder / "port"
    try:
        port = int(file.read_text("utf-8"))
    except (OSError, ValueError):
        port = 0
    fine = OPEN_TO_ALL <= port <= LARGEST and port not in NOT_OURS and ports.is_free(port)
    server = open_server(study, port if fine else 0)
    with contextlib.suppress(OSError):  # where nothing can be kept, the next start has another port
        write_whole(file, f"{server.port}\n".encode())
    return server


def address_of(server: BaseWSGIServer) -> str:
    """Return where to open the site."""
    return f"http://{HOST}:{server.port}/"

"""Serves the site to the browsers of this machine, on a port that is free."""

from __future__ import annotations

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from autograder.site import create_app
from autograder.site.study import Study

HOST = "127.0.0.1"


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


def address_of(server: BaseWSGIServer) -> str:
    """Return where to open the site."""
    return f"http://{HOST}:{server.port}/"

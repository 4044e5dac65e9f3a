"""The student's app, in the student's process: loaded as ``flask run`` loads it, and asked as a server asks it.

Everything this module returns is data for a frame. None of it is a verdict.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.sandbox.complaint import describe
from autograder.sandbox.frames import MAX_BODY
from autograder.sandbox.loading import best_app, forget_modules

MOST_HEADERS = 65536


class AppSide:
    """One submission's app. ``folder`` is its private copy, and the current folder of this process."""

    def __init__(self, folder: str) -> None:
        """Remember where the app is; nothing is loaded yet."""
        self.folder = folder
        self.app: Any = None
        self._listening = False
        sys.path.insert(0, folder)
        self._claims: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        """Import the app as ``flask run`` would, and tell what it claims to be. A second time, all of it anew."""
        from flask.cli import ScriptInfo

        if self.app is not None:  # not for the first time: it touches much memory that a fork must copy
            forget_modules(self.folder)
        self._places: dict[str, list[str]] = {}
        sys.argv = ["flask", "run"]
        modules = [name for name in ("wsgi", "app") if self._is_there(name)]
        if not modules:
            return {"error": {"type": "NoAppFile", "message": "There is no app.py.", "frames": [], "names": []}}
        try:
            for name in modules:  # by ourselves first: Flask would wrap the exception that we want to show
                importlib.import_module(name)
            # found by ourselves too: with an __init__.py beside it, Flask would look for app.py one folder higher
            self.app = ScriptInfo(create_app=lambda: best_app(modules)).load_app()
        except BaseException as error:  # SystemExit too: an app that exits has not started
            return {"error": describe(error, self.folder)}
        if not self._listening:
            self._listen()
        rules = self._rules()
        return {
            "rules": rules,
            "loose": self._loose(modules, {where for *_, where in rules}),
            "called": self._name(modules),
            "data_elsewhere": self._data_elsewhere(),
        }

    def request(self, environ: dict[str, str], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Run one request through the app and return its answer: a head and a body."""
        self._claims = {}
        answer: list[Any] = []
        written: list[bytes] = []
        try:

            def start_response(*head: Any) -> Any:
                answer.append(head)
                return written.append

            chunks = self.app(self._environ(environ, body), start_response)
            data, whole = _collect(written, chunks)
            status, headers = str(answer[-1][0]), [[str(k), str(v)] for k, v in answer[-1][1]]
        except BaseException as error:
            self._claims.setdefault("error", describe(error, self.folder))
            status, headers, data, whole = "500 INTERNAL SERVER ERROR", [], b"", True
        if not whole or sum(len(k) + len(v) for k, v in headers) > MOST_HEADERS:
            return {**self._claims, "status": status, "headers": [], "too_large": True}, b""
        return {**self._claims, "status": status, "headers": headers}, data

    def command(self, arguments: list[str]) -> dict[str, Any]:
        """Run one of the app's own commands, as ``flask init-db`` would."""
        try:
            result = self.app.test_cli_runner().invoke(args=arguments)
            answer = {"exit_code": int(result.exit_code), "output": str(result.output)[:MOST_HEADERS]}
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                answer["error"] = describe(result.exception, self.folder)
        except BaseException as error:
            return {"exit_code": 1, "output": "", "error": describe(error, self.folder)}
        return answer

    def reset(self) -> dict[str, Any]:
        """Let go of database connections: the files under them were put back."""
        try:
            for engine in self._engines():
                engine.dispose()
        except BaseException as error:
            return {"error": describe(error, self.folder)}
        return {}

    def _is_there(self, name: str) -> bool:
        path = Path(self.folder, name)
        return path.with_suffix(".py").is_file() or path.is_dir()

    def _environ(self, environ: dict[str, str], body: bytes) -> dict[str, Any]:
        return {
            **environ,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": environ.get("wsgi.url_scheme", "http"),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def _listen(self) -> None:
        """Note, for hints only, which view and templates made an answer and what went wrong."""
        import flask

        self._listening = True

        def started(_: object, **__: object) -> None:
            rule = flask.request.url_rule
            if rule is not None:
                if rule.endpoint not in self._places:
                    self._places[rule.endpoint] = self._around(flask.current_app.view_functions.get(rule.endpoint))
                *guards, view = self._places[rule.endpoint]
                self._claims |= {"rule": rule.rule, "endpoint": rule.endpoint, "view": view, "guards": guards}

        def broke(_: object, exception: BaseException, **__: object) -> None:
            self._claims["error"] = describe(exception, self.folder)

        def rendered(_: object, template: Any, **__: object) -> None:
            names = self._claims.setdefault("templates", [])
            if isinstance(template.name, str) and len(names) < 20:
                names.append(template.name[:200])

        def executed(*_: object) -> None:
            self._claims["statements"] = self._claims.get("statements", 0) + 1

        if "sqlalchemy" in sys.modules:
            from sqlalchemy import Engine, event

            event.listen(Engine, "before_cursor_execute", executed)
        flask.request_started.connect(started, weak=False)
        flask.got_request_exception.connect(broke, weak=False)
        flask.template_rendered.connect(rendered, weak=False)

    def _rules(self) -> list[list[Any]]:
        try:
            return [
                [
                    rule.rule,
                    sorted(rule.methods or ()),
                    rule.endpoint,
                    self._where(self.app.view_functions[rule.endpoint]),
                ]
                for rule in list(self.app.url_map.iter_rules())[:200]
                if rule.endpoint != "static"
            ]
        except Exception:  # an app that is not a Flask app has no URL map, and need not have one
            return []

    def _loose(self, modules: list[str], taken: set[str]) -> list[list[str]]:
        """Return the functions of the app's module that no route leads to (``taken``), and where they are written."""
        found: list[list[str]] = []
        with contextlib.suppress(Exception):  # a student's functions may be stranger than we think
            for name, value in [item for module in modules for item in vars(sys.modules[module]).items()]:
                closure = value.__closure__ or () if inspect.isfunction(value) else ()
                inside = [cell.cell_contents for cell in closure]  # where a bare @app.get keeps the view
                where = next(filter(None, map(self._where, [value, *inside])), "")
                if where and where not in taken:
                    found.append([name, where])
        return found[:20]

    def _around(self, view: Any) -> list[str]:
        """Return where a view is written, last, and before it where the functions are that decorators put around it."""
        around: list[str] = []
        for _ in range(10):
            if not hasattr(view, "__wrapped__"):
                break
            around.append(self._written(view))
            view = view.__wrapped__
        return [*filter(None, around), self._where(view)]

    def _where(self, view: Any) -> str:
        """Return ``app.py:10``, where a view is written, or nothing if it cannot be told."""
        return self._written(inspect.unwrap(view)) if callable(view) else ""

    def _written(self, function: Any) -> str:
        code = getattr(function, "__code__", None)
        if code is None or not code.co_filename.startswith(self.folder + os.sep):
            return ""
        return f"{os.path.relpath(code.co_filename, self.folder).replace(os.sep, '/')}:{code.co_firstlineno}"

    def _name(self, modules: list[str]) -> str:
        """Return under which name Flask found the app."""
        for module in modules:
            for name, value in vars(sys.modules[module]).items():
                if value is self.app:
                    return name
        return "create_app"

    def _engines(self) -> Iterable[Any]:
        extension = getattr(self.app, "extensions", {}).get("sqlalchemy")
        if extension is None:
            return []
        with self.app.app_context():
            return list(extension.engines.values())

    def _data_elsewhere(self) -> bool:
        """Return whether the app keeps data that putting its files back would not reset."""
        try:
            databases = [(engine.url.get_backend_name(), engine.url.database) for engine in self._engines()]
        except Exception:
            return True
        return any(
            kind != "sqlite"
            or not file
            or file == ":memory:"
            or file.startswith("file:")
            or not os.path.realpath(file).startswith(self.folder + os.sep)
            for kind, file in databases
        )


def _collect(written: list[bytes], chunks: Iterable[bytes]) -> tuple[bytes, bool]:
    """Return what an app sends, and whether that was all of it."""
    parts, size = written, sum(map(len, written))
    try:
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                return b"", False
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return b"".join(parts), True

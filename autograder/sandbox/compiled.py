"""Keeps compiled templates: those that a lesson's starter gives, and an app's own for the next time it is loaded.

Most templates of a submission are just as the starter gives them. They are compiled once, in the process that all
workers are forked from, and never for a student: whoever has the lesson has them, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType
from typing import Any

import flask
from jinja2 import BytecodeCache, Environment, TemplateError
from jinja2.bccache import Bucket

SYNTAX = """block_start_string block_end_string variable_start_string variable_end_string comment_start_string
    comment_end_string line_statement_prefix line_comment_prefix trim_blocks lstrip_blocks newline_sequence
    keep_trailing_newline optimized finalize is_async sandboxed code_generator_class""".split()
"""The settings of an environment that change what becomes of a template when it is compiled."""


class GivenTemplates:
    """What a starter gives, compiled as an app does that changes nothing of how Flask sets up Jinja."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        """Compile templates, by the names an app calls them. What cannot be compiled so is left to the app."""
        self._environment = flask.Flask("given").jinja_env
        self._codes: dict[tuple[str, str], CodeType] = {}
        for name, source in templates.items():
            try:
                self._codes[name, source] = self._environment.compile(source, name, name)
            except TemplateError:  # it needs a filter that only the app has
                continue

    def find(self, environment: Environment, name: str, filename: str | None, source: str) -> CodeType | None:
        """Return the code of a template that is as it was given, if this environment would make the same of it."""
        code = self._codes.get((name, source))
        if code is None or not self._compiles_alike(environment):
            return None
        return code.replace(co_filename=filename) if filename else code  # Jinja tells by it where an error is

    def _compiles_alike(self, environment: Environment) -> bool:
        ours = self._environment
        return (
            type(environment) is type(ours)
            and all(getattr(environment, name) == getattr(ours, name) for name in SYNTAX)
            and getattr(environment.autoescape, "__func__", None) is flask.Flask.select_jinja_autoescape
            and environment.extensions.keys() == ours.extensions.keys()
            and _has_all(environment.filters, ours.filters)
            and _has_all(environment.tests, ours.tests)
        )


def _has_all(these: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    return all(these.get(name) is value for name, value in ours.items())


class CompiledTemplates(BytecodeCache):
    """Bytecode in memory. Jinja itself compares the source, so a template that has changed is compiled anew."""

    def __init__(self, given: GivenTemplates) -> None:
        """Begin with nothing but what is given."""
        self._given = given
        self._kept: dict[str, bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Hand out what was given or what was compiled before, or an empty bucket."""
        bucket = super().get_bucket(environment, name, filename, source)
        if bucket.code is None:
            bucket.code = self._given.find(environment, name, filename, source)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what was compiled before."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def keep_compiled_templates(given: Mapping[str, str]) -> None:
    """Give every app of this process and its forks the same cache, with these templates, by name, already in it.

    A suite gains most, since each of its tests makes an app. An app that brings options of its own goes without.
    """
    cache = CompiledTemplates(GivenTemplates(given))
    flask.Flask.jinja_options = {**flask.Flask.jinja_options, "bytecode_cache": cache}

"""The usual errors of forms, databases, logins and everything after the first steps. Only data."""

from __future__ import annotations

from autograder.checks.errors_entry import Entry

ENTRIES: tuple[Entry, ...] = ()

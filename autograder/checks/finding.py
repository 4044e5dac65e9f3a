"""How a check says what it saw: asked, expected, got, where. The wording of every message begins here."""

from __future__ import annotations

from autograder.model import Finding, Outcome

ASKED = "We asked for"
DID = "We did"
EXPECTED = "We expected"
SAID = "Your app said"
FOUND = "We found"
KNOWS = "Your app knows"
HAS = "Your app has"
LOOK = "Look at"
REASON = "A usual reason"
RULE = ""
"""A row without a label is a paragraph of its own."""

LONGEST = 300

Row = tuple[str, str]


class NotYet(AssertionError):
    """What a check expected is not so; ``finding`` says what was seen instead."""

    def __init__(self, *rows: Row) -> None:
        """Keep the rows, leaving out those without text."""
        self.finding = Finding(tuple((label, text) for label, text in rows if text))
        super().__init__(str(self.finding))


class Stopped(Exception):
    """A check could not go on: the app hung, ended or is blocked. ``outcome`` says which."""

    def __init__(self, outcome: Outcome, *rows: Row) -> None:
        """Keep the outcome and the rows."""
        self.outcome = outcome
        self.finding = Finding(tuple((label, text) for label, text in rows if text))
        super().__init__(str(self.finding))


def shorten(text: str, longest: int = LONGEST) -> str:
    """Return the beginning of a long text, saying that it is one. Never a bare ``...``: people copy it."""
    text = text.strip()
    if len(text) <= longest:
        return text
    return f"{text[:longest]} (first {longest} of {len(text)} characters)"


def quoted(value: object) -> str:
    """Return a value as a person would point at it: text in quotes, everything else as Python shows it."""
    return f"“{shorten(value)}”" if isinstance(value, str) else shorten(repr(value))


def first_difference(expected: object, got: object) -> tuple[str, str]:
    """Return what was expected and what was found where two values begin to differ."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*expected, *(key for key in got if key not in expected)]:
            if key not in got or key not in expected or expected[key] != got[key]:
                return (
                    f"{key}: {quoted(expected[key]) if key in expected else 'nothing'}",
                    f"{key}: {quoted(got[key]) if key in got else 'nothing'}",
                )
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        for number in range(max(len(expected), len(got))):
            mine = quoted(expected[number]) if number < len(expected) else "nothing more"
            theirs = quoted(got[number]) if number < len(got) else "nothing more"
            if mine != theirs:
                name = "row" if all(isinstance(row, str) for row in expected) else "number"
                return f"{name} {number}: {mine}", f"{name} {number}: {theirs}"
    return quoted(expected), quoted(got)

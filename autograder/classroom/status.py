"""The words for how somebody came out of a class: every row of every table begins with one of them."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How one student's work on one lesson ended. What follows it in a row, after a colon, says why."""

    GRADED = "graded"
    ADJUSTED = "adjusted"
    NOTHING = "nothing handed in"
    UNREADABLE = "could not be read"
    HOSTILE = "hostile"
    LOOK = "look at this"

    @classmethod
    def of(cls, told: str) -> Status:
        """Return the status that a row's words begin with; what is not known needs a look."""
        return next((status for status in cls if told.startswith(status)), cls.LOOK)

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look before anybody gets these points."""
        return self in (Status.UNREADABLE, Status.HOSTILE, Status.LOOK)

    def because(self, why: str) -> str:
        """Return this status with the reason for it."""
        return f"{self}: {why}" if why else str(self)

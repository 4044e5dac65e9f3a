"""Words for the lessons in which only members build: a builder who has joined, and a board whose visitor is one."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from autograder.checks.page import Page
from autograder.checks.visitor import Visitor
from tests.accounts import any_name, any_password, joins
from tests.board import Board

__all__ = ["Member", "a_member", "member", "members_board"]


@dataclass(frozen=True)
class Member:
    """A builder who has joined, and the browser they did it with, in which they are logged in from lesson 13 on."""

    visitor: Visitor
    name: str
    password: str

    def logs_in(self, page: Page | None = None, **others: str | bool) -> Page:
        """Fill in the form for logging in, on this page or with a browser of its own, and return where that leads.

        What is given by name (``remember=True``) is filled in as well, or in place of the name and the password.
        """
        form = page or self.visitor.another().opens("/log-in")
        return form.submits(**{"username": self.name, "password": self.password} | others)


def a_member(visitor: Visitor, rng: random.Random) -> Member:
    """Let a random builder join with this browser."""
    name, password = any_name(rng), any_password(rng)
    joins(visitor, name, password)
    return Member(visitor, name, password)


@pytest.fixture
def member(visitor: Visitor, rng: random.Random) -> Member:
    """A builder who has joined, after ``flask init-db``."""
    visitor.begins_with("init-db").succeeds()
    return a_member(visitor, rng)


@pytest.fixture
def members_board(visitor: Visitor, rng: random.Random) -> Board:
    """The board as it is from lesson 13 on: its visitor is a builder who has joined.

    With ``board = members_board`` in a lesson's module, the checks of earlier lessons that it takes in have this one.
    """
    board = Board(visitor, rng)
    a_member(visitor, rng)
    return board

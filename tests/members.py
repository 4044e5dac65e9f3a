"""Words for the lessons in which only members build: a builder who has joined, and a board whose visitor is one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from autograder.checks.address import joined
from autograder.checks.page import Page
from autograder.checks.visitor import Visitor
from tests.accounts import any_name, any_password, joins, where_it_leads
from tests.board import Board
from tests.by_hand import form_with, new_words, why_not

__all__ = ["HASH_FIRST", "Member", "a_member", "a_newcomer", "begins_as", "member", "members_board", "newcomer"]

HASH_FIRST = "check_password_hash wants the hash first, and then the password"
SPELLINGS = "what is the same for all spellings of a name is its key: `key_of`"


@dataclass(frozen=True)
class Member:
    """A builder who has joined, and the browser they did it with."""

    visitor: Visitor
    name: str
    password: str

    def logs_in(self, page: Page | None = None, **others: str | bool) -> Page:
        """Fill in the form for logging in, on this page or with a browser of its own, and return the answer as it is.

        What is given by name (``remember=True``) is filled in as well, or in place of the name and the password.
        A finding if the builder is not let in.
        """
        values = {"username": self.name, "password": self.password} | others
        page = page or self.visitor.another().opens("/log-in")
        filled = form_with(page, *values).fill(dict(values))
        answer = page.visitor.posts(page.visitor.local(joined(page.url, filled.action or page.url)), dict(filled.data))
        if answer.status >= 400 or answer.find_all("form [name=password]"):
            words, name = new_words(answer, page), values["username"]
            if answer.status >= 400 or not words:
                why_not(answer, page, f"“{name}” to be let in", "username", "password")
            expected = f"“{name}” to be let in, with the right password"
            answer.not_yet(
                expected if name == self.name else f"{expected}, as “{self.name}”",
                f"the form again, which says “{words[:120]}”",
                HASH_FIRST if name == self.name else SPELLINGS,
                {"view": answer.claims.get("view")},
            )
        return answer


def a_newcomer(visitor: Visitor, rng: random.Random) -> Member:
    """Let a random builder join with this browser."""
    name, password = any_name(rng), any_password(rng)
    joins(visitor, name, password)
    visitor.gets("/about")  # where the messages are read
    return Member(visitor, name, password)


def a_member(visitor: Visitor, rng: random.Random) -> Member:
    """Let a random builder join, and log in if joining did not do that: an earlier task's slip costs only once."""
    member = a_newcomer(visitor, rng)
    if member.name not in visitor.gets("/about").text:
        page = visitor.gets("/log-in")
        if page.status == 200 and page.find_all("form [name=password]"):
            where_it_leads(member.logs_in(page))
    return member


Way = Callable[[Visitor, random.Random], Member]


def begins_as(way: Way, visitor: Visitor, seed: int, who: str = "the first") -> Member:
    """Begin a check with a builder who is random, and the same in all checks that begin so."""
    return Member(visitor, *visitor.begins(_named, way, seed, who))


def _named(visitor: Visitor, way: Way, seed: int, who: str) -> tuple[str, str]:
    member = way(visitor, random.Random(f"{seed}:{who}"))
    return member.name, member.password


@pytest.fixture
def newcomer(visitor: Visitor, run_seed: int) -> Member:
    """A builder who has joined a moment ago, after ``flask init-db``."""
    visitor.begins_with("init-db").succeeds()
    return begins_as(a_newcomer, visitor, run_seed)


@pytest.fixture
def member(visitor: Visitor, run_seed: int) -> Member:
    """A builder who has joined and is logged in, after ``flask init-db``."""
    visitor.begins_with("init-db").succeeds()
    return begins_as(a_member, visitor, run_seed)


@pytest.fixture
def members_board(visitor: Visitor, rng: random.Random, run_seed: int) -> Board:
    """The board as it is from lesson 13 on: its visitor is a builder who is logged in.

    With ``board = members_board`` in a lesson's module, the checks of earlier lessons that it takes in have this one.
    """
    board = Board(visitor, rng)
    begins_as(a_member, visitor, run_seed)
    return board

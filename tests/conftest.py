"""Make the fixtures that several lessons share known to all of them."""

from tests.board import board
from tests.brickyard import builds
from tests.members import member, members_board, newcomer
from tests.owners import owned

__all__ = ["board", "builds", "member", "members_board", "newcomer", "owned"]

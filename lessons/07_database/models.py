"""What Brickyard remembers: builds, and the bricks on their plates."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all our tables have in common: nothing yet."""


db = SQLAlchemy(model_class=Base)


class Build(db.Model):
    """A plate that somebody put on the board."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    # TODO 2: its theme, a text of at most 20 letters

    @property
    def plate(self):
        """The bricks of this build as 16 rows of letters, as the templates want them."""
        rows = [["."] * 16 for _ in range(16)]
        for brick in db.session.scalars(db.select(Brick).where(Brick.build_id == self.id)):
            rows[brick.y][brick.x] = brick.colour
        return rows


class Brick(db.Model):
    """One brick: x counts studs from the left, y from the top, and colour is a letter."""

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO 1: build_id, the number of its build
    x: Mapped[int]
    y: Mapped[int]
    # TODO 1: colour, a text of one letter

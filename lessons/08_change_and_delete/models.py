"""What Brickyard remembers: builds, and the bricks on their plates."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all our tables have in common: nothing yet."""


db = SQLAlchemy(model_class=Base)


class Build(db.Model):
    """A plate that somebody put on the board."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    theme: Mapped[str] = mapped_column(String(20))

    @property
    def plate(self):
        """The bricks of this build as 16 rows of letters, as the templates want them."""
        rows = [["."] * 16 for _ in range(16)]
        for brick in db.session.scalars(db.select(Brick).where(Brick.build_id == self.id)):
            rows[brick.y][brick.x] = brick.colour
        return rows


class Brick(db.Model):
    """One brick: x counts studs from the left, y from the top, and colour is a letter."""

    # TODO 1: let the table hold one brick per stud: the same build_id, x and y together only once.

    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int]
    x: Mapped[int]
    y: Mapped[int]
    colour: Mapped[str] = mapped_column(String(1))

"""What Brickyard remembers: builds, the bricks on their plates, and themes that combine freely."""

from sqlite3 import Connection as SQLiteConnection

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Engine, ForeignKey, String, Table, UniqueConstraint, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all our tables have in common: nothing yet."""


db = SQLAlchemy(model_class=Base)


@event.listens_for(Engine, "connect")
def switch_foreign_keys_on(connection, record):
    """Make SQLite keep the promise of a foreign key, which it does only when asked, once per connection."""
    if isinstance(connection, SQLiteConnection):
        connection.execute("PRAGMA foreign_keys=ON")


build_theme = Table(
    "build_theme",
    Base.metadata,
    Column("build_id", ForeignKey("build.id"), primary_key=True),
    # TODO 2: the other half of each pair: theme_id
)


class Build(db.Model):
    """A plate that somebody put on the board."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    # TODO 1: its bricks, which go when it goes
    # TODO 2: its themes, as many as it likes

    @property
    def plate(self):
        """The bricks of this build as 16 rows of letters, as the templates want them."""
        rows = [["."] * 16 for _ in range(16)]
        # TODO 1: they are at hand now
        for brick in db.session.scalars(db.select(Brick).where(Brick.build_id == self.id)):
            rows[brick.y][brick.x] = brick.colour
        return rows


class Brick(db.Model):
    """One brick: x counts studs from the left, y from the top, and colour is a letter."""

    __table_args__ = (UniqueConstraint("build_id", "x", "y"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO 1: let the database know what this number means, and give a brick its build
    build_id: Mapped[int]
    x: Mapped[int]
    y: Mapped[int]
    colour: Mapped[str] = mapped_column(String(1))


class Theme(db.Model):
    """A theme; a build has as many as it likes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)

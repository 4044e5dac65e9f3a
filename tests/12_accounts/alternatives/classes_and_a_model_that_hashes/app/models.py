"""What Brickyard remembers: builds, the bricks on their plates, themes that combine freely, and builders."""

from sqlite3 import Connection as SQLiteConnection

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Engine, ForeignKey, String, Table, UniqueConstraint, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import generate_password_hash

from .badges import badge_of
from .names import key_of


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
    Column("theme_id", ForeignKey("theme.id"), primary_key=True),
)


class Build(db.Model):
    """A plate that somebody put on the board."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    bricks: Mapped[list["Brick"]] = relationship(back_populates="build", cascade="all, delete-orphan")
    themes: Mapped[list["Theme"]] = relationship(secondary=build_theme)

    @property
    def plate(self):
        """The bricks of this build as 16 rows of letters, as the templates want them."""
        rows = [["."] * 16 for _ in range(16)]
        for brick in self.bricks:
            rows[brick.y][brick.x] = brick.colour
        return rows


class Brick(db.Model):
    """One brick: x counts studs from the left, y from the top, and colour is a letter."""

    __table_args__ = (UniqueConstraint("build_id", "x", "y"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("build.id"))
    build: Mapped[Build] = relationship(back_populates="bricks")
    x: Mapped[int]
    y: Mapped[int]
    colour: Mapped[str] = mapped_column(String(1))


class Theme(db.Model):
    """A theme; a build has as many as it likes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)


class User(db.Model):
    """A builder who has joined."""

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True, unique=True)
    password_hash: Mapped[str]

    def __init__(self, username):
        """Keep a name, and what all its spellings have in common."""
        super().__init__(username=username, folded=key_of(username))

    def set_password(self, password):
        """Keep a hash of a password."""
        self.password_hash = generate_password_hash(password, method="pbkdf2:sha256:1000")

    @classmethod
    def newest_first(cls):
        """Return all builders."""
        return db.session.scalars(db.select(cls).order_by(cls.id.desc())).all()

    @property
    def badge(self):
        """The badge of this builder."""
        return badge_of(self.folded)

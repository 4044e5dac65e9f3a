"""What Brickyard remembers, with columns as older code writes them."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Build(db.Model):
    number = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80), nullable=False)
    theme = db.Column(db.Text, nullable=False)

    @property
    def plate(self):
        query = db.select(Brick.x, Brick.y, Brick.colour).filter_by(build_id=self.number)
        studs = {(x, y): colour for x, y, colour in db.session.execute(query)}
        return ["".join(studs.get((x, y), ".") for x in range(16)) for y in range(16)]


class Brick(db.Model):
    __tablename__ = "bricks"

    brick_number = db.Column(db.Integer, primary_key=True)
    build_id = db.Column(db.Integer, index=True, nullable=False)
    x = db.Column(db.Integer, nullable=False)
    y = db.Column(db.Integer, nullable=False)
    colour = db.Column(db.String(1), nullable=False)

"""The command `flask init-db`: a fresh database with six builds in it."""

import click
from flask.cli import with_appcontext

from builds import BUILDS, bricks_on
from models import Brick, Build, db


@click.command("init-db")
@with_appcontext
def init_db():
    """Throw all data away and start afresh with six builds."""
    db.drop_all()
    db.create_all()
    for sample in BUILDS:
        build = Build(title=sample["title"], theme=sample["theme"])
        db.session.add(build)
        db.session.flush()  # sends it to the database, so that it gets its id
        for x, y, letter in bricks_on(sample["plate"]):
            db.session.add(Brick(build_id=build.number, x=x, y=y, colour=letter))
    db.session.commit()
    click.echo(f"A fresh database with {len(BUILDS)} builds.")

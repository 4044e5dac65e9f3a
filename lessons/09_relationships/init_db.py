"""The command `flask init-db`: a fresh database with six builds in it."""

import click
from flask.cli import with_appcontext

from builds import BUILDS, THEMES, bricks_on
from models import Brick, Build, Theme, db


@click.command("init-db")
@with_appcontext
def init_db():
    """Throw all data away and start afresh with six builds."""
    db.drop_all()
    db.create_all()
    themes = {}
    for name in THEMES:
        themes[name] = Theme(name=name)
        db.session.add(themes[name])
    for sample in BUILDS:
        build = Build(title=sample["title"])
        db.session.add(build)
        db.session.flush()  # sends it to the database, so that it gets its id
        for x, y, letter in bricks_on(sample["plate"]):
            db.session.add(Brick(build_id=build.id, x=x, y=y, colour=letter))
        # TODO 2: give the build each of its themes
    db.session.commit()
    click.echo(f"A fresh database with {len(BUILDS)} builds.")

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
    themes = {name: Theme(name=name) for name in THEMES}
    db.session.add_all(themes.values())
    for sample in BUILDS:
        build = Build(title=sample["title"], themes=[themes[name] for name in sample["themes"]])
        build.bricks = [Brick(x=x, y=y, colour=letter) for x, y, letter in bricks_on(sample["plate"])]
        db.session.add(build)
    db.session.commit()
    click.echo(f"A fresh database with {len(BUILDS)} builds.")

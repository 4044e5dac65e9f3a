"""The command `flask init-db`: a fresh database with six builds in it."""

import click
from flask.cli import with_appcontext
from werkzeug.security import generate_password_hash

from .builds import BUILDERS, BUILDS, THEMES, bricks_on
from .models import Brick, Build, Theme, User, db
from .names import key_of


@click.command("init-db")
@with_appcontext
def init_db():
    """Throw all data away and start afresh with six builds, and with those who built them."""
    db.drop_all()
    db.create_all()
    themes = {}
    for name in THEMES:
        themes[name] = Theme(name=name)
        db.session.add(themes[name])
    builders = {}
    for name, password in BUILDERS.items():
        builders[name] = User(username=name, key=key_of(name), password_hash=generate_password_hash(password))
        db.session.add(builders[name])
    for sample in BUILDS:
        # TODO 1: a sample says whose it is
        build = Build(title=sample["title"])
        db.session.add(build)
        for x, y, letter in bricks_on(sample["plate"]):
            build.bricks.append(Brick(x=x, y=y, colour=letter))
        for name in sample["themes"]:
            build.themes.append(themes[name])
    db.session.commit()
    click.echo(f"A fresh database with {len(BUILDS)} builds by {len(BUILDERS)} builders.")

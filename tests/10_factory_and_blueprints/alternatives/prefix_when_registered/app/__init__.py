from flask import Flask
from flask_wtf import CSRFProtect

from .models import db

csrf = CSRFProtect()


class Usual:
    SECRET_KEY = "one for every day"
    SQLALCHEMY_DATABASE_URI = "sqlite:///brickyard.db"


def create_app(config={}, **more):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_object(Usual)
    app.config.update(config, **more)
    db.init_app(app)
    csrf.init_app(app)
    from . import gallery, init_db, workshop

    app.register_blueprint(workshop.bp, url_prefix="/builds")
    app.register_blueprint(gallery.bp)
    app.cli.add_command(init_db.init_db)
    return app


app = create_app()

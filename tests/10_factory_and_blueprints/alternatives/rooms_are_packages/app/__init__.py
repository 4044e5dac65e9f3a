import flask

from .builds import COLOURS, NOT_FOUND


def create_app(test_settings: dict | None = None) -> flask.Flask:
    app = flask.Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY="another one for your own machine",
        SQLALCHEMY_DATABASE_URI="sqlite:///brickyard.db",
    )
    if test_settings is not None:
        app.config.from_mapping(test_settings)

    # imported here, where nothing can be half made
    from app.extensions import csrf
    from app.init_db import init_db
    from app.models import db

    for extension in (csrf, db):
        extension.init_app(app)
    app.cli.add_command(init_db)

    from app.gallery import gallery
    from app.workshop import bp

    app.register_blueprint(gallery)
    app.register_blueprint(bp)

    @app.errorhandler(404)
    def not_found(error):
        return flask.render_template("not_found.html", build=NOT_FOUND, colours=COLOURS), 404

    return app

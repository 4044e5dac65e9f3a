from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.route("/")
    def start():
        return "<h1>Hello to you!</h1>"

    @app.route("/about")
    def tiny():
        return "<p>Tiny.</p><a href='/'>Home</a>"

    return app

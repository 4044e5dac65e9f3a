from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return """
        <h1>Brickyard</h1>
        <p>A board where builders show their plates of bricks.</p>
        <p><a href="/about">About Brickyard</a></p>
    """


@app.get("/about")
def about():
    return """
        <h1>About Brickyard</h1>
        <p>Every build starts with an empty plate, and so did this site.</p>
        <p><a href="/">Back to the front page</a></p>
    """

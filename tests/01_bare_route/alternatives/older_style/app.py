import flask

app = flask.Flask(__name__)


@app.route("/")
def index():
    return "<h1>Welcome to the BRICKYARD!</h1>" + "<a href=about>What is this?</a>"


@app.route("/about/", methods=["GET", "POST"])
def index2():
    return "<h1>What?</h1><a href='..'>Home</a>"


app.run(debug=True)

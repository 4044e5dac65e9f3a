from flask import Flask

app = Flask(__name__)


# TODO 1: Greet the visitor at "/".
# TODO 2: Add a page at "/about".
#   It has a link back to the front page.

from flask import Flask

app = Flask("brickyard")

NAV = """<nav><ul>
    <li><a href="/">Home</a>
    <li><a href="/about#top" title="more">About</a>
    <li><a href="https://flask.palletsprojects.com/">Made with Flask</a>
</ul></nav>"""


def show(body):
    return f"<!DOCTYPE html><html lang='pl'><head><title>Brickyard</title></head><body>{NAV}<main>{body}</main></body>"


@app.get("/")
def start_page():
    return show("<header><h1 id=top>\n  Witaj w Brickyard 🧱\n</h1></header><p>Plansza dla budowniczych.")


@app.get("/about")
def o_nas():
    return show("<h1>Zażółć gęślą jaźń</h1>")

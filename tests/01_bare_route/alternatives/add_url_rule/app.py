from flask import Flask, make_response, url_for

app = Flask(__name__)
LINK = '<a href="{}"><img src="/brick.svg" alt="{}"></a>'


def page(heading, address, words):
    return f"<!doctype html><html lang=en><title>B</title><h1>{heading}</h1>{LINK.format(address, words)}</html>"


def front():
    return make_response(page("The <em>Brick</em>yard", url_for("second"), "About us"), 200)


app.add_url_rule("/", view_func=front)
app.add_url_rule("/about", "second", lambda: (page("About us", url_for("front"), "Home"), 200, {"X-Plate": "16"}))

if __name__ == "__main__":
    app.run()

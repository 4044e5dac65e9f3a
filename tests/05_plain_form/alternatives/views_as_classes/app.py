from builds import BUILDS, COLOURS, NOT_FOUND, STARTS, THEMES
from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.views import MethodView

app = Flask(__name__)
app.secret_key = b"\x00 only for me"


@app.context_processor
def always_there():
    return {"colours": COLOURS, "themes": THEMES, "starts": list(STARTS)}


class NewBuild(MethodView):
    def get(self):
        return render_template("new_build.html")

    def post(self):
        title = " ".join(request.form["title"].split())
        theme, start = request.form["theme"], request.form["start"]
        if theme not in THEMES or start not in STARTS:
            abort(400)
        if not title or len(title) > 80:
            flash("Please find a title of one to eighty characters.")
            return redirect(url_for("new_build"))
        number = 1
        while any(build["number"] == number for build in BUILDS):
            number += 1
        BUILDS.insert(0, {"number": number, "title": title, "theme": theme, "plate": STARTS[start]})
        session[f"built-{number}"] = True
        flash(f"{title} is yours. Show it to somebody!")
        return redirect(url_for("show_build", number=number))


def home():
    theme = request.args.get("theme")
    return render_template("home.html", builds=[b for b in BUILDS if not theme or b["theme"] == theme], theme=theme)


def about():
    return render_template("about.html")


def show_build(number):
    build = next((build for build in BUILDS if build["number"] == number), None)
    if build is None:
        abort(404)
    return render_template("show_build.html", build=build)


def show_not_found(_):
    return render_template("not_found.html", build=NOT_FOUND), 404


app.add_url_rule("/", view_func=home)
app.add_url_rule("/about", view_func=about)
app.add_url_rule("/builds/new", view_func=NewBuild.as_view("new_build"))
app.add_url_rule("/builds/<int:number>", view_func=show_build)
app.register_error_handler(404, show_not_found)

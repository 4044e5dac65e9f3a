"""Forms: what a browser sends when somebody fills them in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.checks.finding import NotYet
from autograder.checks.forms import Form, NoSuchField, Value, what_was_typed
from autograder.checks.html import parse
from autograder.checks.visitor import Visitor

Visits = Callable[..., Visitor]


def sent(fields: str, **values: Value) -> list[tuple[str, str]]:
    """Return what a form with these fields sends."""
    return Form(parse(f"<form method=post>{fields}</form>").find_all("form")[0]).fill(values).data


@pytest.mark.parametrize(
    ("fields", "values", "data"),
    [
        ("<input name=a value=1>", {}, [("a", "1")]),
        ("<input name=a value=1>", {"a": "2"}, [("a", "2")]),
        ("<input name=a>", {"a": 3}, [("a", "3")]),
        ("<input type=hidden name=token value=t><input name=a>", {"a": "x"}, [("token", "t"), ("a", "x")]),
        ("<input value=1><input name='' value=2>", {}, []),
        ("<input name=a value=1 disabled>", {}, []),
        ("<input type=checkbox name=a>", {}, []),
        ("<input type=checkbox name=a checked>", {}, [("a", "on")]),
        ("<input type=checkbox name=a value=y>", {"a": True}, [("a", "y")]),
        ("<input type=checkbox name=a value=y checked>", {"a": False}, []),
        ("<input type=radio name=a value=1><input type=radio name=a value=2 checked>", {}, [("a", "2")]),
        ("<input type=radio name=a value=1><input type=radio name=a value=2 checked>", {"a": "1"}, [("a", "1")]),
        ("<textarea name=a>old</textarea>", {}, [("a", "old")]),
        ("<textarea name=a>old</textarea>", {"a": "two\nlines"}, [("a", "two\nlines")]),
        ("<select name=a><option>x<option>y</select>", {}, [("a", "x")]),
        ("<select name=a><option>x<option selected>y</select>", {}, [("a", "y")]),
        ("<select name=a><option value=1>One<option value=2>Two</select>", {"a": "Two"}, [("a", "2")]),
        ("<select name=a multiple><option selected>x<option selected>y</select>", {}, [("a", "x"), ("a", "y")]),
        ("<select name=a></select>", {}, []),
        ("<button name=do value=save>Save</button><button name=do value=drop>Drop</button>", {}, [("do", "save")]),
        ("<button type=button name=do value=x>X</button><input type=submit name=go value=Go>", {}, [("go", "Go")]),
        ("<input type=submit name=go>", {}, [("go", "")]),
    ],
)
def test_a_form_sends_what_a_browser_sends(fields: str, values: dict[str, Value], data: list[tuple[str, str]]) -> None:
    assert sent(fields, **values) == data


@pytest.mark.parametrize(
    ("fields", "values", "says"),
    [
        ("<input name=a><input name=b>", {"title": "x"}, "no field called “title”; its fields are: a, b"),
        ("<select name=a><option>x<option>y</select>", {"a": "z"}, "no choice “z” in “a”; there are: “x”, “y”"),
    ],
)
def test_a_field_or_choice_that_is_missing_is_named_with_those_there_are(
    fields: str, values: dict[str, Value], says: str
) -> None:
    with pytest.raises(NoSuchField, match=says):
        sent(fields, **values)


ECHO = """
@app.route("/", methods=["GET", "POST"])
def home():
    if request.method == "POST":
        files = request.files.items()
        return {"form": request.form.to_dict(flat=False), "names": [f.filename for _, f in files],
                "files": {name: f.read().decode() for name, f in request.files.items()}}
    return render_template_string('''<form action=/search><input name=q></form>
      <form method=post enctype="{{ request.args.get("enctype", "") }}"><input name=title><input type=file name=picture>
      <input type=hidden name=token value=t></form>''')
@app.get("/search")
def search(): return request.args
@app.get("/none")
def none(): return "<p>no form</p>"
"""


def test_the_form_with_the_fields_is_the_one_that_is_meant(visits: Visits) -> None:
    assert visits(ECHO).opens("/").submits(title="Castle").json["form"]["token"] == ["t"]
    assert visits(ECHO).opens("/").submits(q="a&b").json == {"q": "a&b"}


def test_an_upload_arrives(visits: Visits) -> None:
    page = visits(ECHO).opens("/?enctype=multipart/form-data").submits(title="x", picture=("a.png", b"bytes"))
    assert page.json["files"] == {"picture": "bytes"}
    assert page.json["names"] == ["a.png"]


def test_without_enctype_only_the_name_of_a_file_arrives(visits: Visits) -> None:
    page = visits(ECHO).opens("/").submits(title="x", picture=("a.png", b"bytes"))
    assert page.json["files"] == {}
    assert page.json["form"]["picture"] == ["a.png"]


def test_a_page_without_a_form_is_a_finding(visits: Visits) -> None:
    with pytest.raises(NotYet, match="no form on this page"):
        visits(ECHO).opens("/none").submits(title="x")


CSRF = """
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from wtforms import StringField
from wtforms.validators import DataRequired
app.secret_key = "x"
CSRFProtect(app)
class BuildForm(FlaskForm):
    title = StringField(validators=[DataRequired()])
@app.route("/", methods=["GET", "POST"])
def home():
    form = BuildForm()
    if form.validate_on_submit():
        return redirect("/saved")
    page = "<form method=post>{{ form.hidden_tag() }}{{ form.title() }}<button>Save</button></form>"
    return render_template_string(page, form=form)
@app.get("/saved")
def saved(): return "saved"
"""


def test_a_forms_token_passes_and_a_forged_post_does_not(visits: Visits) -> None:
    visitor = visits(CSRF)
    visitor.opens("/").submits(title="Castle").lands_on("/saved")
    visitor.posts("/", data={"title": "Castle"}).answers(400)
    visitor.over_https().opens("/").submits(title="Castle").lands_on("/saved")
    token = visitor.opens("/").find_all("[name=csrf_token]")[0].attributes["value"]
    visitor.another().posts("/", data={"title": "Castle", "csrf_token": token}).answers(400)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, ""),
        ([("a", "1")], ""),
        ({}, ""),
        ({"title": "   ", "x": 3}, "title “   ”, x “3”"),
        ({"csrf_token": "IjEy", "title": ["Castle"]}, "csrf_token, title “Castle”"),
        ({"themes": ["space", "castle"]}, "themes “space”, themes “castle”"),
        ({"title": "a" * 10_000}, f"title “{'a' * 40}” (first 40 of 10000 characters)"),
        ({"plate": [(b"", "plate.txt")]}, "plate “plate.txt”"),
        (dict.fromkeys("abcdefghij", "1"), ", ".join(f"{name} “1”" for name in "abcdefgh") + " and 2 more"),
    ],
)
def test_what_is_typed_into_a_form_can_be_read(data: object, said: str) -> None:
    assert what_was_typed(data) == said


def test_a_finding_tells_what_was_typed(visits: Visits) -> None:
    visitor = visits(
        "@app.route('/', methods=['GET', 'POST'])\ndef home(): return '<form method=post><input name=title></form>'"
    )
    with pytest.raises(NotYet) as told:
        visitor.opens("/").submits(title="   ").has("h1")
    assert "GET /    200 OK\nPOST /   200 OK\n   with title “   ”\n" in str(told.value)
    visitor.steps.clear()
    with pytest.raises(NotYet, match="POST / with title “Castle”\n"):
        visitor.posts("/", {"title": "Castle"}).answers(302)

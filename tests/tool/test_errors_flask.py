"""The usual errors of Flask, of templates and of starting an app, made to happen and explained."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.checks.errors import AppError, explain, parse_traceback
from tests.tool.broken_app import HEAD, VIEW, Case, check, happens

PAGE = VIEW + "return render_template('page.html')\n"
TWO = HEAD + "@app.route('/')\ndef home(): return ''\n@app.route('/b')\ndef home(): return ''\n"
WRAPPED = """
def loud(view):
    def wrapper(): return view().upper()
    return wrapper
@app.get('/')
@loud
def home(): return ''
@app.get('/b')
@loud
def other(): return ''
"""
GONE = HEAD + "@app.get('/')\ndef home(): abort(404)\n@app.errorhandler"
LINK = HEAD + "@app.get('/b/<int:number>')\ndef show(number): return ''\n@app.get('/')\ndef home(): return "

VIEWS = [
    Case("no return", VIEW + "x = 1\n", "`home` ends without giving anything back", "`return`", "01"),
    Case("no return after if", VIEW + "if request.args: return ''\n", "ends without", "each way", "01"),
    Case("printed, not returned", VIEW + "print('x')\n", "ends without", "prints is not sent", "01"),
    Case("a number returned", VIEW + "return 3\n", "`int`", 'f"<p>{value}</p>"', "01"),
    Case("a set returned", VIEW + "return {1}\n", "`set`", "text", "01"),
    Case("a comma too many", VIEW + "return 'a',\n", "Here something else", "comma too many"),
    Case("four things returned", VIEW + "return 'a', 200, {}, 1\n", "Here something else"),
    Case(
        "no slash", HEAD + "@app.route('about')\ndef about(): return ''\n", "`about` does not begin", "`/about`", "01"
    ),
    Case("one name twice", TWO, "Two views are called `home`", "name of its own", "01"),
    Case("a decorator without wraps", HEAD + WRAPPED, "called `wrapper`", "@wraps", "14"),
    Case(
        "a guard without wraps",
        HEAD + WRAPPED.replace("wrapper", "guarded"),
        "called `guarded`",
        "@wraps",
        "14",
    ),
    Case("no address", HEAD + "@app.route()\ndef home(): return ''\n", "which address", '`@app.route("/")`', "01"),
    Case("no name for Flask", "from flask import Flask\napp = Flask()\n", "which file", "`Flask(__name__)`", "01"),
    Case(
        "methods for get", HEAD + "@app.get('/', methods=['POST'])\ndef home(): pass\n", "no `methods`", "route", "05"
    ),
    Case("method for methods", HEAD + "@app.route('/', method='POST')\ndef home(): pass\n", "a list", "app.post", "05"),
    Case("methods as text", HEAD + "@app.route('/', methods='POST')\ndef home(): pass\n", "a list", "brackets", "05"),
    Case("a misspelt app.get", HEAD + "@app.gett('/')\ndef home(): pass\n", "nothing called `gett`", ""),
    Case(
        "no parameter", HEAD + "@app.get('/', defaults={'n': 1})\ndef home(): pass\n", "no parameter of that name", "<"
    ),
    Case(
        "no part in the address", HEAD + "@app.get('/')\ndef home(number): pass\n", "value for 'number'", "`<` and `>`"
    ),
    Case("too many values", "def f(a): pass\n" + VIEW + "f(1, 2)\n", "takes 1 values and was given 2", "`def f`"),
    Case("an unknown converter", HEAD + "@app.get('/<number:n>')\ndef home(n): pass\n", "`number` as if", "`<int:"),
    Case("a converter behind", HEAD + "@app.get('/<n:int>')\ndef home(n): pass\n", "`n` as if", "comes first"),
    Case(
        "an open <",
        HEAD + "@app.get('/<int:n')\ndef home(n): pass\n",
        "cannot read the address '/<int:n'",
        "Close every",
    ),
    Case("a space in < >", HEAD + "@app.get('/<int: n>')\ndef home(n): pass\n", "cannot read", "no spaces"),
    Case("a part twice", HEAD + "@app.get('/<n>/<n>')\ndef home(n): pass\n", "`n` is used for two", ""),
    Case("abort with a text", VIEW + "abort('404')\n", "status '404'", "`abort(404)`", "02"),
    Case("abort with no status", VIEW + "abort(999)\n", "status 999", "number of an error", "02"),
    Case("a file for url_for", VIEW + "return url_for('static', 'a.css')\n", "one value without", "filename=", "04"),
    Case(
        "a handler without a parameter", GONE + "(404)\ndef gone(): return ''\n", "was given one", "gone(error):", "04"
    ),
    Case("a handler for a text", GONE + "('404')\ndef gone(error): return ''\n", "a number", "errorhandler(404)", "04"),
    Case("a handler for no error", GONE + "(440)\ndef gone(error): return ''\n", "status 440", "(404)", "04"),
    Case("a misspelt errorhandler", HEAD + "@app.error_handler(404)\ndef gone(e): pass\n", "nothing called", ""),
    Case("a link to nowhere", VIEW + "return url_for('shop')\n", "no view called `shop`", "after `def`", "02"),
    Case("a misspelt link", LINK + "url_for('shwo', number=1)\n", "`shwo`", "Did you mean `show`?", "02"),
    Case("an address for url_for", LINK + "url_for('/b/3')\n", "an address", "after `def`", "02"),
    Case("a link with a gap", LINK + "url_for('show')\n", "has a gap", "by name", "02"),
    Case("a link with a wrong part", LINK + "url_for('show', id=3)\n", "has a gap", "by name", "02"),
    Case(
        "a link without its blueprint",
        HEAD
        + "b = Blueprint('main', 'main')\n@b.get('/')\ndef home(): return url_for('home')\napp.register_blueprint(b)\n",
        "carry its name in front",
        "Did you mean `main.home`?",
        "10",
    ),
    Case("a link while starting", HEAD + "url_for('home')\n", "while the file is read", "app.app_context", "07"),
    Case("a request while starting", HEAD + "request.args\n", "while the file is read", "Move it into a view"),
    Case("values without names", VIEW + "return render_template('page.html', {})\n", "by name", "`name=value`", "03"),
    Case(
        "a value that is not there",
        VIEW + "app.debug = True\n    request.form['nme']\n",
        "no value called 'nme'",
        ".get",
        "05",
    ),
    Case(
        "a route too late", VIEW + "app.add_url_rule('/b', view_func=home)\n", "already answered", "file is read", "10"
    ),
]

TEMPLATES = {
    "no endfor": ("{% for x in y %}a", "`{% for %}` in this template is never closed", "`{% endfor %}`"),
    "no endif": ("{% if x %}a", "`{% if %}` in this template", "`{% endif %}`"),
    "wrong order": ("{% if x %}{% for y in z %}{% endif %}{% endfor %}", "Here comes `{% endif %}`", "closed first"),
    "endblock for endfor": ("{% for x in y %}a{% endblock %}", "is a `{% for %}`", "`{% endfor %}` first"),
    "endfor alone": ("{% endfor %}", "none open", "above it"),
    "an unknown tag": ("{% title %}", "no tag `{% title %}`", "`{{ title }}`"),
    "one =": ("{% if a = 1 %}{% endif %}", "compared", "`==`"),
    "else if": ("{% if a %}{% else if b %}{% endif %}", "one word", "elif"),
    "no in": ("{% for x y %}{% endfor %}", "word `in`", "for build in builds"),
    "two values": ("{{ a b }}", "before `b`", "just before `b`"),
    "one brace": ("{{ a }", "braces", "both ends"),
    "no end": ("{{ a", "braces", "both ends"),
    "braces mixed": ("{% if a }}x{% endif %}", "braces", "both ends"),
    "an open parenthesis": ("{{ f(a }}", "still open", "`)`"),
    "an open text": ("{{ 'abc }}", "cannot read", "closing quotation mark"),
    "a strange sign": ("{{ a ? b }}", "cannot read", "curly"),
    "nothing": ("{{ }}", "value is missing", "name of a value"),
    "an open comment": ("{# a", "comment", "`#}`"),
    "an unknown filter": ("{{ a|uper }}", "no filter called `uper`", "after the `|`"),
    "an unknown test": ("{% if a is big %}{% endif %}", "no test called `big`", "`==`"),
    "a block twice": ("{% block a %}{% endblock %}{% block a %}{% endblock %}", "two blocks called `a`", "self.a()"),
    "an undefined thing": ("{{ user.name }}", "`user`", "user=…"),
    "a set that is missing": ("{{ y + 0.5 }}", "nobody gave it", "{% set y = loop.index0 %}"),
    "a template's name without marks": ("{% include _plate.html %}", "without quotation marks", '`"_plate.html"`'),
    "three signs": ("{% if a !== b %}{% endif %}", "too many", "`!=`"),
    "a name taken by set": (
        "{% for row in ['ab'] %}{% set row = loop.index0 %}{% for x in row %}{% endfor %}{% endfor %}",
        "type `int`, which has no items",
        "a name of its own",
    ),
    "an undefined function": ("{{ user() }}", "`user`", "render_template"),
    "Python's own function": ("{{ len(x) }}", "`len` is Python's", "{{ builds|length }}"),
    "loop outside": ("{{ loop.index }}", "inside of a `{% for %}`", "`{% endfor %}`"),
    "a dot after None": ("{{ none.title.name }}", "`None`", "{% if build %}"),
    "a list too short": ("{{ [][3].x }}", "no item number 3", "begins with 0"),
    "a missing key": ("{{ {'title': 1}.titel.x }}", "no key `titel`", "Compare"),
    "a missing attribute": ("{{ request.titel.x }}", "nothing called `titel`", "spelling"),
    "a loop over a number": ("{% for i in 3 %}{% endfor %}", "`int`", "range(number)"),
    "range of nothing": ("{% for i in range(width) %}{% endfor %}", "whole number", "name at the mark"),
    "a link to nowhere": ("{{ url_for('shop') }}", "no view called `shop`", "after `def`"),
    "a layout without quotes": ("{% extends layout.html %}", "without quotation marks", '"layout.html"'),
    "a piece without quotes": ("{% include _plate.html %}", "without quotation marks", '"_plate.html"'),
    "two layouts": ("{% extends 'layout.html' %}{% extends 'layout.html' %}", "two lines", "first line"),
    "a layout that extends itself": ("{% extends 'page.html' %}", "itself", "template must not"),
    "a file for url_for": ("{{ url_for('static', 'a.css') }}", "one value without", "filename="),
    "a block without a name": ("{% block %}{% endblock %}", "name is missing", "{% block main %}"),
    "a block's name in quotes": ("{% block 'main' %}{% endblock %}", "name is missing", "{% block main %}"),
    "a block with a hyphen": ("{% block my-main %}{% endblock %}", "letters, digits", "hyphen"),
    "no endblock": ("{% block main %}", "`{% block %}` in this template is never closed", "`{% endblock %}`"),
    "another template": (
        "{% extends 'layuot.html' %}",
        "no template called `layuot.html`",
        "Did you mean `layout.html`?",
    ),
    "a template's folder": ("{% include 'templates/page.html' %}", "inside the folder", "Leave `templates/` out"),
    "a missing form": ("{{ form.hidden_tag() }}", "did not hand over", "`form=form`"),
    "no CSRFProtect": ("{{ csrf_token() }}", "CSRFProtect", "hidden_tag"),
}


@pytest.mark.parametrize("case", VIEWS, ids=lambda case: case.name)
def test_an_error_of_flask_is_explained(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_error_in_a_template_is_explained(name, tmp_path):
    page, says, step = TEMPLATES[name]
    files = {"templates/page.html": f"<p>\n{page}\n", "templates/layout.html": ""}
    check(Case(name, PAGE, says, step, files=files), tmp_path)


def test_a_template_saved_in_another_encoding_is_explained(tmp_path):
    check(Case("", PAGE, "saved in another encoding", "UTF-8", "03", {"templates/page.html": b"\xe4"}), tmp_path)


def test_a_missing_template_names_those_there_are(tmp_path):
    files = {"templates/show_build.html": "", "templates/home.html": ""}
    check(Case("", PAGE, "no template called `page.html`", "`home.html`, `show_build.html`", files=files), tmp_path)


def test_a_value_of_an_address_is_a_part_of_something(tmp_path):
    app = PAGE + "\n@app.get('/builds/<int:number>')\ndef show(number): pass\n"
    files = {"templates/page.html": "{{ url_for('show', number=number) }}"}
    check(Case("", app, "the address has a gap", "`number=build.number`", "03", files), tmp_path)


def test_a_missing_template_names_the_pieces_too(tmp_path):
    files = {"templates/page.html": "{% include 'plate.html' %}", "templates/_plate.html": ""}
    check(Case("", PAGE, "no template called `plate.html`", "Did you mean `_plate.html`?", files=files), tmp_path)


LOOK_INSIDE = {"templates/page.html": "{{ colours.r }}", "builds.py": "import os\nCOLOURS = {}\n"}


@pytest.mark.parametrize(
    ("app", "step"),
    [
        ("from builds import COLOURS\n" + PAGE, '`render_template("page.html", colours=COLOURS)`'),
        (PAGE.replace("return", "colours = {}; return"), '`render_template("page.html", colours=colours)`'),
        (PAGE, "with `from builds import COLOURS` at the top of its file"),
    ],
)
def test_a_value_that_a_template_lacks_is_found_in_the_view_and_beside_it(tmp_path, app, step):
    check(Case("", app, "nobody gave it a value", step, files=LOOK_INSIDE), tmp_path)


@pytest.mark.parametrize(
    "page", ["{{ build.title }}", "{% for each in builds %}{% include '_plate.html' %}{% endfor %}"]
)
def test_one_of_a_list_is_not_handed_over_but_named_by_the_loop(tmp_path, page):
    app = (
        VIEW + "builds = [{}]\n    for build in builds: pass\n    return render_template('page.html', builds=builds)\n"
    )
    files = {"templates/page.html": page, "templates/_plate.html": "{{ build.title.x }}"}
    meaning = explain(happens(tmp_path, app, files).by_worker)
    assert meaning is not None
    assert meaning.next_step.startswith("Between `{% for build in builds %}` and `{% endfor %}` there is one.")


@pytest.mark.parametrize("line", ["<b>{{ build.title }}</b>", "{% block title %}{{ build.title }}{% endblock %}"])
def test_a_layout_that_speaks_of_one_build_is_told_to_leave_that_to_the_page(tmp_path, line):
    app = VIEW + "return render_template('page.html', builds=[])\n"
    files = {"templates/layout.html": line, "templates/page.html": "{% extends 'layout.html' %}"}
    check(Case("", app, "This layout uses `build`", "into a block of that page", files=files), tmp_path)


def test_what_a_page_misses_inside_of_a_block_is_not_blamed_on_its_layout(tmp_path):
    page = "{% extends 'layout.html' %}\n{% block main %}{{ build.title }}{% endblock %}"
    files = {"templates/layout.html": "{% block main %}{% endblock %}", "templates/page.html": page}
    app = VIEW + "return render_template('page.html', builds=[])\n"
    check(Case("", app, "nobody gave it a value", "", files=files), tmp_path)


def test_a_slip_in_a_layout_is_a_slip(tmp_path):
    files = {"templates/layout.html": "{{ ulr_for('home') }}", "templates/page.html": "{% extends 'layout.html' %}"}
    meaning = explain(happens(tmp_path, PAGE, files).by_worker)
    assert meaning is not None
    assert meaning.next_step == "Did you mean `url_for`?"


def test_what_an_included_part_misses_is_named_by_the_loop_around_it(tmp_path):
    app = VIEW + "return render_template('page.html', users=[{}])\n"
    page = "{% for user in users %}{% include '_badge.html' %}{% endfor %}"
    files = {"templates/page.html": page, "templates/_badge.html": "{% for x in builder.badge %}{{ x }}{% endfor %}"}
    check(Case("", app, "has nothing of that name", "`{% for builder in … %}`", "12", files), tmp_path)


def test_a_template_without_a_folder_says_what_the_folder_is_called(tmp_path):
    check(Case("", PAGE, "no template called `page.html`", "called `templates`", files={"page.html": ""}), tmp_path)


def test_a_package_looks_for_its_templates_beside_its_own_file(tmp_path):
    files = {
        "app/__init__.py": PAGE,
        "templates/page.html": "",
    }
    check(Case("", "", "no template called `page.html`", "next to `app/__init__.py`", files=files), tmp_path)


STARTS = {
    "no file": ({}, "no `app.py`"),
    "no app in it": ({"app.py": "x = 1\n"}, "found no app"),
    "an empty app folder": ({"app.py": HEAD, "app/__init__.py": ""}, "never reads the `app.py` beside it"),
    "a package that makes no app": ({"app/__init__.py": "x = 1\n"}, "looked into `app/__init__.py`"),
    "a package without its file": ({"app/app.py": HEAD}, "The folder `app` has no file called `__init__.py`"),
    "a factory that returns nothing": ({"app.py": "def create_app():\n    x = 1\n"}, "it returns no app"),
    "two apps": ({"app.py": "from flask import Flask\na = Flask('a')\nb = Flask('b')\n"}, "several apps in `app`"),
    "a factory that wants a value": (
        {"app.py": "from flask import Flask\ndef create_app(config):\n    return Flask('a')\n"},
        "`create_app` wants a value",
    ),
}


@pytest.mark.parametrize("name", STARTS)
def test_what_flask_run_says_when_it_finds_no_app_is_explained(name, tmp_path):
    files, says = STARTS[name]
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FLASK_")}
    asked = subprocess.run(
        [sys.executable, "-m", "flask", "routes"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    error = parse_traceback(asked.stdout + asked.stderr, tmp_path)
    assert error is not None
    assert error.type == "NoAppException"
    assert says in explain(error).says


@pytest.mark.parametrize("wrong", ["nope", "app:nope"])
def test_a_setting_from_outside_that_hides_the_app_is_explained(wrong, tmp_path):
    (tmp_path / "app.py").write_text(HEAD)
    asked = subprocess.run(
        [sys.executable, "-m", "flask", "--app", wrong, "routes"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "`nope`" in explain(parse_traceback(asked.stderr, tmp_path)).says


def test_what_is_not_in_the_table_is_not_explained():
    assert explain(AppError("PenguinError", "too cold")) is None
    assert explain(AppError("Exception", "")) is None

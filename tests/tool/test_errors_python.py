"""Python's own usual errors, made to happen and explained."""

from __future__ import annotations

import pytest

from tests.tool.broken_app import HEAD, VIEW, Case, check

SYNTAX = [
    Case("a missing colon", "def home()\n    return ''\n", "expected a colon", "colon"),
    Case("else if", "if True:\n    pass\nelse if True:\n    pass\n", "expected a colon", "`elif`"),
    Case("an open parenthesis", "x = (1,\ny = 2\n", "`(` on this line is never closed", "bracket"),
    Case("an open brace", "x = {\n'a': 1\n", "`{` on this line is never closed"),
    Case("a bracket too many", "x = 1)\n", "`)` closes a bracket that was never opened"),
    Case("two kinds of brackets", "x = (1]\n", "`(` is closed by a `]`"),
    Case("an open text", "x = 'abc\n", "no closing quotation mark"),
    Case("an open text of a name", 'x = "Zoë\n', "no closing quotation mark", "on the same line"),
    Case("a text over several lines", 'x = "<h1>A</h1>\n<p>b</p>"\n', "no closing quotation mark", 'between `"""`'),
    Case("an apostrophe in a text", "x = 'it's'\n", "no closing quotation mark", "contains `'`"),
    Case("an open long text", 'x = """abc\n', "no closing quotation mark", "same three marks"),
    Case("an address in the same quotes", 'x = "<h1>A</h1> <a href="/about">B</a>"\n', "inside the tag", "three", "01"),
    Case("the same between parentheses", 'x = ("<a href="/about">B</a>")\n', "inside the tag", "three", "01"),
    Case("a class in single quotes", "x = '<p class='big'>B</p>'\n", "inside the tag", "three", "01"),
    Case("an address with one quote", 'x = "<a href="/about>B</a>"\n', "inside the tag", "three", "01"),
    Case("a missing comma", 'x = {"a": 1 "b": 2}\n', "nothing between them", "comma"),
    Case("one = in a condition", "if x = 1:\n    pass\n", "two values are compared", "`==`"),
    Case("a call on the left of =", "f() = 1\n", "compared", "`==`"),
    Case("None on the left of =", "None = 1\n", "cannot be given a value"),
    Case("a curly quotation mark", "x = “a”\n", "The character `“` (U+201C)", "by hand"),
    Case("an invisible space", "x =\u00a01\n", "invisible character (U+00A0)", "again"),
    Case("return outside", "return 1\n", "`return` stands outside of a function", "Indent"),
    Case("no indented line", "def home():\nreturn 1\n", "indented lines after line 1", "four spaces"),
    Case("only a comment", "def home():\n    # TODO\n", "indented lines after line 1", "comment"),
    Case("indented too far", "x = 1\n  y = 2\n", "indented further"),
    Case("indented by halves", "if True:\n    x = 1\n  y = 2\n", "fits none of the lines above"),
    Case("tabs and spaces", "if True:\n    x = 1\n\ty = 2\n", "by tabs and others by spaces", "spaces"),
    Case("print without parentheses", "print 'a'\n", "`print` is a function and needs parentheses"),
    Case("a value without a name last", "f(a=1, 2)\n", "without a name comes after"),
    Case("a value given twice", "f(a=1, a=2)\n", "`a` is given twice"),
    Case("a parameter twice", "def f(a, a): pass\n", "`a` is used for two values"),
    Case("a default first", "def f(a=1, b): pass\n", "without a default comes after"),
    Case("try without except", "try:\n    x = 1\ny = 2\n", "no `except`"),
    Case("a name with a digit", "def 3d():\n    pass\n", "begin with a digit"),
    Case("a number with zeros", "x = 007\n", "does not begin with 0"),
    Case("a backslash outside", "x = 1 \\ \n", "backslash"),
    Case("a Windows path", 'x = "C:\\Users\\x"\n', "backslash in a text", 'r"C:\\Users"'),
    Case("backticks", "x = `<h1>A</h1>`\n", "backticks", "at both ends", "01"),
    Case("something else", "x = = 1\n", "cannot read this line", "before the mark"),
    Case("an unknown encoding", "# coding: nonsense\nx = 1\n", "encoding that Python does not know", "UTF-8"),
]

# Python 3.12 reads nested quotation marks in f-strings, and says other things about broken ones.
ON_3_11 = [
    Case("the same quotes twice", 'x = f"{url_for("home")}"\n', "used again", "`'`"),
    Case("the same quotes in brackets", 'd = {}\nx = f"{d["a"]}"\n', "used again", "`'`"),
    Case("an open brace in an f-string", 'x = f"{a"\n', "`{` is not closed", "`}`"),
    Case("a closing brace too many", 'x = f"a}"\n', "`}` without a `{`", "`}}`"),
    Case("nothing between braces", 'x = f"{}"\n', "nothing between them", "`{` and `}`"),
    Case("a backslash between braces", "x = f\"{a + '\\n'}\"\n", "no backslash"),
    Case("two values between braces", 'x = f"{a b}"\n', "nothing between them"),
]

RUNNING = [
    Case(
        "a misspelt name", VIEW + "name = 'Ada'\n    return nam\n", "`nam` does not exist here", "Did you mean `name`?"
    ),
    Case("a name far from any", VIEW + "return quxxyz\n", "`quxxyz` does not exist", "spelt"),
    Case(
        "a function of Flask's not imported",
        "from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef home():\n    return url_for('home')\n",
        "`url_for` does not exist in this file",
        "`from flask import url_for`",
    ),
    Case(
        "a function of a file beside",
        "from flask import Flask\napp = Flask(__name__)\nlay_plate(app)\n",
        "`lay_plate` does not exist",
        "add `from plate import lay_plate`",
        files={"plate.py": "import os\ndef lay_plate(app): pass\n", "open.py": "def (\n"},
    ),
    Case("a file beside", VIEW + "return plate.x\n", "`plate`", "add `import plate`", files={"plate.py": ""}),
    Case(
        "a value of another function",
        VIEW + "return theme\n\ndef show(number):\n    theme = number\n",
        "made inside of `show()`",
        "a value that is here",
    ),
    Case("a misspelt class", "from flask import Flask\napp = Flas(__name__)\n", "`Flas`", "Did you mean `Flask`?"),
    Case(
        "used before it has a value",
        VIEW + "if request.args:\n        x = 1\n    return str(x)\n",
        "`x` is used before",
    ),
    Case("a missing module", "import bulids\n", "no module called `bulids`", "doctor"),
    Case("a file for a package", "import builds.x\n", "`builds` that is a single file", "", files={"builds.py": ""}),
    Case(
        "a name that a module has not",
        "from builds import BUILD\n",
        "`builds` has nothing called `BUILD`",
        "Did you mean `BUILDS`?",
        files={"builds.py": "BUILDS = []\n"},
    ),
    Case(
        "two files that import each other",
        "from builds import y\nx = 1\n",
        "import each other",
        "third file",
        "10",
        {"builds.py": "from app import x\n"},
    ),
    Case("a relative import", "from .builds import BUILDS\n", "begins with a dot", "dot out", "10", {"builds.py": ""}),
    Case("a key that is not there", VIEW + "return {'title': 'a'}['titel']\n", "no key 'titel'", "`.get('titel')`"),
    Case("a key in a variable", VIEW + "x, d = 'dragon', {}\n    return d[x]\n", "no key 'dragon'", "with `in`"),
    Case("no list in the session yet", VIEW + "session['mine'] = session['mine'] + [1]\n", "session yet", "`[]`", "05"),
    Case("None after in", VIEW + "x = [1].append(2)\n    return str(2 in x)\n", "is no list", "gives `None`", "05"),
    Case("a key of two in a line", VIEW + "x, d = 'b', {1: {}}\n    return d[1][x]\n", "no key 'b'", "`.get('b')`"),
    Case("a number that is no key", VIEW + "return {1: 'a'}[3]\n", "no key 3"),
    Case("a dictionary and a dot", VIEW + "return {'title': 'a'}.title\n", "brackets", '`["title"]`'),
    Case("an object and brackets", "class B: pass\n" + VIEW + "return B()['title']\n", "`B` is neither", "by a dot"),
    Case("a list that is too short", VIEW + "return ['a'][1]\n", "list is shorter", "begins with 0"),
    Case("a text asked for a number", VIEW + "return str(int('abc'))\n", "`int`", "`<int:number>`", "02"),
    Case("an empty text asked for a number", VIEW + "return str(int(''))\n", "it was given ''"),
    Case("a text asked for a fraction", VIEW + "return str(float('x'))\n", "`float`", "ValueError"),
    Case(
        "a text that ends too early", VIEW + 'return "<a href="/">x</a>"\n', "divide one text by another", "Put three"
    ),
    Case("a text plus a number", VIEW + "return 'Build ' + 3\n", "joined by `+`", "{number}"),
    Case("a list plus a text", VIEW + "return ['a'] + 'b'\n", "and here is a `str`", "both sides"),
    Case("a number plus a text", VIEW + "return 3 + 'Build'\n", "joined by `+`"),
    Case("a text against a number", VIEW + "return str('3' > 1)\n", "`str` and one of type `int`", "number"),
    Case("nothing against a number", VIEW + "x = None\n    return str(x > 1)\n", "neither smaller", "deal with `None`"),
    Case(
        "a field without a value against a number",
        VIEW + "x = type('Field', (), {'data': None})\n    return str(0 <= x.data)\n",
        "field of the form has no value",
        "`InputRequired()`",
        "06",
    ),
    Case("brackets after None", VIEW + "x = None\n    return x['title']\n", "`None`", "Follow the name"),
    Case("a dot after None", VIEW + "x = None\n    return x.title\n", "something with `title`", "Follow the name"),
    Case("a text called", VIEW + "x = 'a'\n    return x('b')\n", "a text cannot be run", "without the parentheses"),
    Case("a dictionary called", VIEW + "return {'a': 1}.copy()('a')\n", "`dict` cannot be run", "`[`"),
    Case("arguments called", VIEW + "return request.args('theme')\n", "asked for by `.get`", "`request.args.get("),
    Case("a request asked", VIEW + "return request.get('theme')\n", "in `request.args`", "`request.args.get("),
    Case("url_for without quotes", VIEW + "return url_for(home)\n", "name as a text", "quotation marks"),
    Case("a loop over a number", VIEW + "for x in 3: pass\n", "`int`", "`range(number)`"),
    Case("range of a text", VIEW + "for x in range('3'): pass\n", "whole number", "`int`"),
    Case(
        "a list asked by a text", VIEW + "items = [{'a': 'b'}]\n    return items['a']\n", "asked by number", "one item"
    ),
    Case("a loop with too few names", VIEW + "for a, b in [(1, 2, 3)]: pass\n", "There are 2 names"),
    Case("a loop with too many names", VIEW + "for a, b, c in [(1, 2)]: pass\n", "There are 3 names"),
    Case("a function that calls itself", VIEW + "return home()\n", "calls itself"),
    Case("a file that is not there", VIEW + "open('nope.txt')\n", "no file nope.txt", "spelling"),
    Case("a text in another encoding", VIEW + "b'\\xe4'.decode()\n", "UTF-8"),
    Case("exit at the start", "import sys\nsys.exit()\n", "ended the whole program", "exit()", "01"),
    Case("quit with a text", "import sys\nsys.exit('bye')\n", "ended the whole program"),
    Case("an attribute of a module", "import builds\nbuilds.BUILD\n", "`builds`", "", files={"builds.py": "BUILDS=1"}),
    Case("an attribute of an object", VIEW + "return 'a'.uper()\n", "`str` has nothing called `uper`"),
]

ENCODED = [
    Case("latin-1", HEAD.encode() + b"x = '\xe4\xf6'\n", "not saved as UTF-8", "Save it again"),
    Case("UTF-16", HEAD.encode("utf-16"), "UTF-16", "Save it again"),
    Case("null bytes", HEAD.encode() + b"x = 1\x00\n", "UTF-16", "Save it again"),
]


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case.name)
def test_a_file_that_python_cannot_read_is_explained(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.skipif("sys.version_info >= (3, 12)", reason="later Pythons read these")
@pytest.mark.parametrize("case", ON_3_11, ids=lambda case: case.name)
def test_an_f_string_that_only_python_3_11_cannot_read_is_explained(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", RUNNING, ids=lambda case: case.name)
def test_an_error_of_python_is_explained(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", ENCODED, ids=lambda case: case.name)
def test_a_file_in_another_encoding_is_explained(case, tmp_path):
    check(case, tmp_path)

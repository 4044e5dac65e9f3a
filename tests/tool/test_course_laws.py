"""Each law notices what it is there for, and says where it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.course.laws import LAWS, broken

SHORT = {"mistakes", "page-length", "hint-lengths", "pictures", "tasks-agree"}
"""The laws that ask for more than a tiny course has: five mistakes, 1,100 words, a picture, three tasks."""


def sentences(course: Course, law: str, lesson: str = "02") -> list[str]:
    """Return what breaks a law, as a fresh look at the course sees it."""
    return broken(law, Course(course.root).lesson(lesson))


@pytest.mark.parametrize("law", sorted(LAWS.keys() - SHORT))
@pytest.mark.parametrize("lesson", ["01", "02", "03"])
def test_the_tiny_course_keeps_the_law(tiny_course: Course, lesson: str, law: str) -> None:
    assert sentences(tiny_course, law, lesson) == []


def test_a_given_file_keeps_what_stands_in_the_solutions_before_and_after_it(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("02")
    facts = lesson.facts_file.read_text().replace('["greetings.py"]', '["greetings.py", "app.py"]')
    lesson.facts_file.write_text(facts)
    law = "starter-is-the-previous-solution"
    assert not [each for each in sentences(tiny_course, law) if "lacks" in each]
    app = lesson.starter / "app.py"
    app.write_text(app.read_text().replace("app = Flask(__name__)\n", ""))
    lacks = "lessons/02_names/app.py: lacks `app = Flask(__name__)`, which stands in both solutions. Put it back."
    assert lacks in sentences(tiny_course, law)


SLIPS = [
    # law, file, what it has, what it gets, the sentence
    ("lesson-toml", "lessons/02_names/lesson.toml", "read = 2\n", "", "toml: `read` is missing."),
    ("lesson-toml", "lessons/02_names/lesson.toml", "read = 2\n", "read = 31\n", "toml: at most 30 minutes to read"),
    ("lesson-toml", "lessons/02_names/lesson.toml", "read = 2\n", "read = 2" + "\n" * 12, "more than 15 lines"),
    ("lesson-toml", "lessons/02_names/lesson.toml", '"Use a given module.", ', "", "toml: 2 goals. Name three."),
    (
        "starter-is-the-previous-solution",
        "lessons/02_names/app.py",
        "<h1>Hello, stranger!</h1>",
        "<h1>Hi, stranger!</h1>",
        "lessons/02_names/app.py:9: differs from solutions/01_hello/app.py.",
    ),
    (
        "starter-is-the-previous-solution",
        "lessons/02_names/lesson.toml",
        'given = ["greetings.py"]',
        "",
        "lessons/02_names/greetings.py: neither solutions/01_hello nor `given` has this file.",
    ),
    (
        "starter-is-the-previous-solution",
        "lessons/02_names/lesson.toml",
        'given = ["greetings.py"]',
        'given = ["greetings.py", "static/"]',
        "lessons/02_names/lesson.toml: `given` names static/, which the starter has not.",
    ),
    (
        "starter-is-the-previous-solution",
        "lessons/02_names/lesson.toml",
        'given = ["greetings.py"]',
        'given = ["greetings.py"]\ngone = ["plate.py"]',
        "lessons/02_names/lesson.toml: `gone` names plate.py, which the previous solution has not.",
    ),
    (
        "starter-is-the-previous-solution",
        "lessons/02_names/lesson.toml",
        'given = ["greetings.py"]',
        'given = ["greetings.py"]\ngone = ["app.py"]',
        "lessons/02_names/app.py: `gone` names this file, and here it is. Remove it.",
    ),
    (
        "solution-is-finished",
        "solutions/02_names/app.py",
        "app = Flask(__name__)\n",
        "app = Flask(__name__)\n# TODO 1: Finish.\n",
        "solutions/02_names/app.py:7: the solution still has a TODO.",
    ),
    (
        "solution-is-finished",
        "solutions/02_names/app.py",
        "def about():",
        "def about()",
        "solutions/02_names/app.py:15: not valid Python: expected ':'.",
    ),
    ("tasks-agree", "lessons/02_names/app.py", "TODO 1:", "NOTE 1:", "lessons/02_names: no `TODO 1:` in the starter."),
    ("tasks-agree", "lessons/02_names/README.md", "### Task 1", "### Job 1", "tasks are numbered [2]"),
    ("tasks-agree", "lessons/02_names/README.md", "### Task 1", "### Job 1", "no `### Task 1` in the text."),
    (
        "tasks-agree",
        "tests/02_names/test_names.py",
        "@task(2, points=2)",
        "@task(1, points=2)",
        "tests/02_names: no check of task 2 that gives points.",
    ),
    (
        "tasks-agree",
        "lessons/02_names/README.md",
        "Task 2 · the idea",
        "Task 3 · the idea",
        "README.md: task 2 has no hint “the idea” under “Stuck?”.",
    ),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "Everybody is greeted by name.",
        "Everybody is greeted by the name that stands in the address of the page.",
        "test_names.py:21: the docstring must be one sentence of at most 70 characters.",
    ),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "Everybody is greeted by name.",
        "All are greeted by name.",
        "README.md:34: no check of task 2 says “Everybody is greeted by name.”.",
    ),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "Everybody is greeted by name.",
        "All are greeted by name.",
        "test_names.py:21: “All are greeted by name.” does not stand under task 2 in the text.",
    ),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "@task(1, guard=True)",
        "@task(1)",
        "“The front page greets the visitor.” must not have *(still true)* behind it.",
    ),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "test_everybody_is_greeted_by_name",
        "test_the_front_page_still_greets",
        "test_names.py:21: test_the_front_page_still_greets is there twice in this lesson.",
    ),
    ("checks-are-sentences", "tests/02_names/test_names.py", "@task(1)", "@task()", "write `@task(2)`, `@task(2, poin"),
    (
        "checks-are-sentences",
        "tests/02_names/test_names.py",
        "(visitor):",
        "(visitor:",
        "test_names.py:7: this is not va",
    ),
    (
        "mistakes",
        "tests/02_names/mistakes.toml",
        'old = "{escape(name)}"',
        'old = "GREETING"',
        "mistakes.toml:9: `old` occurs 3 times in app.py, not once.",
    ),
    (
        "mistakes",
        "tests/02_names/mistakes.toml",
        'new = "Ada"',
        'new = "{escape(name)}"',
        "toml:9: this mistake changes no",
    ),
    (
        "mistakes",
        "tests/02_names/mistakes.toml",
        'fails = ["test_everybody_is_greeted_by_name"]',
        'fails = ["test_nobody"]',
        "mistakes.toml:9: no check is called test_nobody.",
    ),
    (
        "mistakes",
        "tests/02_names/mistakes.toml",
        'fails = ["test_everybody_is_greeted_by_name"]',
        'fails = ["test_nobody"]',
        "test_names.py:21: no mistake makes test_everybody_is_greeted_by_name fail. Add one.",
    ),
    (
        "mistakes",
        "tests/02_names/mistakes.toml",
        'says = "/hello/"\n',
        "",
        "mistakes.toml:9: this mistake lacks `says`.",
    ),
    ("mistakes", "tests/02_names/mistakes.toml", 'says = "/hello/"', 'sais = "x"', "toml:9: a mistake has no `sais`."),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "# 02 · Names",
        "# Names",
        "README.md:1: the first line must be “# 02 · T",
    ),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "## Stuck?",
        "## Help",
        "Write an opener of your own, then “How it works”",
    ),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "## Spot the difference",
        "## Predict, then run",
        "README.md:7: “Predict, then run” was the last lesson's opener, too. Choose another one.",
    ),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "4 to build",
        "5 to build",
        "“2 minutes to read, 4 to build”, as lesson.t",
    ),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "**More bricks**",
        "More",
        "“Your turn” must end with **More bricks**",
    ),
    ("page-frame", "lessons/02_names/README.md", "|---|---|---|", "", "a table must say what you see"),
    ("page-frame", "lessons/02_names/README.md", "(https://flask", "(flask", "link the official documentation here."),
    ("page-frame", "lessons/02_names/README.md", "- Use a given module.\n", "", "Here are 2."),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "](../03_memory/R",
        "](../R",
        "link the neighbour at the end: ../03_mem",
    ),
    (
        "page-frame",
        "lessons/02_names/README.md",
        "\n...\n",
        "\n" + "x\n" * 16,
        "this block has more than 15 lines. Shorten",
    ),
    (
        "hint-lengths",
        "lessons/02_names/README.md",
        "begin with, and how do you reach it from here?",
        "?",
        "has 11 words",
    ),
    ("hint-lengths", "lessons/02_names/README.md", "how do you reach it from here?", "how.", "is a question. Ask one."),
    (
        "hint-lengths",
        "lessons/02_names/README.md",
        "Now say in one sentence why the name",
        "The name",
        "end the worked",
    ),
    (
        "plain-speech",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "Simply greet people.",
        "README.md:36: “Simply” d",
    ),
    (
        "plain-speech",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "It is easy.",
        "“easy” does not help a reader",
    ),
    (
        "plain-speech",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "TODO: say it.",
        "something is still to be writ",
    ),
    (
        "code-in-the-text",
        "lessons/02_names/README.md",
        'GREETING = "Hello"',
        'GREETING = "Good day"',
        'README.md:22: this is not in lessons/02_names/greetings.py: `GREETING = "Good day"`.',
    ),
    (
        "code-in-the-text",
        "lessons/02_names/README.md",
        "**`greetings.py`**, as",
        "**`words.py`**, as",
        "the text shows words.py, and lessons/02_names has no such file.",
    ),
    ("links", "lessons/02_names/README.md", "](../01_hello/README.md)", "](../01_hi/README.md)", "leads nowhere."),
    (
        "links",
        "lessons/02_names/README.md",
        "](../01_hello/README.md)",
        "](../01_hello/README.md#hi)",
        "has no heading #hi",
    ),
    ("links", "lessons/02_names/README.md", "](https://flask", "](http://flask", "is not encrypted. Link https."),
    (
        "words-in-time",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "Use `abort`.",
        "README.md:36: `abort` was not introduced. Add it to `words` of its lesson, or do without it.",
    ),
    (
        "words-in-time",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "Use `request.args` and `{% for name in names %}`.",
        "README.md:36: `{% for %}` was not introduced.",
    ),
    (
        "words-in-time",
        "lessons/02_names/README.md",
        "Greet people by name.",
        "Use `|safe`.",
        "`|safe` was not introduced",
    ),
    (
        "words-in-time",
        "solutions/02_names/app.py",
        "import Flask",
        "import Flask, flash",
        "app.py:1: `flash` was not intr",
    ),
    (
        "words-in-time",
        "lessons/03_memory/lesson.toml",
        'words = ["process"]',
        'words = ["process", "app.get", "str.format"]',
        "",
    ),
    (
        "words-in-time",
        "lessons/02_names/lesson.toml",
        '"variable part"',
        '"converter"',
        "lesson.toml: “converter” is a new word, and the text never uses it.",
    ),
]


@pytest.mark.parametrize(("law", "file", "old", "new", "sentence"), SLIPS, ids=lambda value: str(value)[:30])
def test_a_slip_is_noticed(tiny_course: Course, law: str, file: str, old: str, new: str, sentence: str) -> None:
    before = sentences(tiny_course, law)
    path = tiny_course.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [line for line in sentences(tiny_course, law) if line not in before]
    assert any(sentence in line for line in found) or (not sentence and not found), found


def test_once_docstrings_were_introduced_every_view_has_one(tiny_course: Course) -> None:
    facts = tiny_course.lesson("02").facts_file
    facts.write_text(facts.read_text().replace('"escape"', '"escape", "docstring"'))
    assert sentences(tiny_course, "views-have-docstrings", "01") == []
    assert sentences(tiny_course, "views-have-docstrings", "03")[0] == (
        "solutions/03_memory/app.py:10: the view home has no docstring. Say what a visitor gets."
    )


def test_a_word_of_a_later_lesson_is_too_early(tiny_course: Course) -> None:
    facts = tiny_course.lesson("03").facts_file
    facts.write_text(facts.read_text().replace('"process"', '"process", "str.format"'))
    readme = tiny_course.lesson("02").readme
    readme.write_text(readme.read_text().replace("Greet people by name.", "Use `str.format`."))
    assert sentences(tiny_course, "words-in-time") == [
        "lessons/02_names/README.md:36: `str.format` comes in 03_memory. Do without it here."
    ]


@pytest.mark.parametrize(
    ("size", "line", "sentence"),
    [
        (10, "![The front page](images/front.png)", ""),
        (10, "![](images/front.png)", "README.md:5: images/front.png has no alternative text. Say what it shows."),
        (100_001, "![The front page](images/front.png)", "images/front.png is larger than 100 kB. Make it smaller."),
        (10, "![The back](images/back.png)", "README.md:5: there is no picture images/back.png in the lesson's folder"),
        (
            10,
            "![The back](images/back.png)",
            "lessons/02_names/images/front.png: no text shows this picture. Remove it.",
        ),
    ],
)
def test_a_picture_is_looked_at(tiny_course: Course, size: int, line: str, sentence: str) -> None:
    readme = tiny_course.lesson("02").readme
    readme.write_text(readme.read_text().replace("*2 minutes", f"{line}\n\n*2 minutes"))
    picture = readme.parent / "images" / "front.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\0" * size)
    found = sentences(tiny_course, "pictures")
    assert any(sentence in line for line in found) if sentence else found == []


def test_a_page_may_be_neither_short_nor_long(tiny_course: Course) -> None:
    readme = tiny_course.lesson("02").readme
    text = readme.read_text()
    for words, verdict in ((1000, ""), (900, "Write"), (1600, "Cut")):
        readme.write_text(text.replace("One rule, many addresses.", "brick " * words))
        found = [line for line in sentences(tiny_course, "page-length") if "the page" in line]
        assert (verdict in found[0]) if verdict else not found


def test_an_alternative_that_is_the_solution_is_none(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("02")
    (lesson.checks / "alternatives" / "one_function" / "app.py").write_bytes((lesson.solution / "app.py").read_bytes())
    assert sentences(tiny_course, "alternatives") == [
        "tests/02_names/alternatives/one_function: this alternative is the solution."
    ]


def test_what_cannot_be_read_is_a_sentence_of_every_law_that_needs_it(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("02")
    lesson.readme.write_bytes(b"# 02 \xff")
    for law in ("page-frame", "links", "plain-speech", "tasks-agree"):
        assert sentences(tiny_course, law) == [
            "lessons/02_names/README.md:1: this is not UTF-8 text. Save the file as UTF-8."
        ]


@pytest.mark.parametrize(
    ("block", "fits"),
    [
        ("def hello(name):", True),
        ("@app.get(...)\n...\ndef hello(name):", False),
        ('@app.get("/")\n...\ndef hello(name):', True),
        ('def hello(name):\n...\n@app.get("/")', False),
        ('return f"<h1>{GREETING}, stranger!</h1>"', True),
        ('def home():\nreturn f"<h1>{GREETING}, stranger!</h1>"', False),
        ("...", True),
    ],
)
def test_a_block_is_consecutive_lines_with_skips(tiny_course: Course, block: str, fits: bool) -> None:
    readme = tiny_course.lesson("02").readme
    shown = f"**`app.py`**:\n\n```python\n{block}\n```\n\nGreet people by name."
    readme.write_text(readme.read_text().replace("Greet people by name.", shown))
    assert (sentences(tiny_course, "code-in-the-text") == []) is fits


def test_law_one_holds_for_files_that_are_not_text(tiny_course: Course) -> None:
    for folder in (tiny_course.lesson("01").solution, tiny_course.lesson("02").starter):
        (folder / "plate.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    assert sentences(tiny_course, "starter-is-the-previous-solution") == []
    Path(tiny_course.lesson("02").starter / "plate.png").write_bytes(b"\x89PNG\xfe")
    assert "differs" in sentences(tiny_course, "starter-is-the-previous-solution")[0]


SEEDED = """
[[right]]
name = "reference"
says = "It is the same."
file = "app.py"
old = "stranger"
new = "stranger"

[[bug]]
name = "rude"
says = "It greets nobody."
file = "app.py"
old = "Hello"
new = "Go away"
"""


def test_the_apps_that_tests_are_tried_on_are_enough_different_and_asked_for(tiny_course: Course) -> None:
    file = tiny_course.lesson("01").checks / "apps.toml"
    file.write_text(SEEDED)
    assert sentences(tiny_course, "seeded-apps", "01") == [
        "tests/01_hello/apps.toml: 1 right apps beside the solution's. Write at least 2.",
        "tests/01_hello/apps.toml: 1 bugs. Seed at least 10.",
        "tests/01_hello/apps.toml:2: reference changes nothing.",
        "tests/01_hello/apps.toml:2: there is another app called reference. Rename one.",
        "tests/01_hello/apps.toml:2: no check asks for reference. Add one, or remove it.",
        "tests/01_hello/apps.toml:9: no check asks for rude. Add one, or remove it.",
    ]


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        (('old = "Hello"', 'old = "Hi"'), "apps.toml:9: `old` occurs 0 times in app.py, not once."),
        (('says = "It greets nobody."\n', ""), "apps.toml:9: this table lacks `says`."),
        (('says = "It greets', 'why = "It greets'), "apps.toml:9: a table `[[bug]]` has no `why`."),
    ],
)
def test_an_app_that_cannot_be_made_is_named(tiny_course: Course, slip: tuple[str, str], sentence: str) -> None:
    (tiny_course.lesson("01").checks / "apps.toml").write_text(SEEDED.replace(*slip))
    assert sentences(tiny_course, "seeded-apps", "01") == [f"tests/01_hello/{sentence}"]

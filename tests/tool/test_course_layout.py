"""The course room reads its three columns, and says in a sentence what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course, CourseError


def rewrite(file: Path, old: str, new: str) -> None:
    """Change a text of the tiny course in one place."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("inside", ["", "lessons", "tests/02_names", "solutions/01_hello"])
def test_a_course_is_found_from_anywhere_in_it(tiny_course: Course, inside: str) -> None:
    assert Course.find(tiny_course.root / inside).root == tiny_course.root


def test_outside_of_a_course_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"There is no course in .* or above it.*--course"):
        Course.find(tmp_path)


def test_lessons_come_in_their_order(tiny_course: Course) -> None:
    assert [(lesson.number, lesson.title) for lesson in tiny_course.lessons] == [
        ("01", "Hello"),
        ("02", "Names"),
        ("03", "Memory"),
    ]


@pytest.mark.parametrize("name", ["02", "2", "names", "02_names", "lessons/02_names/", "NAMES", r"lessons\02_names"])
def test_a_lesson_has_many_names(tiny_course: Course, name: str) -> None:
    assert tiny_course.lesson(name).slug == "02_names"


def test_an_unknown_lesson_names_a_close_one_and_all_there_are(tiny_course: Course) -> None:
    with pytest.raises(CourseError) as caught:
        tiny_course.lesson("memmory")
    assert str(caught.value) == (
        "There is no lesson “memmory”. Did you mean memory? The lessons are: 01_hello, 02_names, 03_memory."
    )


def test_a_lesson_knows_its_folders_and_facts(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("2")
    assert lesson.starter == tiny_course.root / "lessons" / "02_names"
    assert lesson.solution == tiny_course.root / "solutions" / "02_names"
    assert lesson.checks == tiny_course.root / "tests" / "02_names"
    assert (lesson.read_minutes, lesson.build_minutes, lesson.fresh_app) == (2, 4, False)
    assert lesson.words == ("escape", "variable part")
    assert lesson.given == ("greetings.py",)
    assert lesson.previous is tiny_course.lesson("1")
    assert tiny_course.lesson("3").fresh_app
    assert tiny_course.lesson("1").previous is None


def test_an_instructor_may_bring_other_checks(tiny_course: Course, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "02_names").mkdir(parents=True)
    assert Course(tiny_course.root, mine).lesson("2").checks == mine / "02_names"


def test_a_starter_is_what_a_student_edits(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("2")
    for leftover in ("instance/app.db", "__pycache__/app.pyc", ".app.py.swp", ".DS_Store", "app.py~", "images/x.png"):
        (lesson.starter / leftover).parent.mkdir(exist_ok=True)
        (lesson.starter / leftover).write_bytes(b"\0")
    assert sorted(lesson.starter_files()) == ["app.py", "greetings.py"]
    assert "ANSWER.md" not in lesson.solution_files()


def test_a_folder_of_leftovers_is_no_lesson(tiny_course: Course) -> None:
    cache = tiny_course.root / "lessons" / "04_left_behind" / "__pycache__"
    cache.mkdir(parents=True)
    (cache / "app.cpython-311.pyc").write_bytes(b"\0")
    assert Course(tiny_course.root).slugs == ("01_hello", "02_names", "03_memory")


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("read = 2", "read = ", 2, "this is not valid TOML: Invalid value."),
        ("read = 2", "raed = 2", 2, "a lesson has no `raed`. Did you mean `read`?"),
        ("read = 2", 'read = "two"', 2, "`read` must be a whole number of minutes."),
        ("read = 2", "read = true", 2, "`read` must be a whole number of minutes."),
        ('words = ["process"]', 'words = "process"', 5, '`words` must be a list of texts, such as ["one", "two"].'),
        ("fresh_app = true", "fresh_app = 1", 6, "`fresh_app` must be true or false."),
    ],
)
def test_a_mistake_in_lesson_toml_is_named_with_its_line(
    tiny_course: Course, old: str, new: str, line: int, sentence: str
) -> None:
    lesson = tiny_course.lesson("3")
    rewrite(lesson.facts_file, old, new)
    with pytest.raises(CourseError) as caught:
        _ = lesson.facts
    assert str(caught.value) == f"lessons/03_memory/lesson.toml:{line}: {sentence}"


def test_a_lesson_without_a_text_still_has_a_title(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("1")
    lesson.readme.unlink()
    assert lesson.title == "Hello"
    with pytest.raises(CourseError, match=r"lessons/01_hello/README.md: this lesson has no text"):
        _ = lesson.tasks


def test_tasks_have_a_text_sentences_and_hints(tiny_course: Course) -> None:
    first, second = tiny_course.lesson("1").tasks
    assert first.number == 1
    assert first.text.startswith("Greet whoever opens the front page.")
    assert second.sentences == (("The about page says something.", False), ("The about page leads home.", False))
    assert "More bricks" not in second.text
    assert [(hint.level, hint.title) for hint in first.hints] == [
        (1, "where to look"),
        (2, "the idea"),
        (3, "a worked example"),
    ]
    assert 'return "You landed."' in first.hints[1].markdown
    assert tiny_course.lesson("2").tasks[0].sentences[1] == ("The front page greets the visitor.", True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Task 1 · where to look", "Task 1: where to look", "a hint opens with `<details><summary>Task 2 · where"),
        ("Task 1 · the idea", "Task 1 · an idea", "a hint opens with"),
        ("<summary>Task 1 · the idea", "<summary>Task 1 · where to look", "task 1 has this hint twice"),
        ("Greet whoever", "~~~\nGreet whoever", "this block of code is never closed"),
    ],
)
def test_a_mistake_in_a_text_is_named_with_its_line(tiny_course: Course, old: str, new: str, sentence: str) -> None:
    lesson = tiny_course.lesson("1")
    rewrite(lesson.readme, old, new)
    with pytest.raises(CourseError) as caught:
        _ = lesson.tasks
    assert caught.value.line
    assert sentence in str(caught.value)


def test_an_unclosed_hint_is_named(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("3")
    rewrite(lesson.readme, "same page?\n</details>", "same page?</details>")
    with pytest.raises(CourseError, match="never closed"):
        _ = lesson.tasks


def test_a_heading_inside_code_is_no_heading(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("1")
    rewrite(lesson.readme, "Greet whoever", "```python\n### Task 9\n```\nGreet whoever")
    assert [task.number for task in lesson.tasks] == [1, 2]


def test_a_text_with_bom_and_windows_line_ends_reads_the_same(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("1")
    before = lesson.tasks
    lesson.readme.write_bytes(b"\xef\xbb\xbf" + lesson.readme.read_bytes().replace(b"\n", b"\r\n"))
    assert Course(tiny_course.root).lesson("1").tasks == before


def test_a_text_in_another_encoding_is_named(tiny_course: Course) -> None:
    lesson = tiny_course.lesson("1")
    lesson.readme.write_bytes(b"# 01\n\nGr\xfc\xdfe\n")
    with pytest.raises(CourseError, match=r"README.md:3: this is not UTF-8 text"):
        _ = lesson.tasks

"""Every lesson keeps every law that a machine can look after; `autograder lint` says the same in words."""

from __future__ import annotations

import pytest

from autograder.course import Lesson
from autograder.course.laws import LAWS, broken
from tests.course.lessons import LESSONS


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_the_law_is_kept(lesson: Lesson, law: str) -> None:
    """Nothing breaks it; if something does, the sentences say where, what, and what to do."""
    sentences = broken(law, lesson)
    assert not sentences, "\n" + "\n".join(sentences)

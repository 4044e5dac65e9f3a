"""The course room: the only one that knows how lessons, solutions and tests lie on disk."""

from autograder.course.errors import CourseError
from autograder.course.layout import Course, Lesson
from autograder.course.state import State
from autograder.course.text import Hint, Task
from autograder.course.todos import open_todos, replant, todos_in, without_todos

__all__ = [
    "Course",
    "CourseError",
    "Hint",
    "Lesson",
    "State",
    "Task",
    "open_todos",
    "replant",
    "todos_in",
    "without_todos",
]

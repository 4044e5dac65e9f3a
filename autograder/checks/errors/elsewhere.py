"""What to say of a missing name that is made in another place: a file beside, another function, the view."""

from __future__ import annotations

import difflib
import re

from autograder.checks.errors.app_error import AppError

LONGEST_LETTER = 1
"""A name of one letter is a template's own: a place on the plate, and no value of a view."""

EXTENDS = re.compile(r"\s*\{%[-+]?\s*extends\b")


def how_to_get(name: str, error: AppError) -> tuple[str, str] | None:
    """Return what it means and what to do next, or nothing if that is not known. No meaning: the usual one fits."""
    if not name:
        return None
    if error.name == "UndefinedError":
        return _in_a_template(name, error)
    if error.name != "NameError" or not error.made_in:
        return None
    if error.made_in.endswith("()"):
        return (
            f"The name `{name}` does not exist here. It is made inside of `{error.made_in}`, and no other function "
            "can see it there.",
            "Make it in this function, too, or use a value that is here.",
        )
    where = "another folder" if re.match(r"from \w+\.", error.made_in) else "a file beside this one"
    return "", f"It is in {where}: add `{error.made_in}` at the top."


def _in_a_template(name: str, error: AppError) -> tuple[str, str] | None:
    meant = [each for each in difflib.get_close_matches(name, error.names) if each != f"{name}s"]
    if not meant and _is_in_a_layout(error):
        return (
            f"This layout uses `{name}`, and the page that extends it has nothing of that name.",
            "If this line speaks of one page only, move it into a block of that page.",
        )
    if f"{name}s" in error.names:
        loop = f"{{% for {name} in {name}s %}}"
        return "", (
            f"Between `{loop}` and `{{% endfor %}}` there is one. Is it used outside of the loop, "
            "or does the loop call it by another name?"
        )
    if not error.made_in:
        if len(name) > LONGEST_LETTER:
            return None
        return "", f"Give it a value above this line: `{{% set {name} = loop.index0 %}}`, in the loop that it counts."
    value = error.made_in.rpartition(" ")[2]
    imported = f", with `{error.made_in}` at the top of its file" if " " in error.made_in else ""
    return "", (
        f'Hand it over in the view{imported}: `render_template("page.html", {name}={value})`, '
        "with the name of your template."
    )


def _is_in_a_layout(error: AppError) -> bool:
    """Tell whether the line belongs to a template that another one extends, and not to a block of that other one."""
    callers = [frame for frame in error.frames if frame.file != error.frames[0].file]
    return bool(callers) and EXTENDS.match(callers[0].source) is not None

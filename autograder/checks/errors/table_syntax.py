"""What Python says about a file that it cannot read, in plain words. Only data; see ``errors_table`` for its shape."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

_SYNTAX = "SyntaxError"
_INDENT = "IndentationError"
_QUOTE_IN_TAG = r"""^[^"']*("(?!"")[^"]*<[^"<>]*="|'(?!'')[^']*<[^'<>]*=')"""
"""A line whose first text is ended by the quotation mark of a tag in it: ``"<a href="/about">"``."""
_APOSTROPHE = r"""^[^"']*'[^']*\w'\w"""
"""A line whose first text is ended by an apostrophe: ``'it's'``."""

ENTRIES = (
    Entry(
        _INDENT,
        r"expected an indented block after (?P<what>.+?) on line (?P<line>\d+)",
        "Python expects indented lines after line {line}, and this line is not.",
        "Indent what belongs to line {line} by four spaces. A comment alone does not count as a line.",
    ),
    Entry(
        _INDENT,
        r"unexpected indent",
        "This line is indented further than the line above it allows.",
        "Give it the same indentation as the lines it belongs with.",
    ),
    Entry(
        _INDENT,
        r"unindent does not match",
        "The indentation of this line fits none of the lines above it.",
        "Line it up with the block it belongs to: four spaces a step.",
    ),
    Entry(
        "TabError",
        r"inconsistent use of tabs",
        "Some lines of this block are indented by tabs and others by spaces.",
        'Indent every line by spaces. Your editor has a command like "convert indentation to spaces".',
    ),
    Entry(
        _SYNTAX,
        r"expected ':'",
        "Python expected a colon here.",
        "End the line that begins with `def`, `if`, `else` or `for` with a colon. A second condition is spelt `elif`.",
    ),
    Entry(
        _SYNTAX,
        r"'(?P<open>[(\[{])' was never closed",
        "The `{open}` on this line is never closed.",
        "Add the bracket that closes it, where its contents end.",
    ),
    Entry(
        _SYNTAX,
        r"closing parenthesis '(?P<close>.)' does not match opening parenthesis '(?P<open>.)'",
        "A `{open}` is closed by a `{close}` here.",
        "Close the brackets in the order in which they were opened, each with its own kind.",
    ),
    Entry(
        _SYNTAX,
        r"^unmatched '(?P<close>.)'",
        "This `{close}` closes a bracket that was never opened.",
        "Take it away, or add the bracket that opens it.",
    ),
    Entry(
        _SYNTAX,
        r"^(f-string: )?invalid syntax|unterminated (f-)?string",
        "The quotation mark inside the tag ends the text too early.",
        "Put three quotation marks around the whole text, or `'` around a text that contains `\"`.",
        "01",
        line=_QUOTE_IN_TAG,
    ),
    Entry(
        _SYNTAX,
        r"unterminated triple-quoted",
        "A text that begins on this line has no closing quotation mark.",
        "End it with the same three marks that it begins with.",
        "01",
    ),
    Entry(
        _SYNTAX,
        r"unterminated (f-)?string",
        "A text that begins on this line has no closing quotation mark.",
        'A text that contains `\'` goes between `"` and `"`.',
        line=_APOSTROPHE,
    ),
    Entry(
        _SYNTAX,
        r"unterminated (f-)?string",
        "A text that begins on this line has no closing quotation mark.",
        'End it with the mark that it begins with, on the same line. A text of several lines goes between `"""`.',
    ),
    Entry(
        _SYNTAX,
        r"f-string: (unmatched '[(\[]'|unterminated string|expecting '}')",
        "Inside this f-string, the same quotation mark that opens it is used again, or a `{{` is not closed.",
        "Use `'` inside the braces when the f-string itself is written with `\"`, and close every `{{` with a `}}`.",
    ),
    Entry(
        _SYNTAX,
        r"f-string: single '}'",
        "This f-string has a `}}` without a `{{` before it.",
        "Add the missing brace, or write `}}}}` where the text itself should show one.",
    ),
    Entry(
        _SYNTAX,
        r"f-string: (empty expression|valid expression required)",
        "The braces of this f-string have nothing between them.",
        "Write the name of a value between `{{` and `}}`.",
    ),
    Entry(
        _SYNTAX,
        r"f-string expression part cannot include a backslash",
        "Python 3.11 allows no backslash between the braces of an f-string.",
        "Work the value out on a line of its own first, and put its name between the braces.",
    ),
    Entry(
        _SYNTAX,
        r"(f-string: )?invalid syntax\. Perhaps you forgot a comma",
        "Two values stand next to each other with nothing between them.",
        "Put a comma between them, or look for a quotation mark that ends a text too early.",
    ),
    Entry(
        _SYNTAX,
        r"Maybe you meant '=='",
        "One `=` gives a name to a value; here two values are compared.",
        "Write `==` to ask whether they are equal.",
    ),
    Entry(
        _SYNTAX,
        r"cannot assign to (?P<what>.+)",
        "What stands on the left of this `=` cannot be given a value.",
        "The name goes on the left and its value on the right. To compare two values, write `==`.",
    ),
    Entry(
        _SYNTAX,
        r"invalid character '(?P<char>.)' \((?P<code>U\+[0-9A-F]+)\)",
        "The character `{char}` ({code}) looks like one that Python uses, but is another.",
        "Type it again by hand. Texts copied from a web page or a word processor often bring curly quotation marks.",
    ),
    Entry(
        _SYNTAX,
        r"invalid non-printable character (?P<code>U\+[0-9A-F]+)",
        "There is an invisible character ({code}) on this line.",
        "Delete the space at the mark and type it again. Such characters come along when code is copied from a page.",
    ),
    Entry(
        _SYNTAX,
        r"'(?P<word>return|yield|await)' outside (async )?function",
        "`{word}` stands outside of a function here.",
        "Indent the line, so that it belongs to the `def` above it.",
    ),
    Entry(
        _SYNTAX,
        r"Missing parentheses in call to '(?P<name>\w+)'",
        "`{name}` is a function and needs parentheses.",
        "Put what it should show between `(` and `)`.",
    ),
    Entry(
        _SYNTAX,
        r"positional argument follows keyword argument",
        "A value without a name comes after a value with a name (`name=value`).",
        "Move the values without a name to the front, or give this one a name too.",
    ),
    Entry(
        _SYNTAX,
        r"keyword argument repeated: (?P<name>\w+)",
        "The value `{name}` is given twice in the same call.",
        "Keep one of the two.",
    ),
    Entry(
        _SYNTAX,
        r"duplicate argument '(?P<name>\w+)' in function definition",
        "The name `{name}` is used for two values of the same function or of the same address.",
        "Give each of them a name of its own.",
    ),
    Entry(
        _SYNTAX,
        r"(non-default argument follows default argument|parameter without a default follows)",
        "A parameter without a default comes after one that has a default.",
        "Move the parameters with a default (`name=value`) to the end.",
    ),
    Entry(
        _SYNTAX,
        r"expected 'except' or 'finally' block",
        "This `try` has no `except` that says what to do when it fails.",
        "Add `except` with the kind of error you expect, and a colon, at the same indentation as `try`.",
    ),
    Entry(
        _SYNTAX,
        r"invalid decimal literal",
        "A name may not begin with a digit, and a number may not end in letters.",
        "Put a letter first in the name, or quotation marks around a text.",
    ),
    Entry(
        _SYNTAX,
        r"leading zeros in decimal integer literals",
        "A number in Python does not begin with 0.",
        "Leave the zeros out, or put quotation marks around it if it is meant as a text.",
    ),
    Entry(
        _SYNTAX,
        r"unexpected character after line continuation character",
        "A backslash outside of a text has to be the last character of its line.",
        "Take the backslash away, or put it inside the quotation marks.",
    ),
    Entry(
        _SYNTAX,
        r"'unicodeescape' codec can't decode",
        "A backslash in a text begins a special character, and `\\U`, `\\u` or `\\N` needs a code after it.",
        'In a Windows path, use `/`, or write `r` in front of the text: `r"C:\\Users"`.',
    ),
    Entry(
        _SYNTAX,
        r"\(unicode error\) 'utf-8' codec can't decode byte 0xff in position 0",
        "This file is not saved as UTF-8 but, it seems, as UTF-16.",
        "Save it again with the encoding UTF-8. Most editors show the encoding in the bar at the bottom.",
    ),
    Entry(
        f"{_SYNTAX}|ValueError",
        r"source code string cannot contain null bytes",
        "A file of the app holds bytes that no text has. It may be saved as UTF-16.",
        "Save it again with the encoding UTF-8. Most editors show the encoding in the bar at the bottom.",
    ),
    Entry(
        _SYNTAX,
        r"(\(unicode error\) 'utf-8' codec can't decode byte|Non-UTF-8 code)",
        "This file is not saved as UTF-8, which is what Python reads.",
        "Save it again with the encoding UTF-8. Most editors show the encoding in the bar at the bottom.",
    ),
    Entry(
        "UnicodeDecodeError",
        r"'utf-8' codec can't decode byte",
        "A file is read as UTF-8 here and was saved in another encoding.",
        "Save it again as UTF-8. For a template, most editors show the encoding in the bar at the bottom.",
        "03",
    ),
    Entry(
        _SYNTAX,
        r"(?i)(unknown|invalid) encoding|encoding problem",
        "The first lines of this file name an encoding that Python does not know.",
        "Delete the comment with `coding` in it, and save the file as UTF-8.",
    ),
    Entry(
        _SYNTAX,
        r"^(f-string: )?invalid syntax$",
        "Python cannot read this line.",
        "Look just before the mark for a missing quotation mark, comma or operator, and at the end of the line above.",
    ),
)

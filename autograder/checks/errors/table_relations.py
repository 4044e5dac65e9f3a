"""The usual errors of relationships between models. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

ENTRIES = (
    Entry(
        "DetachedInstanceError",
        r"",
        "An object is asked for a value that it would have to fetch, and its session is closed.",
        "Read what you need before the session ends, or let the query load it at once.",
        "09",
    ),
    Entry(
        "ArgumentError",
        r"^IN expression list, .* got (?P<value>['\"].*['\"])\.",
        "`in_` compares with all members of a list, and was given one text: {value}.",
        "Hand over a list, also of a single text: put brackets around it.",
        "09",
    ),
    Entry(
        "ProgrammingError|InterfaceError",
        r"type 'list' is not supported",
        "The database was given a list where a single value belongs.",
        "Is it a list in brackets, and so a list in a list? Then take the brackets away.",
        "09",
    ),
    Entry(
        "NoForeignKeysError|InvalidRequestError",
        r"on relationship (?P<name>[\w.]+) - there are no foreign keys .* via secondary table '(?P<pairs>\w+)'",
        "The relationship `{name}` finds no foreign key to one of its two sides in the table `{pairs}`.",
        "A table of pairs has two columns with a `ForeignKey`, one for each side.",
        "09",
    ),
    Entry(
        "NoForeignKeysError|InvalidRequestError",
        r"on relationship (?P<name>[\w.]+) - there are no foreign keys",
        "The relationship `{name}` finds no foreign key that joins its two tables.",
        "Give the side of the many a column with `ForeignKey`, with table and column as a text.",
        "09",
    ),
    Entry(
        "AttributeError",
        r"^'(?P<kind>\w+)' object has no attribute '_sa_instance_state'",
        "A relationship takes objects of your models, and was given a `{kind}`.",
        "Fetch the rows that are meant, and hand over those.",
        "09",
    ),
    Entry(
        "InvalidRequestError",
        r"^Can't compare a collection",
        "The query compares a whole list with one value.",
        "Ask whether any row of the list has it: `.any(name=…)`, with a column of those rows.",
        "09",
    ),
    Entry(
        "ArgumentError",
        r'attribute "(?P<name>[\w.]+)" does not link from',
        "One `selectinload` was given several relationships, and looks for `{name}` behind the first.",
        "Write one for each, with a comma between them.",
        "09",
    ),
    Entry(
        "NoReferencedTableError|InvalidRequestError",
        r"column '(?P<column>[\w.]+)' could not find table '(?P<table>\w+)'",
        "`{column}` points to a table `{table}`, and there is none.",
        "A foreign key names the table, mostly the model's name in small letters, and its column.",
        "09",
    ),
    Entry(
        "InvalidRequestError",
        r"expression '(?P<name>.+?)' failed to locate a name",
        "A relationship names a model `{name}`, and there is none.",
        "Check the spelling, and that the file with that model is imported.",
        "09",
    ),
    Entry(
        "InvalidRequestError",
        r"Mapper\[(?P<model>\w+)\([^\[\]]*\]' has no property '(?P<name>\w+)'",
        'A relationship says `back_populates="{name}"`, and `{model}` has no `{name}`.',
        "Both sides name each other: check the spelling on each.",
        "09",
    ),
    Entry(
        "InvalidRequestError",
        r"^One or more mappers failed to initialize.*Original exception was: (?P<original>.+)",
        "The models do not fit together, as an error before this one said: “{original}”.",
        "Mend that one in the file with your models.",
        "09",
    ),
    Entry(
        "TypeError",
        r"^'(?P<kind>[A-Z]\w*)(?<!Field|.Form)' object is not iterable",
        "The loop was given one `{kind}`, and wants a list of them.",
        'If it is a relationship, its type needs `list`: `Mapped[list["{kind}"]]`.',
        "09",
        line=r"\bfor \w+ in \w+\.\w+",
    ),
    Entry(
        "AttributeError",
        r"^'NoneType' object has no attribute 'append'",
        "What was to take one more is None, and no list.",
        'If it is a relationship, its type needs `list`: `Mapped[list["…"]]`, with the name of the other model.',
        "09",
        line=r"\w+\.\w+\.append\(",
    ),
    Entry(
        "InvalidRequestError",
        r"^'any\(\)' not implemented for scalar attributes",
        "`any` looks into a list, and this relationship holds one row.",
        'If it is to hold many, its type needs `list`: `Mapped[list["…"]]`, with the name of the other model.',
        "09",
    ),
    Entry(
        "AttributeError",
        r"^Neither 'InstrumentedAttribute' object .* associated with (?P<name>[\w.]+) has an attribute '(?P<part>\w+)'",
        "In a query, `{name}` stands for a whole column or list, which has no `{part}` of its own.",
        "For a list ask whether any of its rows has it: `{name}.any({part}=…)`.",
        "09",
    ),
    Entry(
        "ArgumentError",
        r"^(expected ORM mapped attribute for loader|Strings are not accepted for attribute names in loader)",
        "`selectinload` wants a relationship, and was given something else.",
        "Name it with its model: `selectinload(Build.bricks)`.",
        "09",
    ),
)

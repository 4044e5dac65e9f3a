"""What a database refuses to keep, and what a session says afterwards. Only data."""

from __future__ import annotations

from autograder.checks.errors.entry import Entry

ENTRIES = (
    Entry(
        "PendingRollbackError",
        r"",
        "An earlier change failed, and the session waits until it is told to forget it.",
        "Call `db.session.rollback()` where you catch the first error.",
        "08",
    ),
    Entry(
        "IntegrityError",
        r"UNIQUE constraint failed: (?P<column>brick\.(?=[\w., ]*\b[xy]\b)(?![\w., ]*build_id)[\w., ]+)",
        "The rule of the table `brick` is too strict: it allows each `{column}` only once on all plates together.",
        'Name all three columns: `UniqueConstraint("build_id", "x", "y")`. Then run `flask init-db`.',
        "08",
    ),
    Entry(
        "IntegrityError",
        r"UNIQUE constraint failed: (?P<column>[\w., ]+)",
        "`init_db.py` writes two rows with the same `{column}`, which has to be unique.",
        "Make that row once and use it again. Or is the rule in `models.py` too strict?",
        "08",
        file=r"\binit_db\.py$",
    ),
    Entry(
        "IntegrityError",
        r"UNIQUE constraint failed: theme\.name",
        "A new row of the table `theme` has a name that another row has already: a theme was made, not fetched.",
        "Fetch the rows that are there, by their names, and give those to the build.",
        "09",
    ),
    Entry(
        "IntegrityError",
        r"UNIQUE constraint failed: (?P<column>[\w., ]+)",
        "There is already a row with the same value in `{column}`, which has to be unique.",
        "Catch `IntegrityError`, call `db.session.rollback()`, and tell the visitor.",
        "08",
    ),
    Entry(
        "IntegrityError",
        r"NOT NULL constraint failed: (?P<column>[\w.]+)(?=[\s\S]*\[SQL: UPDATE )",
        "A row was to lose its `{column}`, and cannot be without: what it belongs to is being deleted.",
        "Let it be deleted, too: the list on the other side of the relationship needs a cascade.",
        "09",
    ),
    Entry(
        "IntegrityError",
        r"NOT NULL constraint failed: (?P<column>\w+\.(builder|writer|user|owner|author)_id)\b",
        "A row was to be saved without a value for `{column}`: nothing said whose it is.",
        "Say it where the row is made. In a view, `current_user.id` knows.",
        "14",
    ),
    Entry(
        "IntegrityError",
        r"NOT NULL constraint failed: (?P<column>[\w.]+_id)\b",
        "A row was to be saved without a value for `{column}`: what it belongs to had no id yet.",
        "Add that first and call `db.session.flush()`, which gives it its id. Then make what belongs to it.",
        "07",
    ),
    Entry(
        "IntegrityError",
        r"NOT NULL constraint failed: (?P<column>\w+\.id)\b",
        "A row was to be saved without its `{column}`, which the database counts up only if it is the whole key.",
        "Let no other column say `primary_key=True`, then run `flask init-db`.",
        "07",
    ),
    Entry(
        "IntegrityError",
        r"NOT NULL constraint failed: (?P<column>\w+\.(?P<name>\w+))",
        "A row was to be saved without a value for `{column}`.",
        "Give it one where the row is made: `{name}=…`. Or allow it to be missing: `Mapped[str | None]`.",
        "07",
    ),
    Entry(
        "IntegrityError",
        r"FOREIGN KEY constraint failed",
        "A row points to another one that does not exist, or one is deleted that others still point to.",
        "Check the id it points to, and what a relationship does with its rows when they lose their owner.",
        "09",
    ),
)

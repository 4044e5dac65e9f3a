"""What makes two names the same, and what a name may be made of."""

from unicodedata import normalize

from wtforms.validators import ValidationError


def key_of(name):
    """Return what all spellings of a name share: ZOË, Zoë and zoë are one builder, however they were typed."""
    return " ".join(normalize("NFKC", name).casefold().split())


def visible(form, field):
    """Refuse a name with signs that nobody can see: it could look like somebody else's."""
    if not field.data.isprintable():
        raise ValidationError("A name is made of signs that can be seen.")

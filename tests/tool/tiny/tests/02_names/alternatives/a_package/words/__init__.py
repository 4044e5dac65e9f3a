"""Everything the app says."""

from greetings import GREETING


def greet(name):
    """Return a greeting for a name."""
    return f"<h1>{GREETING}, {name}!</h1>"

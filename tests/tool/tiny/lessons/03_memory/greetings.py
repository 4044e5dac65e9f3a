"""How we greet."""

GREETING = "Hello"

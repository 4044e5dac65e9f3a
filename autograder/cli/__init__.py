"""The command line: the only room that prints to people or exits."""

"""Runs what nobody should trust: a student's app, in a process of its own that only ever sends bytes."""

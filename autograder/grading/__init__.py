"""Grades submissions: from somebody's work and the checks to a result. Importing this room does not import pytest."""

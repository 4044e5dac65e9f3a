"""What ``python -m autograder`` runs, with the standard library alone and on any Python (see ``bootstrap``).

The current folder leaves the search path before anything is imported: a student's ``token.py`` or ``email.py`` there
would hide Python's own. A few names break ``python -m`` itself, before this line is reached. Tried with every module of
the standard library: ``types`` and ``importlib`` (Python 3.12 and 3.13), ``warnings`` (3.12), and with Debian's Python
3.11 these three and ``collections``, ``contextlib``, ``functools``, ``keyword``, ``operator`` and ``reprlib``. With
those, ``python autograder check 03``, without ``-m``, still works: Python then looks into this folder only.
"""

import sys

FOLDER = __name__ == "__main__" and not __package__

if FOLDER or (__name__ == "__main__" and not getattr(sys.flags, "safe_path", False)):
    del sys.path[0]
if FOLDER:  # the course comes last, so that no file in it can hide a module of Python
    sys.path.append(__file__.rpartition("autograder")[0] or ".")


def main():
    # type: () -> None
    """Go on inside the course's own Python, and set it up first where that is needed."""
    from autograder import bootstrap  # after the search path is put right, or a student's file could hide it

    bootstrap.go(sys.argv[1:])


if __name__ == "__main__":
    main()

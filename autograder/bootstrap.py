"""The way into the course's own Python, ``.venv``, with the standard library alone.

This file, ``__init__`` and ``__main__`` are read by whatever Python somebody has. So they keep to what Python 2.7
and 3.6 can read, to be able to say which one is needed. The work of setting up is in ``autograder.setup``, which is
imported only then: on a machine that is ready, all that happens here is that four short files are read.
"""
# ruff: noqa: PTH108, PTH110, PTH119, PTH120, PTH123, RUF005, UP024, UP031  -- Python 2.7 reads this, without pathlib, f-strings and [*a]

import os
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
RECIPE = ("requirements.txt", "constraints.txt", "pyproject.toml")
DEV_RECIPE = "requirements-dev.txt"
SAID = "baseplate-said"
MENDED = "BASEPLATE_MENDED"
ENTERED = "baseplate"
AFRESH = "Delete the folder .venv, then type the same again."


def venv_python():
    # type: () -> str
    """Return where the course's own Python is, or would be."""
    return os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")


def stamp_file(dev):
    # type: (bool) -> str
    """Return the file that says what ``.venv`` was completed with; authors' packages have one of their own."""
    return os.path.join(VENV, "baseplate-dev.stamp" if dev else "baseplate.stamp")


def read(path):
    # type: (str) -> bytes
    """Return a file's bytes, or none if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, IOError):
        return b""


def recipe(dev):
    # type: (bool) -> bytes
    """Return everything that decides what is in ``.venv``. The settings of tools in pyproject.toml do not."""
    names = RECIPE + ((DEV_RECIPE,) if dev else ())
    return b"\n".join(read(os.path.join(ROOT, name)).partition(b"[tool.")[0] for name in names)


def this_python():
    # type: () -> bytes
    """Return this Python's version as the stamp names it."""
    return ("%d.%d" % sys.version_info[:2]).encode("ascii")


def place():
    # type: () -> bytes
    """Return the course's folder: in a copy, or after a move, the scripts in ``.venv`` would lead to the old one."""
    return ROOT if isinstance(ROOT, bytes) else os.fsencode(ROOT)


def inside():
    # type: () -> bool
    """Whether this process runs in the course's own Python."""
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def whole(dev=False):
    # type: (bool) -> bool
    """Whether ``.venv`` is complete, belongs here, and still has the Python it was made with."""
    version, _, rest = read(stamp_file(dev)).partition(b"\n")
    if rest != place() + b"\n" + recipe(dev) or not os.path.exists(venv_python()):
        return False
    if not os.path.exists(os.path.join(VENV, "pyvenv.cfg")):
        return False
    return not inside() or version == this_python()


def go(arguments):
    # type: (list[str]) -> None
    """Run a command inside the course's own Python; where that is not ready, set it up first. Exits the process."""
    if not os.path.exists(os.path.join(ROOT, RECIPE[0])):
        run(arguments)  # installed without a course around it: whoever did that chose the Python as well
    dev = arguments[:1] in (["test"], ["bench"])
    if ENTERED in getattr(sys, "_xoptions", ()) and not inside():
        speak("The Python in .venv leads elsewhere: %s" % sys.prefix, AFRESH)
    if whole(dev):
        if inside():
            run(arguments)
        enter(arguments)
    prepare(arguments, dev)


def prepare(arguments, dev):
    # type: (list[str], bool) -> None
    """Make ``.venv`` complete and go on inside it."""
    if sys.version_info < OLDEST:
        too_old(arguments)
    from autograder.setup import set_up

    set_up(dev)
    enter(arguments)


def run(arguments):
    # type: (list[str]) -> None
    """Hand over to the command line. A package that somebody took out of ``.venv`` is put back once."""
    if SAID not in getattr(sys, "_xoptions", {}) and first_word(arguments):
        sys._xoptions[SAID] = True
    name = "autograder" if os.path.basename(sys.argv[0]).startswith("autograder") else "python -m autograder"
    try:
        from autograder.cli.main import main

        main(args=arguments or ["--help"], prog_name=name)
    except ImportError as error:
        missing = (getattr(error, "name", None) or "").partition(".")[0]
        if not missing or missing == "autograder" or not inside() or present(missing):
            raise
        if os.environ.get(MENDED):
            speak("The package `%s` is missing from .venv." % missing, AFRESH)
        os.environ[MENDED] = "1"
        os.unlink(stamp_file(False))
        prepare(arguments, dev=False)
    sys.exit(0)


def present(module):
    # type: (str) -> bool
    """Whether Python finds a module of this name, be it whole or not."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def enter(arguments):
    # type: (list[str]) -> None
    """Go on in the course's own Python, where the current folder is not searched for modules (``-P``)."""
    said = ["-X", SAID] if first_word(arguments) else []
    command = [venv_python(), "-P", "-X", ENTERED] + said + ["-m", "autograder"] + arguments
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        try:
            os.execv(command[0], command)
        except OSError as error:
            speak(
                "The Python in .venv does not start (%s)." % error.strerror,
                AFRESH,
            )
    # Windows' exec does not wait, so a child does the work. Ctrl-C reaches both; it is the child's to answer.
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))


def first_word(arguments):
    # type: (list[str]) -> bool
    """Say at once that a check has begun, before a second Python starts; return whether that was said."""
    if arguments[:1] not in (["check"], ["watch"]) or {"--json", "-h", "--help"}.intersection(arguments):
        return False
    word = b"checking\xe2\x80\xa6".decode("utf-8")
    try:
        word.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        word = "checking"
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    return True


def too_old(arguments):
    # type: (list[str]) -> None
    """Say which Python is needed, and the exact command if the machine has one. Exits with 2."""
    import subprocess

    rest = " ".join(["-m", "autograder"] + arguments)
    for minor in range(19, OLDEST[1] - 1, -1):
        command = ["py", "-3.%d" % minor] if os.name == "nt" else ["python3.%d" % minor]
        try:
            process = subprocess.Popen(command + ["-c", ""], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.communicate()
        except (OSError, IOError):
            continue
        if process.returncode == 0:
            next_step = "This machine has a newer one. Type: %s %s" % (" ".join(command), rest)
            break
    else:
        next_step = "Install a newer Python (README.md says how for each system), then type the same again with it."
    speak(
        "Baseplate needs Python %d.%d or newer, and this is Python %s." % (OLDEST + (sys.version.split()[0],)),
        next_step,
    )


def speak(what, next_step):
    # type: (str, str) -> None
    """Say what is wrong with the computer and what to do next, and exit with 2. Nothing was graded."""
    lines = ["YOUR COMPUTER   %s" % what] + ["%16s%s" % ("", line) for line in next_step.split("\n")]
    sys.stderr.write("\n".join(lines) + "\n")
    sys.exit(2)

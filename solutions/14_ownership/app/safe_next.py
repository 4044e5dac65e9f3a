"""Where to go on to after logging in. The address says so, and anybody can write an address."""

from flask import url_for


def safe_next(address):
    """Return the address if it is a page of this site, and the front page for every other one.

    One slash at the start means a page of this site, two mean another site. Browsers take a backslash for a slash,
    and pass over tabs and line ends; so these are refused, too.
    """
    one_slash = address and address.startswith("/") and not address.startswith("//")
    if one_slash and address.isprintable() and "\\" not in address:
        return address
    return url_for("gallery.home")

"""Where to go on to after logging in."""

from urllib.parse import urljoin, urlsplit

from flask import abort, request


def safe_next(address):
    """Return the address if it belongs to this host, as a browser reads it, and refuse it otherwise."""
    if not address:
        return "/"
    read = "".join(letter for letter in address if letter > " ").replace("\\", "/")
    ours, target = urlsplit(request.host_url), urlsplit(urljoin(request.host_url, read))
    if (
        read.startswith("//")
        or not read.startswith("/")
        or (target.scheme, target.netloc) != (ours.scheme, ours.netloc)
    ):
        abort(400)
    return read

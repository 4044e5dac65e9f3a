"""Addresses as a browser reads them. They come from pages that anybody may have written, so nothing here raises."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

HOST = "localhost"
"""The host under which visitors know the app."""


def joined(base: str, address: str) -> str:
    """Return an address of a page as a whole URL; one that cannot be read stays as it is."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def split(url: str) -> SplitResult:
    """Return the parts of a URL; one that cannot be read is all path, of no known scheme."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("unreadable", "", url, "", "")


def is_own(url: str) -> bool:
    """Tell whether a whole URL belongs to the app."""
    parts = split(url)
    return parts.scheme in ("http", "https") and parts.netloc == HOST


def local(url: str) -> str:
    """Return a URL of the app without its host, any other whole."""
    parts = split(url)
    if parts.netloc not in ("", HOST) or parts.scheme not in ("", "http", "https"):
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

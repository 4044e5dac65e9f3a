"""Words for the gallery: which part of the page belongs to one build."""

from __future__ import annotations

import re

from autograder.checks.address import joined
from autograder.checks.page import Page

__all__ = ["card_of"]


def card_of(page: Page, address: str) -> str:
    """Return the text of the largest element around a build's link that holds no other build; a finding without one."""
    card = around = next((link.element for link in page.links if link.address == address), None)
    if card is None:
        page.not_yet(expected=f"a link to {address}", got="no such link")
    while around is not None:
        there = {page.visitor.local(joined(page.url, link.attributes["href"])) for link in around.find_all("a[href]")}
        if any(re.fullmatch(r"/builds/\d+", each) for each in there - {address}):
            break
        card, around = around, around.parent
    return card.text

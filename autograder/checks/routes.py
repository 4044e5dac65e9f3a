"""The routes an app claims to have, for hints: which one answers an address, and which one nearly does."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from autograder.sandbox.remote import Rule

HOLE = re.compile(r"<[^<>]*>")
CLOSE = 0.6


def rule_for(path: str, rules: Iterable[Rule]) -> str:
    """Return the rule that an address belongs to, or the address itself. One without holes wins, as in Flask."""
    names = [rule.rule for rule in rules]
    return path if path in names else next((name for name in names if _fits(name, path)), path)


def _fits(rule: str, path: str) -> bool:
    """Tell whether an address belongs to a rule. Rules are claims: a regular expression made of one could take ages."""
    if "<path:" in rule:
        return _part_fits(rule, path)
    wanted, asked = rule.split("/"), path.split("/")
    return len(wanted) == len(asked) and all(map(_part_fits, wanted, asked))


def _part_fits(pattern: str, text: str) -> bool:
    """Tell whether a text is a pattern with something in each of its holes; each word is found where it comes first."""
    if pattern.startswith("<int:") and pattern.endswith(">") and not text.isdigit():
        return False
    first, *words = HOLE.split(pattern)
    if not words:
        return pattern == text
    last = words.pop()
    at, end = len(first), len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)):
        return False
    for word in words:
        found = text.find(word, at + 1, end)
        if found < 0:
            return False
        at = found + len(word)
    return at < end


def closeness(path: str, rule: str) -> float:
    """Return how much an address looks like a rule, from 0 to 1; a hole fits any one part."""
    asked, known = path.strip("/").split("/"), rule.strip("/").split("/")
    if len(asked) != len(known):
        return 0.0
    ratios = [
        1.0 if HOLE.search(part) else difflib.SequenceMatcher(None, mine.lower(), part.lower()).ratio()
        for mine, part in zip(asked, known, strict=True)
    ]
    return min(ratios)


def route_table(path: str, rules: Iterable[Rule]) -> tuple[str, str]:
    """Return the app's routes as lines, near misses marked, and where the nearest one is written."""
    rules = list(rules)[:12]
    close = sorted(
        (rule for rule in rules if closeness(path, rule.rule) >= CLOSE), key=lambda r: -closeness(path, r.rule)
    )
    width = max((len(rule.rule) for rule in rules), default=0)
    names = max((len(rule.endpoint) for rule in rules), default=0)
    lines = []
    for rule in rules:
        mark = _near(path, rule) if rule in close[:1] else ""
        lines.append(f"{rule.rule:<{width}}  {rule.endpoint:<{names}}  {rule.where}{mark}".rstrip())
    return "\n".join(lines) or "no address at all", close[0].where if close else ""


def _near(path: str, rule: Rule) -> str:
    if rule.rule.rstrip("/") == path.rstrip("/"):
        return "  <- the slash at the end differs"
    return "" if HOLE.search(rule.rule) and closeness(path, rule.rule) == 1 else "  <- very close"


def forgotten(path: str, functions: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return the function that an address may have been meant for and that no route leads to, and where it is."""
    first = path.strip("/").partition("/")[0].lower()
    near = {difflib.SequenceMatcher(None, first, name.lower()).ratio(): (name, where) for name, where in functions}
    best = max(near, default=0.0)
    return near[best] if best >= CLOSE else ("", "")

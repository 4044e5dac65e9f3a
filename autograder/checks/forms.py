"""Fills in the form that a page really shows, as a browser would: hidden fields, selections and buttons too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.checks.html import Element

FIELDS = "input, textarea, select"
LONGEST_SHOWN, MOST_SHOWN = 40, 8
NOT_SENT = frozenset({"submit", "button", "image", "reset"})

Upload = tuple[str, bytes]
Value = str | bool | int | Upload | list[str]
"""What a visitor puts into a field; a list is what is ticked or selected, and nothing else is."""


class NoSuchField(Exception):
    """A form has no field of that name, or no such choice in it; the message says what there is."""


@dataclass(frozen=True)
class Filled:
    """A form ready to be sent: where, how and what."""

    action: str
    method: str
    data: list[tuple[str, str]]
    files: list[tuple[str, Upload]]


def what_was_typed(data: object) -> str:
    """Return what is sent as a person would say it: ``title “Castle”, theme “space”``, without what tokens say."""
    if not isinstance(data, Mapping):
        return ""
    pairs = [
        (str(name), each) for name, value in data.items() for each in (value if isinstance(value, list) else [value])
    ]
    said = [name if "token" in name else f"{name} {_quoted(value)}" for name, value in pairs]
    return ", ".join(said[:MOST_SHOWN]) + (f" and {len(said) - MOST_SHOWN} more" if len(said) > MOST_SHOWN else "")


def _quoted(value: object) -> str:
    text = str(value[1] if isinstance(value, tuple) else value)  # of an upload, the name
    if len(text) <= LONGEST_SHOWN:
        return f"“{text}”"
    return f"“{text[:LONGEST_SHOWN]}” (first {LONGEST_SHOWN} of {len(text)} characters)"


class Form:
    """One ``<form>`` of a page."""

    def __init__(self, element: Element) -> None:
        """Look at the form and its fields."""
        self.element = element
        self.fields = [field for field in element.find_all(FIELDS) if field.attributes.get("name")]
        self.names = list(dict.fromkeys(field.attributes["name"] for field in self.fields))

    def fill(self, values: dict[str, Value]) -> Filled:
        """Return what a browser sends when a visitor fills in these values. Raises ``NoSuchField``."""
        missing = [name for name in values if name not in self.names]
        if missing:
            raise NoSuchField(f"no field called “{missing[0]}”; its fields are: {', '.join(self.names) or 'none'}")
        data: list[tuple[str, str]] = []
        files: list[tuple[str, Upload]] = []
        multipart = self.element.attributes.get("enctype", "").lower() == "multipart/form-data"
        for field in self.fields:
            name, kind = field.attributes["name"], field.attributes.get("type", "text").lower()
            if "disabled" in field.attributes or (field.tag == "input" and kind in NOT_SENT):
                continue
            if field.tag == "input" and kind == "file":
                upload = values.get(name)
                if isinstance(upload, tuple) and multipart:
                    files.append((name, upload))
                else:  # without enctype a browser sends the name of the file and nothing else
                    data.append((name, upload[0] if isinstance(upload, tuple) else ""))
            else:
                data.extend((name, value) for value in _sent(field, kind, values.get(name)))
        data.extend(self._button())
        for name, value in values.items():
            chosen = [own for known, own in data if known == name]
            unknown = [each for each in value if each not in chosen] if isinstance(value, list) else []
            if unknown:
                raise NoSuchField(f"no choice “{unknown[0]}” in “{name}”")
        attributes = self.element.attributes
        return Filled(attributes.get("action", ""), attributes.get("method", "get").lower(), data, files)

    def _button(self) -> list[tuple[str, str]]:
        for button in self.element.find_all("button, input"):
            kind = button.attributes.get("type", "submit" if button.tag == "button" else "text").lower()
            if kind == "submit":
                name = button.attributes.get("name")
                return [(name, button.attributes.get("value", ""))] if name else []
        return []


def _sent(field: Element, kind: str, value: Value | None) -> list[str]:
    """Return the values one field sends: none, one, or several for a list."""
    if field.tag == "select":
        return _selected(field, value)
    own = field.attributes.get("value", "on" if kind in ("checkbox", "radio") else "")
    if field.tag == "input" and kind == "checkbox":
        if isinstance(value, list):
            ticked = own in value
        else:
            ticked = "checked" in field.attributes if value is None else value is True or str(value) == own
        return [own] if ticked else []
    if field.tag == "input" and kind == "radio":
        ticked = "checked" in field.attributes if value is None else str(value) == own
        return [own] if ticked else []
    if value is None:
        return [field.text if field.tag == "textarea" else own]
    return [str(value)]


def _selected(field: Element, value: Value | None) -> list[str]:
    options = [(option.attributes.get("value", option.text), option) for option in field.find_all("option")]
    if isinstance(value, list):
        return [own for own, option in options if own in value]
    if value is not None:
        chosen = [own for own, option in options if str(value) in (own, option.text)]
        if not chosen:
            choices = ", ".join(f"“{own}”" for own, _ in options)
            raise NoSuchField(f"no choice “{value}” in “{field.attributes['name']}”; there are: {choices or 'none'}")
        return chosen[:1]
    marked = [own for own, option in options if "selected" in option.attributes]
    if "multiple" in field.attributes:
        return marked
    return marked[-1:] or [own for own, _ in options[:1]]

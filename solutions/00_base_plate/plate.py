"""A closed box: it shows one page with a base plate on it. In lesson 03 you draw plates in your own way."""

from functools import wraps
from html import escape

COLOURS = ["firebrick", "gold", "seagreen", "royalblue", "whitesmoke", "black", "darkorange", "rebeccapurple"]

STYLE = """
    :root { color-scheme: light dark; --page: #fbfaf7; --ink: #1c2330; --plate: #d8dde6; --stud: #c6cdd9 }
    @media (prefers-color-scheme: dark) {
        :root { --page: #14181f; --ink: #e8eaf0; --plate: #3c4554; --stud: #4d5768 }
    }
    body { background: var(--page); color: var(--ink); font: 1.1rem/1.5 system-ui, sans-serif; text-align: center }
    main { max-width: 26rem; margin: 1.5rem auto; padding: 0 0.5rem; overflow-wrap: anywhere }
    svg { filter: drop-shadow(0 0.25rem 0.4rem rgb(0 0 0 / 0.3)) }
"""

PLATE = """
    <pattern id="studs" width="1" height="1" patternUnits="userSpaceOnUse">
        <circle cx=".54" cy=".57" r=".31" opacity=".2" /><circle cx=".5" cy=".5" r=".3" fill="var(--stud)" />
    </pattern>
    <rect width="16" height="16" rx=".5" fill="var(--plate)" />
    <rect width="16" height="16" rx=".5" fill="url(#studs)" />
"""

STUD = '<circle cx="{x}" cy="{y}" r=".31" /><path d="M{x} {y}m-.22-.06a.24.24 0 0 1 .25-.17" stroke="white" />'


def draw_brick(colour):
    """Return a brick of two by four studs as SVG."""
    studs = [STUD.format(x=x + 0.5, y=y + 0.5) for x in (6, 7, 8, 9) for y in (7, 8)]
    shape = 'width="4" height="2" rx=".12"'
    return f"""
        <rect x="6.12" y="7.25" {shape} opacity=".35" />
        <g fill="{colour}" stroke="gray" stroke-width=".07"><rect x="6" y="7" {shape} />{"".join(studs)}</g>
    """


def lay_plate(site, sign, colour):
    """Lay a base plate on the site's front page, with the text that `sign` returns above it."""
    if not callable(sign):
        raise TypeError(f"'{type(sign).__name__}' object is not callable")

    @site.get("/")
    @wraps(sign)
    def show_plate():
        heading = escape(str(sign()))
        wanted, brick, note = str(colour).lower(), "", "No brick yet."
        if wanted in COLOURS:
            brick, note = draw_brick(wanted), f"One {wanted} brick. The rest is up to you."
        elif wanted:
            note = f"There is no “{escape(str(colour))}” in the box. There is {', '.join(COLOURS)}."
        picture = f'role="img" aria-label="A flat plate of 16 by 16 studs. {note}"'
        return f"""<!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Base plate</title><style>{STYLE}</style>
            <main><h1 dir="auto">{heading}</h1>
            <svg viewBox="0 0 16 16" {picture}>{PLATE}{brick}</svg><p>{note}</p></main>
        """

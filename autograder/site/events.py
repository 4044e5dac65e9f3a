"""The news of a lesson as they come: server-sent events with the panel as HTML, for the page's script to put in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, stream_with_context

from autograder.course import Lesson
from autograder.site.lesson_pages import find_lesson
from autograder.site.panel import panel_of
from autograder.site.sorry import report
from autograder.site.study import the_study

bp = Blueprint("events", __name__, url_prefix="/lessons/<slug>")

LOOK = 0.25
"""Seconds between two looks at the log of the running app. The outcome of a check comes at once."""

BREATH = 0.06
"""Seconds between two pieces of news, so that drawing them does not slow down what they are about."""

QUIET = 10.0
"""Seconds without news after which a word is sent all the same: a browser that is gone is noticed by that."""


@bp.get("/events")
def stream(slug: str) -> Response:
    """Send the panel now, and whenever something changes."""
    news = stream_with_context(_told(_news(find_lesson(slug))))
    return Response(news, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


def _told(news: Iterator[str]) -> Iterator[str]:
    """Yield the news; an error of ours becomes a report, as on any page, and the end of the stream."""
    try:
        yield from news
    except Exception as error:
        report(error)


def _news(lesson: Lesson) -> Iterator[str]:
    """Yield the panel whenever it changes, until other lessons were opened since, or the course is closed."""
    study = the_study()
    watched, mark, spoken = study.lives.of(lesson), study.running.mark(), time.monotonic()
    after = -1
    while study.lives.goes_on(watched):
        state = watched.live.wait(after, LOOK)
        if state is not None or study.running.mark() != mark:
            mark, state = study.running.mark(), state or watched.live.state
            after, spoken = state.number, time.monotonic()
            panel = panel_of(study, lesson, watched, state)
            yield event("panel", render_template("_panel.html", panel=panel, run=study.running.run))
            time.sleep(BREATH)
        elif time.monotonic() - spoken > QUIET:
            spoken = time.monotonic()
            yield ": still here\n\n"
    if not study.lives.closed:
        yield event("over", "")


def event(name: str, text: str) -> str:
    """Return one event as it is sent."""
    return f"event: {name}\ndata: {json.dumps(text)}\n\n"

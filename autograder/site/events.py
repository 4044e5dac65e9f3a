"""The news of a lesson as they come: server-sent events with the panel as HTML, for the page's script to put in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context

from autograder.course import Lesson
from autograder.site.lesson_pages import find_lesson
from autograder.site.panel import panel_of
from autograder.site.study import the_study

bp = Blueprint("events", __name__, url_prefix="/lessons/<slug>")

PATIENCE = 10.0
"""Seconds without news after which a word is sent all the same: a browser that is gone is noticed by that."""


@bp.get("/events")
def stream(slug: str) -> Response:
    """Send the panel now if it is newer than the page's, and whenever something changes."""
    after = request.args.get("after", -1, type=int)
    news = stream_with_context(_news(find_lesson(slug), after))
    return Response(news, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


def _news(lesson: Lesson, after: int) -> Iterator[str]:
    study = the_study()
    watched = study.lives.of(lesson)
    if watched.live.state.number < after:  # the page is from an earlier watch, whose numbers say nothing
        after = -1
    while True:
        state = watched.live.wait(after, PATIENCE)
        if state is None:
            watched = study.lives.of(lesson)
            yield ": still here\n\n"
            continue
        after = state.number
        panel = render_template("_panel.html", panel=panel_of(study, lesson, watched, state))
        yield f"event: panel\ndata: {json.dumps(panel)}\n\n"

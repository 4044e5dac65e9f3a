"""Words about what an app says to a visitor who sends the form for a build: what is wrong, or what is done."""

import re
from collections import Counter
from difflib import SequenceMatcher

from tests.brickyard import THEMES
from tests.new_builds import address_of, addresses, is_taken, opens_the_form, the_form, values_of
from tests.written import written

FLASKS_OWN = (
    "The browser (or proxy) sent a request that this server could not understand.",
    "The request was well-formed but was unable to be followed due to semantic errors.",
    "The data value transmitted exceeds the capacity limit.",
)
"""What Flask says of its own accord; none of it tells a visitor what to change."""
ONLY_BROWSERS = "what a browser checks, such as `required`, holds nobody up who sends a request without your page"
SAID_TOO_EARLY = "a message is good news: leave it below the `if` that returns the form, when the build is on the board"


def are_refused(visitor, titles):
    """Complain unless each title is refused: nothing is added, nothing breaks, and a sentence says what is wrong.

    ``titles`` are pairs of a title and what it is called.
    """
    form = opens_the_form(visitor)
    known = Counter(words(form.text)) | Counter(words(visitor.opens("/").text))
    before = addresses(visitor)
    for title, what in titles:
        page = form.submits(title=title, theme=THEMES[0], start="empty")
        is_taken(page)
        if addresses(visitor) - before:
            got = "it is on the board"
            page.not_yet(expected=f"{what} to be refused", got=got, reason=ONLY_BROWSERS, made=visitor.sent)
        text = page.text.replace(title.strip(), "") if title.strip() else page.text
        flasks_own = [sentence for sentence in FLASKS_OWN if sentence in text]
        if flasks_own or not Counter(words(text)) - known:
            page.not_yet(
                expected=f"a sentence which says what is wrong with {what}",
                got=f"Flask's own: “{flasks_own[0]}”" if flasks_own else "no such words",
                reason="does the view pass the sentence on, and does the template print it under the same name?",
                made=visitor.sent,
            )
        still_offers(page, form)


def still_offers(page, form):
    """Complain if the form is there again and has lost some of what it offers."""
    for name in ("theme", "start"):
        again = page.find_all("form") and "title" in the_form(page).names
        if again and len(values_of(page, name)) < len(values_of(form, name)):
            page.not_yet(
                expected=f"the form again, with all choices for “{name}”",
                got=f"{len(values_of(page, name)) or 'none'} of {len(values_of(form, name))}",
                reason="every call that shows the form has to pass it all that it needs",
            )


def says_nothing_of_a_refused_one(page, reloaded, title):
    """Complain if a build that is refused for its theme gets the message which ``page`` had for one with this title."""
    visitor, message = page.visitor, message_on(page, reloaded)
    before = addresses(visitor)
    answer = visitor.posts(address_of(opens_the_form(visitor)), {"title": title, "theme": "dragons", "start": "night"})
    if addresses(visitor) - before or words(message) == words(title):
        return  # the first is the business of task 3, and a title alone may be named by a refusal, too
    said = " ".join(words(message))
    if any(said in " ".join(words(text)) for text in (answer.text, visitor.opens("/").text)):
        answer.not_yet(
            expected=f"no message that “{title}” is there: the theme of this one was refused",
            got=message,
            reason=SAID_TOO_EARLY,
            made=written(answer, r"flash\(") or visitor.sent,
        )


def message_on(page, reloaded):
    """Return the longest run of words that a page had more than after a reload."""
    now, then = page.text.split(), reloaded.text.split()
    changes = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    return " ".join(max((now[begin:end] for what, *_, begin, end in changes if what != "equal"), key=len, default=[]))


def messages(visitor, page):
    """Return what to look at when a message is not as it should be: the view that sends it, and what shows it."""
    return {"view": visitor.sent.get("view"), "templates": page.frame.get("templates", [])[:1]}


def words_gone(page, reloaded):
    """Return the words of a page that are gone after a reload; where only some of equal words are, the first ones."""
    spare = Counter(page.text.split()) - Counter(reloaded.text.split())
    gone = []
    for word in page.text.split():
        if spare[word] > 0:
            spare[word] -= 1
            gone.append(word)
    return gone


def words(text):
    """Return the words of a text in small letters; numbers are none."""
    return re.findall(r"[^\W\d]+", text.casefold())

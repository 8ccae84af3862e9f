"""How fast it was sent."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "speed"
POINTS = {"speed:faster-than-typing": 2.5, "speed:fast": 0.6, "speed:slow": -0.3}
# Nobody opens a form and sends it sooner; nobody types more letters in a second.
LEAST_SECONDS = 4
LETTERS_PER_SECOND = 15


def found(submission: Submission) -> Finding | None:
    seconds = submission.seconds
    if seconds is None:
        return None
    params = {"seconds": max(int(seconds), 0)}
    if seconds < LEAST_SECONDS:
        return Finding("speed:faster-than-typing", params)
    if len(submission.text) > seconds * LETTERS_PER_SECOND:
        return Finding("speed:fast", params)
    return Finding("speed:slow", params)


def sentence(params: dict) -> str:
    seconds = params["seconds"]
    if seconds < LEAST_SECONDS:
        return ngettext(
            "Sent in %(seconds)d second, faster than anyone types.",
            "Sent in %(seconds)d seconds, faster than anyone types.",
            seconds,
        ) % {"seconds": seconds}
    return ngettext("Sent after %(seconds)d second.", "Sent after %(seconds)d seconds.", seconds) % {"seconds": seconds}

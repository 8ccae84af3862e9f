"""Links typed as HTML or as a forum's code, as programs send them to every form they find."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "markup"
POINTS = {"markup:html": 0.6, "markup:forum": 1.8}
HTML = re.compile(r"<a\s[^<>]{0,200}href", re.I)
FORUM = re.compile(r"\[(?:url|link)[=\]]", re.I)


def found(submission: Submission) -> Finding | None:
    if FORUM.search(submission.text):
        return Finding("markup:forum")
    return Finding("markup:html") if HTML.search(submission.text) else None


def sentence(params: dict) -> str:
    return _("Its links are typed as code, as programs do.")

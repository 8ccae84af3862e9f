"""Gives an email address or a telephone number to write to."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission

CODE = "contact"
POINTS = {"contact:yes": 1.0}
CONTACT = re.compile(r"[\w.+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}|\+?\d[\d\s().\-]{8,18}\d", re.I)


def found(submission: Submission) -> Finding | None:
    match = CONTACT.search(submission.said.without_tags)
    return Finding("contact:yes", {"words": [match[0][:60]]}) if match else None


def sentence(params: dict) -> str:
    return _("Gives an address or number to write to: %(words)s.") % {"words": quoted(params["words"])}

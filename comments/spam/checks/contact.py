"""Gives an email address or a telephone number to write to."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission

CODE = "contact"
POINTS = {"contact:yes": 1.0}
MAIL = re.compile(r"[\w.+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}", re.I)
TELEPHONE = re.compile(r"\+?\d[\d\s().\-]{8,18}\d")


def found(submission: Submission) -> Finding | None:
    text = submission.said.without_tags
    match = TELEPHONE.search(text) or ("@" in text and MAIL.search(text))
    return Finding("contact:yes", {"words": [match[0][:60]]}) if match else None


def sentence(params: dict) -> str:
    return _("Gives an address or number to write to: %(words)s.") % {"words": quoted(params["words"])}

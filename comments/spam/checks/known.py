"""Whether something of this writer's is on the site already."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "known"
POINTS = {"known:yes": -2.0}


def found(submission: Submission) -> Finding | None:
    return Finding("known:yes") if submission.is_known_writer else None


def sentence(params: dict) -> str:
    return _("An earlier comment of this reader is on the site.")

"""Written in capitals."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "capitals"
POINTS = {"capitals:many": 0.5}
FEWEST_LETTERS = 12


def found(submission: Submission) -> Finding | None:
    letters = submission.said.letters
    shouted = sum(map(str.isupper, letters))
    return Finding("capitals:many") if len(letters) >= FEWEST_LETTERS and shouted * 3 > len(letters) else None


def sentence(params: dict) -> str:
    return _("Written in capitals.")

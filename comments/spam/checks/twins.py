"""Other comments with the same wording, or nearly so."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "twins"
POINTS = {"twins:1": 0.9, "twins:2": 1.6, "twins:3": 2.2, "twins:spam": 2.8}


def found(submission: Submission) -> Finding | None:
    twins = submission.twins
    if not twins.count:
        return None
    step = "spam" if twins.spam_count else min(twins.count, 3)
    return Finding(f"twins:{step}", {"count": twins.count, "spam": twins.spam_count})


def sentence(params: dict) -> str:
    if params["spam"]:
        return ngettext(
            "Same wording as %(spam)d comment you marked as spam.",
            "Same wording as %(spam)d comments you marked as spam.",
            params["spam"],
        ) % {"spam": params["spam"]}
    return ngettext(
        "Same wording as %(count)d other comment.", "Same wording as %(count)d other comments.", params["count"]
    ) % {"count": params["count"]}

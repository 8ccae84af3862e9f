"""How long after the entry it comes: readers come with the news, programs with the search engines."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "age"
# The first two weeks, the first three months, the first year, later.
POINTS = {"age:0": -0.5, "age:14": 0.0, "age:90": 0.5, "age:365": 0.5}


def found(submission: Submission) -> Finding | None:
    if submission.entry_age_days is None:
        return None
    days = max(int(submission.entry_age_days), 0)
    step = next(least for least in (365, 90, 14, 0) if days >= least)
    return Finding(f"age:{step}", {"days": days})


def sentence(params: dict) -> str:
    return ngettext(
        "Comes %(days)d day after you published.", "Comes %(days)d days after you published.", params["days"]
    ) % {"days": params["days"]}

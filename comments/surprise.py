"""A question worth asking once: a verdict that says the opposite of what the filter, or the points, said clearly."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from comments import decisions as log
from comments.models import Comment
from comments.spam.headlines import READER_BELOW, SPAM_FROM
from comments.spam.lines import Lines
from comments.spam.verdict import Known

# That far beyond the fixed line, while the filter has drawn none of its own.
FAR = 2.0


def about(act: str, comments: Iterable[Comment]) -> str:
    """The question, or nothing; whoever was asked and says the same again is believed."""
    is_spam = act == "spam"
    lines = Known.about([]).lines
    odd = [one for one in comments if one.score is not None and _is_odd(one.score, is_spam, lines)]
    if not odd:
        return ""
    if is_spam:
        text = _("Is this really spam? %(name)s’s comment looks like a reader’s.")
    else:
        text = _("Should this really appear? %(name)s’s comment looks like spam.")
    return text % {"name": log.isolated(odd[0].author_name)}


def _is_odd(score: float, is_spam: bool, lines: Lines) -> bool:
    if lines.spam is not None:
        return lines.contradicts(score, is_spam)
    return score < READER_BELOW - FAR if is_spam else score >= SPAM_FROM + FAR

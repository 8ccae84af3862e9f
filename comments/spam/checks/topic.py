"""How much of what is said belongs to the entry's subject."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.vocabulary import subject_of

CODE = "topic"
POINTS = {"topic:0": 0.9, "topic:1": -0.2, "topic:2": -0.8, "topic:3": -1.4}
MOST_SHOWN = 3


def found(submission: Submission) -> Finding | None:
    if not submission.entry_words:
        return None
    shared = words_of_the_entry(submission)
    return Finding(f"topic:{min(len(shared), 3)}", {"words": shared[:MOST_SHOWN]})


def words_of_the_entry(submission: Submission) -> list[str]:
    """As typed, one for each stem that the entry has too."""
    shared = {}
    for at, word in enumerate(submission.words):
        if (root := subject_of(word)) in submission.entry_words and root not in shared:
            shared[root] = submission.said.part(at, at)
    return list(shared.values())


def sentence(params: dict) -> str:
    words = params["words"]
    if not words:
        return _("Shares no word with your entry.")
    if len(words) == 1:
        return _("One word of your subject: %(words)s.") % {"words": quoted(words)}
    return _("Speaks of your subject: %(words)s.") % {"words": quoted(words)}

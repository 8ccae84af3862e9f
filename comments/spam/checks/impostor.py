"""Uses the author's name, or one that looks the same."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import folded

CODE = "impostor"
POINTS = {"impostor:yes": 1.5}
LOOKS_LIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝвмнкт" + "αοερτυνικ" + "013457$@|",
    "aeopcyxijshdqwbmhkt" + "aoeptuvik" + "oleastsal",
)


def found(submission: Submission) -> Finding | None:
    name = looks(submission.name)
    taken = next((taken for taken in submission.author_names if name and looks(taken) == name), None)
    return Finding("impostor:yes", {"words": [taken]}, outcome="hold") if taken else None


def looks(name: str) -> str:
    """The same for names that a reader takes for the same."""
    letters = folded(name).translate(LOOKS_LIKE)
    return "".join(letter for letter in letters if letter.isalnum())


def sentence(params: dict) -> str:
    return _("Uses a name like yours: %(words)s.") % {"words": quoted(params["words"])}

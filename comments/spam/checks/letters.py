"""Written in letters that the blog's readers don't use."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "letters"
POINTS = {"letters:foreign": 1.6}
FEWEST_LETTERS = 8
LAST_LATIN = "\u024f"
LAST_LATIN_EXTENDED = ("\u1e00", "\u1eff")
ARABIC = ("\u0600", "\u06ff")


def found(submission: Submission) -> Finding | None:
    letters = submission.said.letters
    if len(letters) < FEWEST_LETTERS or letters.isascii():
        return None
    foreign = sum(not _is_expected(letter, submission.language) for letter in letters)
    return Finding("letters:foreign") if foreign * 3 > len(letters) else None


def _is_expected(letter: str, language: str) -> bool:
    if letter <= LAST_LATIN or LAST_LATIN_EXTENDED[0] <= letter <= LAST_LATIN_EXTENDED[1]:
        return True
    return language.startswith("ar") and ARABIC[0] <= letter <= ARABIC[1]


def sentence(params: dict) -> str:
    return _("Written in the letters of another language.")
